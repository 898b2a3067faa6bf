import type { Catalog } from '../catalog/catalog.js'
import { toInstant } from '../catalog/instant.js'
import { type Person, toPerson } from '../catalog/person.js'
import { onlyOf } from '../decide/check-event.js'
import {
  CONSENT_ACTIONS,
  type ConsentAction,
  type ConsentEvent,
  type ConsentEvidence,
  isConsentAction,
} from '../decide/consent.js'
import { evidence } from '../decide/evidence.js'
import { isPurposeboundError, PurposeboundError } from '../errors.js'

/** What a person said, as the caller tells it. */
export interface ConsentStatement extends ConsentEvidence {
  readonly subject: unknown
  readonly purposes: readonly string[]
  readonly expiresAt?: Date | number | string
  /** The terms they saw, where not today's. */
  readonly terms?: number
  /** Of a no: that it is about these recipients, or classes of them, and nothing else. */
  readonly onlyRecipients?: readonly string[]
  /** Who told us, where it was not the person. */
  readonly actor?: unknown
}

const SAID = ['subject', 'purposes', 'expiresAt', 'terms', 'onlyRecipients', 'actor', 'action', 'at']
const PROVEN = ['version', 'method', 'recipients', 'notice', 'jurisdiction', 'proof', 'guardian']

/** Does what reads a caller's objects: whatever they throw is an input that cannot be read. @throws PurposeboundError `input_invalid` */
export function reading<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw isPurposeboundError(error) ? error : invalid('what was given cannot be read')
  }
}

/** Expands a statement over the policy the person saw: each purpose named, and all below it. @throws PurposeboundError `input_invalid` */
export function toEvent(
  catalog: Catalog,
  action: unknown,
  statement: ConsentStatement,
  id: string,
  at: number,
): ConsentEvent {
  const { subject, purposes, expiresAt, terms, onlyRecipients } = Object(statement) as ConsentStatement
  const stray = Object.keys(Object(statement)).find((key) => !SAID.includes(key) && !PROVEN.includes(key))
  // `expiresAtt` would be a consent without end
  if (stray !== undefined) throw invalid('a statement has a key that nobody knows')
  if (!isConsentAction(action)) throw invalid(`\`action\` is one of ${CONSENT_ACTIONS.join(', ')}`)
  const person = toSubject(catalog, subject)
  if (!Array.isArray(purposes) || purposes.length === 0)
    throw invalid('`purposes` is a list of purposes, at least one')
  if (Number.isNaN(at)) throw invalid('the clock gives no time')
  const expires = expiresAt === undefined ? undefined : toInstant(expiresAt)
  if (expiresAt !== undefined && (expires === undefined || expires <= at))
    throw invalid('`expiresAt` is a time in the future')
  const proven = evidence(statement, (right, field) => {
    if (!right) throw invalid(COMPLAINTS[field] ?? `\`${field}\` has another form`)
  })
  const only = onlyRecipients === undefined ? undefined : narrowed(catalog, onlyRecipients, action)
  const expanded = Array.from(purposes as readonly unknown[]).flatMap((each) => expand(catalog, each, terms))
  if (action === 'give' || action === 'renew') assertProven(catalog, expanded, proven)
  return Object.freeze({
    id,
    action,
    person: Object.freeze(person),
    at: Math.floor(at),
    purposes: Object.freeze(expanded),
    ...(expires !== undefined && { expiresAt: Math.floor(expires) }),
    ...(only && { onlyRecipients: only }),
    ...proven,
  })
}

/** Whom alone a no is about: a misspelt name would leave them what it was to take away. */
function narrowed(
  { recipients }: Catalog,
  given: readonly string[],
  action: ConsentAction,
): readonly string[] {
  const only = onlyOf(given, action, (right, field) => {
    if (!right)
      throw invalid(`\`${field}\` is a list of recipients, at least one, of \`withdraw\` or \`refuse\``)
  })
  const known = new Set([...recipients.values()].flatMap(({ names }) => names))
  if (only.some((name) => !known.has(name)))
    throw invalid('`onlyRecipients` names a recipient or class that the policy does not know')
  return Object.freeze(only)
}

const COMPLAINTS: { readonly [field: string]: string } = {
  version: '`version` is a short text',
  method: '`method` is a short name such as `form`; `deemed` agreement is no consent',
}

/** @throws PurposeboundError `evidence_missing` where a purpose asks for more than a yes came with */
function assertProven(catalog: Catalog, named: ConsentEvent['purposes'], proven: ConsentEvidence): void {
  for (const { purpose } of named) {
    const missing = catalog.purposes.get(purpose)?.evidence.find((each) => proven[each] === undefined)
    if (missing !== undefined)
      throw new PurposeboundError('evidence_missing', `\`${purpose}\` requires \`${missing}\``)
  }
}

/** The person that a caller names, of a population that the policy knows. @throws PurposeboundError `input_invalid` */
export function toSubject(catalog: Catalog, subject: unknown): Person {
  const person = reading(() => toPerson(subject))
  if (!person) throw invalid('`subject` is an id, or an id with its population and tenant')
  if (!isKnownPopulation(catalog, person.population))
    throw invalid('`subject.population` is none of the policy')
  return person
}

function expand(
  catalog: Catalog,
  named: unknown,
  terms: number | undefined,
): ConsentEvent['purposes'][number][] {
  const purpose = typeof named === 'string' ? catalog.purposes.get(named) : undefined
  if (!purpose) throw invalid('`purposes` names a purpose that the policy does not know')
  if (terms !== undefined && (!Number.isSafeInteger(terms) || terms < 1 || terms > purpose.terms))
    throw invalid('`terms` is a whole number up to those of the purpose')
  return purpose.family.map((each) => {
    const own = catalog.purposes.get(each)?.terms ?? 1
    return Object.freeze({
      purpose: each,
      via: purpose.name,
      terms: terms === undefined ? own : Math.min(terms, own),
    })
  })
}

function isKnownPopulation({ document, resources }: Catalog, population: string): boolean {
  return (
    population === 'person' ||
    (document.populations ?? []).includes(population) ||
    [...resources.values()].some(({ subject }) => subject.some((each) => each.population === population))
  )
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
