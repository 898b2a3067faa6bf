import {
  type ConsentEvent,
  type ConsentEvidence,
  type ConsentState,
  type ConsentStore,
  type EventAction,
  foldConsent,
  type Person,
} from '../../index.js'

/** Opens a new store in which these events have happened. */
export type OpenStore<Store> = (events: readonly ConsentEvent[]) => Store | PromiseLike<Store>

/** A case about stores, over a way to open one. */
export interface StoreCase<Store extends ConsentStore> {
  readonly name: string
  check(open: OpenStore<Store>, event: MakeEvent): Promise<void>
}

type Purposes = ConsentState['purposes']

export const ana: Person = { id: 'm-1', population: 'member' }
export const ben: Person = { id: 'm-2', population: 'member' }
export const nobody: Person = { id: 'm-3', population: 'member' }

export interface Details extends ConsentEvidence {
  readonly terms?: number
  readonly expiresAt?: number
  readonly onlyRecipients?: readonly string[]
  /** Of an announcement. */
  readonly effectiveAt?: number
}

/** Makes an event. */
type MakeEvent = ReturnType<typeof eventMaker>

/** Makes events whose ids sort in the order of making; each case has its own. */
export function eventMaker() {
  let made = 0
  return (
    action: EventAction,
    person: Person,
    at: number,
    purposes: readonly string[] = ['mail'],
    { terms, ...rest }: Details = {},
  ): ConsentEvent => {
    const id = `0193e0a0-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}`
    const said = purposes.map((purpose) => ({ purpose, via: purpose, ...(terms !== undefined && { terms }) }))
    return { id, action, person, at, purposes: said, ...rest }
  }
}

/** The plain meaning of a history: what every store must agree with. */
export function folded(events: readonly ConsentEvent[]): Purposes {
  return [...events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).reduce<Purposes>(foldConsent, {})
}
