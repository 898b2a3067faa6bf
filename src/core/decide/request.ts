import type { Action } from '../catalog/action.js'
import type { Person } from '../catalog/person.js'
import type { ConsentState } from './consent.js'

/** What is asked: who, for which purpose, what, of which row. Untrusted: each part is checked, none coerced. */
export interface AccessRequest {
  readonly purpose: unknown
  readonly actor: unknown
  readonly resource: string
  readonly row?: unknown
  /** @defaultValue `'read'` */
  readonly action?: Action
  /** To whom it is to go: of `disclose`, and of nothing else. */
  readonly recipient?: unknown
  readonly justification?: unknown
  /** Of the action `exception`, and of nothing else: `{ item, expiresAt, approvedBy? }`. */
  readonly exception?: unknown
  /** The purposes declared for this place in the code. */
  readonly allowedPurposes?: readonly string[] | undefined
}

/** What the decision is made on, besides the request: it reads no clock and no store itself. */
export interface Facts {
  /** What is known of the people; somebody who is not among them has said nothing. */
  readonly consents?: readonly ConsentState[]
  /** Who is under a legal hold; asked for in an exception alone. */
  readonly held?: readonly Person[]
  /** A Date, milliseconds since 1970 or RFC 3339 text. */
  readonly now: Date | number | string
}
