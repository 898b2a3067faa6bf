import { type Person, samePerson } from '../catalog/person.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ConsentLookup } from './basis.js'
import { decideOpen } from './decide.js'
import { conclude, type Decision } from './decision.js'
import { deny } from './finding.js'
import { foldConsent } from './fold-consent.js'
import type { OpenRow } from './open-row.js'
import type { Ask } from './question.js'
import type { Word } from './suppose.js'

/** Decides on the row at hand once more, as things would stand. */
export interface Anew {
  /** The tenant of the row. */
  readonly tenant: string | number | undefined
  decide(ask: Ask, said: readonly Word[]): Decision
}

/** The plain way, on the row as it was opened: of what is only imagined nothing is remembered. */
export function anewOn(row: OpenRow, now: number, consents: ConsentLookup): Anew {
  return {
    tenant: row.tenant,
    decide(ask, said) {
      try {
        return decideOpen(ask, row, now, afterSaying(said, ask.purpose, row.people, consents))
      } catch {
        return conclude([deny('evaluation_error', '')], ask.resource.fields)
      }
    },
  }
}

/** What a store would tell once people had said `words`. */
function afterSaying(
  words: readonly Word[],
  { name, terms }: PurposeDef,
  ofRow: readonly Person[],
  consents: ConsentLookup,
): ConsentLookup {
  if (words.length === 0) return consents
  const recipients = words.flatMap(({ recipient }) => recipient ?? [])
  return (person) => {
    const told = consents(person)
    if (told === 'unavailable') return told
    const own = ofRow.some((each) => samePerson(each, person))
    const purposes = words
      .filter(({ everybody }) => everybody || own)
      .map(({ action }) => ({
        action,
        id: '',
        person,
        at: 0,
        purposes: [{ purpose: name, via: name, terms }],
        ...(recipients.length > 0 && { recipients }),
      }))
      .reduce(foldConsent, told?.purposes ?? {})
    return { person, purposes }
  }
}
