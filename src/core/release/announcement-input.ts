import type { Catalog } from '../catalog/catalog.js'
import type { Policy } from '../catalog/declaration.js'
import { toInstant } from '../catalog/instant.js'
import type { Person } from '../catalog/person.js'
import type { ResolvedActor } from '../decide/actor.js'
import { type ConsentEvent, type ConsentEvidence, EVERYBODY } from '../decide/consent.js'
import { evidence } from '../decide/evidence.js'
import { PurposeboundError } from '../errors.js'
import { toSubject } from './consent-event.js'
import { toTeller } from './consent-record.js'
import type { Engine } from './engine.js'
import { Snapshot } from './snapshot.js'

const KEYS = [
  'purposes',
  'effectiveAt',
  'at',
  'to',
  'policy',
  'version',
  'method',
  'notice',
  'proof',
  'jurisdiction',
  'actor',
]
const PROVEN = ['version', 'method', 'notice', 'proof', 'jurisdiction']
/** What was told to whom, and from when on it holds. */
export interface Announcement {
  readonly snapshot: Snapshot
  readonly people: readonly Person[]
  readonly purposes: ConsentEvent['purposes']
  readonly at: number
  readonly effectiveAt: number
  readonly proven: ConsentEvidence
  readonly teller: ResolvedActor | undefined
}

/** Reads what a caller says was told. @throws PurposeboundError `input_invalid`, `announcement_late`, `consent_required`, `policy_invalid` */
export function readAnnouncement(engine: Engine, given: unknown, now: number): Announcement {
  const told = Object(given) as { readonly [key: string]: unknown }
  const stray = Object.keys(told).find((key) => !KEYS.includes(key))
  if (stray !== undefined) throw invalid('an announcement has a key that nobody knows')
  const { purposes, effectiveAt, at: time, to = 'everybody', policy, actor } = told
  const snapshot = policy === undefined ? engine.snapshot : new Snapshot(policy as Policy, engine.pseudonyms)
  const at = time === undefined ? Math.floor(now) : toInstant(time)
  if (at === undefined || !(at <= now)) throw invalid('`at` is a time that has come')
  const effective = toInstant(effectiveAt)
  if (effective === undefined) throw invalid('`effectiveAt` is a time: from when on the change holds')
  if (effective < at) throw new PurposeboundError('announcement_late')
  return {
    snapshot,
    people: peopleIn(to, snapshot.catalog),
    purposes: purposesIn(purposes, snapshot.catalog),
    at: Math.floor(at),
    effectiveAt: Math.ceil(effective),
    proven: evidence(
      Object.fromEntries(PROVEN.map((key) => [key, told[key]])) as ConsentEvidence,
      (right, field) => {
        if (!right) throw invalid(`\`${field}\` has another form`)
      },
    ),
    teller: toTeller(actor),
  }
}

function peopleIn(to: unknown, catalog: Catalog): readonly Person[] {
  if (to === 'everybody') return [EVERYBODY]
  if (!Array.isArray(to) || to.length === 0)
    throw invalid("`to` is 'everybody', or a list of people, at least one")
  return Array.from(to as readonly unknown[], (each) => Object.freeze(toSubject(catalog, each)))
}

/** The purposes named, and none below them: what is announced of one is announced of that one. */
function purposesIn(given: unknown, { purposes }: Catalog): ConsentEvent['purposes'] {
  if (!Array.isArray(given) || given.length === 0)
    throw invalid('`purposes` is a list of purposes, at least one')
  return Object.freeze(
    Array.from(new Set(given as readonly unknown[]), (name) => {
      const purpose = typeof name === 'string' ? purposes.get(name) : undefined
      if (!purpose) throw invalid('`purposes` names a purpose that the policy does not know')
      // GDPR 6(4), and article 6 of the privacy policy: what rests on consent is asked for
      if (purpose.basis === 'consent')
        throw new PurposeboundError(
          'consent_required',
          `\`${purpose.name}\` rests on consent: ask its people`,
        )
      return Object.freeze({ purpose: purpose.name, via: purpose.name, terms: purpose.terms })
    }),
  )
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
