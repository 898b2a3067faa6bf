import type { Catalog } from '../catalog/catalog.js'
import type { Person } from '../catalog/person.js'
import type { Title } from '../catalog/title.js'
import type { ConsentEntry, ConsentEvent, ConsentState } from '../decide/consent.js'
import { foldConsent } from '../decide/fold-consent.js'
import { inOrder, sinceOf } from './consent-since.js'

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
  readonly title: Title
  /** RFC 3339: since when, where the store keeps a history. */
  readonly since?: string
  /** The purpose at which it was said. */
  readonly via?: string
  readonly terms?: number
  /** RFC 3339. */
  readonly expiresAt?: string
  readonly version?: string
  /** To whom data may go, by the names of recipients and of their classes, less those that a no was about. */
  readonly recipients?: readonly string[]
  readonly objected?: true
  readonly restricted?: true
}

/** Where one person stands on every purpose of the policy. */
export interface ConsentStanding {
  readonly person: Person
  readonly purposes: { readonly [purpose: string]: PurposeStatus }
  readonly withdrawal?: Title
}

/** Puts a state into the words of DPV; `ConsentInvalidated` is a yes to terms that are no longer current. */
export function standingOf(
  { purposes, document }: Catalog,
  state: ConsentState,
  now: number,
  events?: readonly ConsentEvent[],
): ConsentStanding {
  // a no to a recipient alone leaves the purpose as it was
  const since = events && sinceOf(events.filter(({ at, onlyRecipients }) => at <= now && !onlyRecipients))
  const withdrawal = document.consent?.withdrawal
  const statuses = [...purposes.values()].map(({ name, terms }) => {
    const status = statusOf(state.purposes[name], terms, now)
    const said = since?.get(name)
    const from = status.status === 'ConsentExpired' ? status.expiresAt : said && new Date(said).toISOString()
    const title = document.purposes[name]?.title ?? name
    return [name, { ...status, title, ...(from !== undefined && { since: from }) }]
  })
  return {
    person: state.person,
    purposes: Object.fromEntries(statuses),
    ...(withdrawal !== undefined && { withdrawal }),
  }
}

/** The state of a person after the events up to `at`. */
export function replay(person: Person, events: readonly ConsentEvent[], at: number): ConsentState {
  const past = inOrder(events.filter((event) => event.at <= at))
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

function statusOf(entry: ConsentEntry | undefined, terms: number, now: number): Omit<PurposeStatus, 'title'> {
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
    ...recipientsIn({ ...entry, given }),
    ...marks,
  }
}

function recipientsIn({ given, stoppedRecipients = [] }: ConsentEntry): Pick<PurposeStatus, 'recipients'> {
  const recipients = given?.recipients?.filter(
    (name) => !stoppedRecipients.some(({ recipient }) => recipient === name),
  )
  return recipients ? { recipients } : {}
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
