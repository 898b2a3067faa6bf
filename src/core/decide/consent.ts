import type { Person } from '../catalog/person.js'

/** A no that stands: how it was said, and the purpose at which it was named. */
export interface ConsentStop {
  readonly status: 'ConsentRefused' | 'ConsentWithdrawn'
  readonly via: string
}

/** A no to one recipient, or to a class of them: all else that was said stands. */
export interface RecipientStop {
  readonly recipient: string
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
    /** To whom data may go, by the names of recipients and of their classes: what this yes named, and no earlier one. */
    readonly recipients?: readonly string[]
  }
  /** Every no that no later yes has lifted, latest last. While one stands nothing is given. */
  readonly stopped?: readonly ConsentStop[]
  /** Every no to a recipient alone that no later yes to it has lifted. */
  readonly stoppedRecipients?: readonly RecipientStop[]
  /** What was announced of it, the last word on each of its terms: it holds from `effectiveAt`, ms since 1970. */
  readonly announced?: readonly { readonly terms: number; readonly effectiveAt: number }[]
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
  /** How many events of the person have been taken in: a whole number, 0 when none. A store without versions leaves it out. */
  readonly version?: number
  /** How old this may be at most, ms, from before the store that knows it was asked. @defaultValue 0 */
  readonly ageMs?: number
}

/** How what a person says changes the state. `lift` ends objections and restrictions; a `give` never does. */
export type ConsentAction = (typeof CONSENT_ACTIONS)[number]

export const CONSENT_ACTIONS = ['give', 'renew', 'withdraw', 'refuse', 'object', 'restrict', 'lift'] as const

export function isConsentAction(action: unknown): action is ConsentAction {
  return (CONSENT_ACTIONS as readonly unknown[]).includes(action)
}

/** What events there are: what people say, and what they are told. */
export type EventAction = ConsentAction | 'announce'

export function isEventAction(action: unknown): action is EventAction {
  return action === 'announce' || isConsentAction(action)
}

/** Whom an announcement to the public is kept under: nobody of any policy, since no population has this name. */
export const EVERYBODY: Person = Object.freeze({ id: '*', population: '*' })

/** What a person was shown when they were asked. Its label is the `version` of the event. */
export interface ConsentNotice {
  /** SHA-256 of the notice, 64 lower-case hexadecimal digits. */
  readonly sha256: string
  /** BCP 47: `ja`, `en-GB`. */
  readonly language: string
  /** Where it can be read. */
  readonly url?: string
}

/** Where the proof of what was said is kept: a reference, a digest or both, never the proof itself. */
export interface ConsentProof {
  readonly ref?: string
  /** SHA-256 of the proof, 64 lower-case hexadecimal digits. */
  readonly sha256?: string
}

/** Who spoke for the person, and as what: `parent`, `guardian`, `attorney` … */
export interface ConsentGuardian {
  readonly id: string
  readonly relation: string
}

/** What an event can prove itself by (ISO/IEC TS 27560): plain JSON, so a store may keep it as one value. */
export interface ConsentEvidence {
  /** A label of what was shown to the person; never compared. */
  readonly version?: string
  /** How it was said: `form`, `phone`, `paper` … */
  readonly method?: string
  /** To whom data may go, by the names that the person was shown. */
  readonly recipients?: readonly string[]
  readonly notice?: ConsentNotice
  /** Whose law governs it: ISO 3166, `JP`, `US-CA`, or `EU`. */
  readonly jurisdiction?: string
  readonly proof?: ConsentProof
  readonly guardian?: ConsentGuardian
}

/** One thing a person said, or was told, already expanded over the policy they saw: each purpose with the `via` it came by. */
export interface ConsentEvent extends ConsentEvidence {
  /** UUIDv7: appending the same event twice changes nothing. */
  readonly id: string
  readonly action: EventAction
  readonly person: Person
  /** Whole milliseconds since 1970; what a person says comes after all that they are known to have said before. */
  readonly at: number
  readonly purposes: readonly { readonly purpose: string; readonly via: string; readonly terms?: number }[]
  /** Whole milliseconds since 1970. */
  readonly expiresAt?: number
  /** Of `announce`: from when on it holds, whole milliseconds since 1970. */
  readonly effectiveAt?: number
  /** Of `withdraw` and `refuse`: that they are about these recipients, or classes of them, and nothing else. */
  readonly onlyRecipients?: readonly string[]
}

/** How a look-up is answered. */
export interface LookupOptions {
  /** Whoever keeps copies asks through: the answer knows all that was appended before the call. */
  readonly fresh?: boolean
}

/** What became of an event: the person's version with it taken in. The same for an event that comes again. */
export interface Appended {
  readonly version: number
}

/** Whom to count: those whose yes to a purpose stands at `now`, to these terms or later ones. */
export interface ConsentCount {
  readonly purpose: string
  /** @defaultValue 1 */
  readonly terms?: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Told whose consent has changed, `'all'` where that is not known. */
export type ConsentListener = (changed: readonly Person[] | 'all') => void

/** Where consent lives. A store without `append` is read-only; one without versions cannot be asked for `atLeast`. */
export interface ConsentStore {
  readonly name: string
  /** One state for each person, in the same order, each echoing its person. */
  lookup(
    people: readonly Person[],
    options?: LookupOptions,
  ): readonly ConsentState[] | PromiseLike<readonly ConsentState[]>
  /** Takes an event in, once for each id of a person, and resolves when the next look-up knows it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a store without versions resolves to nothing, also through a wrapper
  append?(event: ConsentEvent): Appended | void | PromiseLike<Appended | void>
  /** The events of one person, oldest first: by `at`, then by `id`. */
  history?(person: Person): readonly ConsentEvent[] | PromiseLike<readonly ConsentEvent[]>
  /** How many people there are whose yes stands; a store that cannot say leaves it out. */
  count?(asked: ConsentCount): number | PromiseLike<number>
  /** The last event of that history, found without reading it; undefined where there is none. */
  latest?(person: Person): ConsentMoment | undefined | PromiseLike<ConsentMoment | undefined>
  /**
   * Calls `listener` when consent changes, also by other processes; what it returns ends that. It may be late or miss
   * one: no answer may rest on it.
   */
  subscribe?(listener: ConsentListener): () => void
  close?(): void | PromiseLike<void>
}

/** The place of an event among those of its person. */
export type ConsentMoment = Pick<ConsentEvent, 'at' | 'id'>
