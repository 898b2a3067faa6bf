import type { Catalog } from '../catalog/catalog.js'
import type { Person } from '../catalog/person.js'
import type { ConsentEntry, ConsentEvent, ConsentState } from '../decide/consent.js'
import { foldConsent } from '../decide/fold-consent.js'
import { precedes } from './consent-order.js'

/** The status names of the W3C Data Privacy Vocabulary that a consent can have here. */
export type ConsentStatus =
  | 'ConsentGiven'
  | 'RenewedConsentGiven'
  | 'ConsentRefused'
  | 'ConsentWithdrawn'
  | 'ConsentExpired'
  | 'ConsentInvalidated'
  | 'ConsentUnknown'

/** Where one person stands on one purpose. */
export interface PurposeStatus {
  readonly status: ConsentStatus
  /** The purpose at which it was said. */
  readonly via?: string
  readonly terms?: number
  /** RFC 3339. */
  readonly expiresAt?: string
  readonly version?: string
  readonly objected?: true
  readonly restricted?: true
}

/** Where one person stands on every purpose of the policy. */
export interface ConsentStanding {
  readonly person: Person
  readonly purposes: { readonly [purpose: string]: PurposeStatus }
}

/** Puts a state into the words of DPV; `ConsentInvalidated` is a yes to terms that are no longer current. */
export function standingOf({ purposes }: Catalog, state: ConsentState, now: number): ConsentStanding {
  const statuses = [...purposes.values()].map(({ name, terms }) => [
    name,
    statusOf(state.purposes[name], terms, now),
  ])
  return { person: state.person, purposes: Object.fromEntries(statuses) }
}

/** The state of a person after the events up to `at`. */
export function replay(person: Person, events: readonly ConsentEvent[], at: number): ConsentState {
  const past = events.filter((event) => event.at <= at).toSorted((a, b) => (precedes(a, b) ? -1 : 1))
  return { person, purposes: past.reduce<ConsentState['purposes']>(foldConsent, {}) }
}

/** Whether every entry of a state is one: stores are not believed when they answer with anything else. */
export function isSound({ purposes }: ConsentState): boolean {
  try {
    return Object.values(purposes).every(
      (entry: unknown) => isObject(entry) && (entry['given'] === undefined || isObject(entry['given'])),
    )
  } catch {
    return false
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function statusOf(entry: ConsentEntry | undefined, terms: number, now: number): PurposeStatus {
  const marks = {
    ...(entry?.objected?.length && { objected: true as const }),
    ...(entry?.restricted?.length && { restricted: true as const }),
  }
  const stop = entry?.stopped?.at(-1)
  if (stop) return { status: stop.status, via: stop.via, ...marks }
  const given = entry?.given
  if (!given) return { status: 'ConsentUnknown', ...marks }
  return {
    status: statusOfYes(given, terms, now),
    via: given.via,
    terms: given.terms ?? 1,
    ...(given.expiresAt !== undefined && { expiresAt: new Date(given.expiresAt).toISOString() }),
    ...(given.version !== undefined && { version: given.version }),
    ...marks,
  }
}

function statusOfYes(
  { expiresAt, terms = 1, renewed }: NonNullable<ConsentEntry['given']>,
  current: number,
  now: number,
): ConsentStatus {
  if (expiresAt !== undefined && !(expiresAt > now)) return 'ConsentExpired'
  if (!(terms >= current)) return 'ConsentInvalidated'
  return renewed ? 'RenewedConsentGiven' : 'ConsentGiven'
}
