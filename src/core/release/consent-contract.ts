import type { Policy, PurposeName, RecipientName } from '../catalog/declaration.js'
import type { Person } from '../catalog/person.js'
import type { Title } from '../catalog/title.js'
import type { ConsentAction, ConsentEvent, ConsentEvidence } from '../decide/consent.js'
import type { KeptAnnouncement } from './announcement.js'
import type { ConsentReceipt } from './consent-receipt.js'
import type { PurposeStatus } from './consent-status.js'
import type { Actor, PersonOf, Time } from './context-contract.js'

/** What a person said about purposes; it covers each purpose named and all below it. */
export interface Statement<P> extends ConsentEvidence {
  readonly subject: PersonOf<P>
  readonly purposes: readonly PurposeName<P>[]
  /** Who told us, where it was not the person. */
  readonly actor?: Actor<P>
}

/** A yes. */
export interface Agreement<P> extends Statement<P> {
  readonly expiresAt?: Time
  /** The terms the person saw, where not today's. */
  readonly terms?: number
}

/** A no. */
export interface Refusal<P> extends Statement<P> {
  /** That it is about these recipients, or classes of them, and nothing else: the purpose itself stays as it was. */
  readonly onlyRecipients?: readonly (RecipientName<P> | (string & {}))[]
}

/** A statement of the past, for `import`. */
export interface PastAgreement<P> extends Agreement<P>, Refusal<P> {
  readonly action: ConsentAction
  readonly at: Time
}

/** What people are told of a change: purposes that grew out of others, and from when on they serve. */
export interface Announcement<P> extends Omit<ConsentEvidence, 'recipients' | 'guardian'> {
  /** Those named, and none below them. */
  readonly purposes: readonly string[]
  /** From when on the change holds: not before `at`. */
  readonly effectiveAt: Time
  /** When people were told. @defaultValue now */
  readonly at?: Time
  /** Who was told. @defaultValue `'everybody'`: it was published */
  readonly to?: 'everybody' | readonly PersonOf<P>[]
  /** The policy that declares the purposes, where it is not yet in force. @defaultValue the policy in force */
  readonly policy?: Policy
  readonly actor?: Actor<P>
}

/** Where one person stands on every purpose of the policy. */
export interface Standing<P> {
  readonly person: Person
  readonly purposes: { readonly [U in PurposeName<P>]: PurposeStatus }
  /** How to take a consent back, where the policy says so (`consent.withdrawal`). */
  readonly withdrawal?: Title
}

/**
 * What people say about purposes, and where they stand.
 *
 * What is said resolves to a token: handed to `gate.for(…, { atLeast })`, here or in another process with the same keys and
 * store, it makes reads know what was said. To a stranger it tells nothing.
 *
 * @example
 * ```ts
 * await gate.consents.give({ subject: 'm-1', purposes: ['marketing'], method: 'form' })
 * await gate.consents.withdraw({ subject: 'm-1', purposes: ['direct_mail'] })
 * (await gate.consents.state('m-1')).purposes.direct_mail.status // 'ConsentWithdrawn'
 * ```
 */
export interface ConsentApi<P> {
  give(agreement: Agreement<P>): Promise<string>
  /** Gives again what was given before, with a new term; what was not, or was taken back, is given for the first time. */
  renew(agreement: Agreement<P>): Promise<string>
  /** Takes a yes back. It bites on the next read. */
  withdraw(statement: Refusal<P>): Promise<string>
  /** A no to a question that was asked. */
  refuse(statement: Refusal<P>): Promise<string>
  /** An objection (GDPR 21). */
  object(statement: Statement<P>): Promise<string>
  /** A restriction (GDPR 18): binds every basis but `self`. */
  restrict(statement: Statement<P>): Promise<string>
  /** Ends objections and restrictions; a `give` never does. */
  lift(statement: Statement<P>): Promise<string>
  /**
   * Keeps who was told of a change, what, and when. A purpose that declares `compatibleWith` serves nobody before: it takes
   * effect at `effectiveAt`, for those who were told (article 6; APPI 17(2), GDPR 6(4)). Resolves to a token for each.
   *
   * @throws PurposeboundError `announcement_late` for one dated after its effect, `consent_required` for a purpose on
   * consent, `input_invalid`, `store_read_only`, `store_failed`
   * @example
   * ```ts
   * await gate.consents.announce({ policy: next, purposes: ['loyalty'], effectiveAt: '2027-01-01' })
   * ```
   */
  announce(announcement: Announcement<P>): Promise<readonly string[]>
  /** What everybody was told, oldest first; what one person was told stands in their `history`. */
  announcements(): Promise<readonly KeptAnnouncement[]>
  state(subject: PersonOf<P>): Promise<Standing<P>>
  /** Where the person stood at a time, from the store's history. */
  stateAt(subject: PersonOf<P>, at: Time): Promise<Standing<P>>
  /**
   * What the person consented to, with what proves it, as JSON after ISO/IEC TS 27560: for the person.
   *
   * @throws PurposeboundError `receipt_incomplete` naming the mandatory fields that neither policy nor events fill
   */
  receipt(subject: PersonOf<P>): Promise<ConsentReceipt>
  /** What the person said, oldest first. */
  history(subject: PersonOf<P>): Promise<readonly ConsentEvent[]>
  /** Takes over what was said before this gate was there, oldest first. */
  import(statements: readonly PastAgreement<P>[]): Promise<void>
}
