import type { Person } from '../catalog/person.js'
import { PurposeboundError } from '../errors.js'

/** A no that stands: how it was said, and the purpose at which it was named. */
export interface ConsentStop {
  readonly status: 'ConsentRefused' | 'ConsentWithdrawn'
  readonly via: string
}

/** What one person has said about one purpose, all events folded. */
export interface ConsentEntry {
  /** The latest yes; `terms` is the state of the purpose it was said to (1 when absent). */
  readonly given?: {
    readonly via: string
    readonly terms?: number
    readonly expiresAt?: number
    readonly version?: string
    readonly renewed?: boolean
  }
  /** Every no that no later yes has lifted, latest last. While one stands nothing is given. */
  readonly stopped?: readonly ConsentStop[]
  /** The purposes at which an objection that still stands was named. */
  readonly objected?: readonly string[]
  /** The purposes at which a restriction that still stands was named. */
  readonly restricted?: readonly string[]
}

/** Flat: one entry a purpose, found without walking the purposes above it. */
export interface ConsentState {
  /** Echoed by the store; a state of somebody else is refused. */
  readonly person: Person
  readonly purposes: { readonly [purpose: string]: ConsentEntry }
}

/** How a consent event changes the state. `lift` ends objections and restrictions; a `give` never does. */
export type ConsentAction = (typeof CONSENT_ACTIONS)[number]

export const CONSENT_ACTIONS = ['give', 'renew', 'withdraw', 'refuse', 'object', 'restrict', 'lift'] as const

export function isConsentAction(action: unknown): action is ConsentAction {
  return (CONSENT_ACTIONS as readonly unknown[]).includes(action)
}

/** One thing a person said, already expanded over the policy they saw: each purpose with the `via` it came by. */
export interface ConsentEvent {
  /** UUIDv7: appending the same event twice changes nothing. */
  readonly id: string
  readonly action: ConsentAction
  readonly person: Person
  /** Milliseconds since 1970; what a person says comes after all that they are known to have said before. */
  readonly at: number
  readonly purposes: readonly { readonly purpose: string; readonly via: string; readonly terms?: number }[]
  readonly expiresAt?: number
  /** A label of what was shown to the person; never compared. */
  readonly version?: string
  /** How it was said: `form`, `phone`, `paper` … */
  readonly method?: string
}

/** Where consent lives. A store without `append` is read-only. */
export interface ConsentStore {
  readonly name: string
  /** One state for each person, in the same order, each echoing its person. */
  lookup(people: readonly Person[]): readonly ConsentState[] | PromiseLike<readonly ConsentState[]>
  append?(event: ConsentEvent): void | PromiseLike<void>
  /** The events of one person, oldest first. */
  history?(person: Person): readonly ConsentEvent[] | PromiseLike<readonly ConsentEvent[]>
  close?(): void | PromiseLike<void>
}

const NOTHING: ConsentEntry = Object.freeze({})

/**
 * The purposes of a state after one more event: pure, and the same for every store.
 *
 * A no stays until the purpose that it was named at, or this very purpose, is given again.
 * @throws PurposeboundError `input_invalid` for an action that is none: what nobody understands may be a no.
 */
export function foldConsent(
  purposes: ConsentState['purposes'],
  event: ConsentEvent,
): ConsentState['purposes'] {
  const next: Record<string, ConsentEntry> = { ...purposes }
  for (const said of event.purposes) {
    // an event may name a purpose twice: by itself, and by a purpose above it
    const before = (Object.hasOwn(next, said.purpose) && next[said.purpose]) || NOTHING
    next[said.purpose] = freeze(foldEntry(before, said, event, isRenewal(purposes, said.purpose, event)))
  }
  return Object.freeze(next)
}

function foldEntry(
  before: ConsentEntry,
  said: ConsentEvent['purposes'][number],
  event: ConsentEvent,
  renewed: boolean,
): ConsentEntry {
  const { purpose, via, terms } = said
  const keep = (at: string): boolean => purpose !== via && at !== via
  switch (event.action) {
    case 'give':
    case 'renew': {
      const { stopped: _, ...rest } = before
      const stopped = before.stopped?.filter((stop) => keep(stop.via)) ?? []
      const given = {
        via,
        ...(terms !== undefined && { terms }),
        ...(event.expiresAt !== undefined && { expiresAt: event.expiresAt }),
        ...(event.version !== undefined && { version: event.version }),
        ...(renewed && { renewed }),
      }
      return { ...rest, given, ...(stopped.length > 0 && { stopped }) }
    }
    case 'withdraw':
    case 'refuse': {
      const status = event.action === 'withdraw' ? 'ConsentWithdrawn' : 'ConsentRefused'
      const others = before.stopped?.filter((stop) => stop.via !== via) ?? []
      return { ...before, stopped: [...others, { status, via }] }
    }
    case 'object':
      return { ...before, objected: [...new Set([...(before.objected ?? []), via])] }
    case 'restrict':
      return { ...before, restricted: [...new Set([...(before.restricted ?? []), via])] }
    case 'lift': {
      const { objected: _, restricted: __, ...rest } = before
      const objected = before.objected?.filter(keep) ?? []
      const restricted = before.restricted?.filter(keep) ?? []
      return {
        ...rest,
        ...(objected.length > 0 && { objected }),
        ...(restricted.length > 0 && { restricted }),
      }
    }
    default:
      throw new PurposeboundError('input_invalid', 'a consent event has an action that is none')
  }
}

/** Only a yes that was there can be renewed, expired or not; after none, or one that was taken back, it is a first yes (DPV). */
function isRenewal(purposes: ConsentState['purposes'], purpose: string, { action }: ConsentEvent): boolean {
  const before = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined
  return action === 'renew' && before?.given !== undefined && before.stopped === undefined
}

/** Frozen through and through: a store may share one entry among many people. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
