import type { PurposeName } from '../catalog/declaration.js'
import type { RecordedUse } from '../record/recorded-use.js'
import type { Context, Time } from './context-contract.js'

/** Who asks about a person, and for which purpose. */
export interface SubjectContext<P> extends Context<P> {
  readonly purpose: PurposeName<P>
}

/** Which part of the past. */
export interface Span {
  /** Inclusive. */
  readonly since?: Time
  /** Exclusive. */
  readonly until?: Time
  /** How long the sink may take, ms. @defaultValue 60000 */
  readonly timeoutMs?: number
}

/** What can be done for one person. */
export interface SubjectHandle {
  /**
   * Every recorded use of the person's data, oldest first: for which purpose, by which role, what was clear or masked, to
   * whom it went (APPI 33(5), GDPR 15). Reading it is an access: a grant that `may: ['audit']`, or the person themselves
   * where the purpose says `self: { may: ['audit'] }`, and it is recorded.
   *
   * @throws AccessDenied; PurposeboundError `config_invalid` where no sink can be read or a salt cannot be had,
   * `sink_failed`, `input_invalid`
   * @example
   * ```ts
   * const uses = await gate.subject('m-1', { purpose: 'audit', actor }).accesses({ since: '2026-01-01T00:00:00Z' })
   * uses.map(({ time, purpose, actor, clear }) => ({ time, purpose, roles: actor?.roles, clear }))
   * ```
   */
  accesses(span?: Span): Promise<readonly RecordedUse[]>
  /**
   * The records of provision about the person (APPI 33(5)): to whom it went and where, what, on which ground, and until
   * when the record is kept. As `accesses` in everything else.
   *
   * @example
   * ```ts
   * const given = await gate.subject('m-1', { purpose: 'audit', actor }).provisions()
   * given.map(({ time, recipient, provision, clear, masked }) => ({ time, recipient, provision, clear, masked }))
   * ```
   */
  provisions(span?: Span): Promise<readonly RecordedUse[]>
}
