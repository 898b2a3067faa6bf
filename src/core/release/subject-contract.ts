import type { PurposeName, ResourceName, RowOf } from '../catalog/declaration.js'
import type { Id } from '../catalog/person.js'
import type { RecordedUse } from '../record/recorded-use.js'
import type { Context, Time } from './context-contract.js'
import type { Erasure } from './erase-person.js'
import type { Portable } from './portability.js'
import type { SubjectReport } from './report-contract.js'

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

/** How long each source may take, ms. */
export interface Patience {
  /** @defaultValue 60000 */
  readonly timeoutMs?: number
}

/** What can be done for one person. Each is decided, by a grant or for the person themselves, and recorded. */
export interface SubjectHandle<P> {
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
  /**
   * What is held, for which purposes and bases, who used it, to whom it went, until when (GDPR 15, APPI 33): needs
   * `may: ['audit']` for the person and `'read'` for each row. `span` is the part of the past that uses are told of.
   *
   * @throws AccessDenied; PurposeboundError as `accesses`, `source_failed`, `store_failed`
   */
  report(span?: Span): Promise<SubjectReport>
  /**
   * Corrects one row (GDPR 16, APPI 34), by the source of its resource: needs `may: ['update']` and `writes`, as
   * `access.update`; a masked value is never written back.
   *
   * @throws AccessDenied; PurposeboundError `source_missing`, `source_failed`, `input_invalid`
   * @example
   * ```ts
   * await gate.subject('m-1', { purpose: 'rights', actor }).correct('member', { name: 'Aiko Suzuki' })
   * ```
   */
  correct<N extends ResourceName<P>>(
    resource: N,
    patch: Partial<RowOf<P, N>>,
    options?: Patience & {
      /** The row's own key, where the person has several. */
      readonly id?: Id
    },
  ): Promise<Partial<RowOf<P, N>>>
  /**
   * Erases the person's rows in every resource, or those named, in the order of `sources` (GDPR 17, APPI 35): needs
   * `may: ['delete']` for the person and each row, and a basis that gives the right, of every purpose that uses them.
   *
   * @throws AccessDenied `right_not_given`, `held`; PurposeboundError `source_missing` before anything is erased; `EraseIncomplete`
   */
  erase(options?: Patience & { readonly resources?: readonly ResourceName<P>[] }): Promise<Erasure>
  /** Restricts the use for purposes (GDPR 18, APPI 35), as `gate.consents.restrict`: needs `may: ['update']`. Resolves to a token. */
  restrict(options: { readonly purposes: readonly PurposeName<P>[] }): Promise<string>
  /** Objects to the use for purposes (GDPR 21), as `gate.consents.object`: needs `may: ['update']`. Resolves to a token. */
  object(options: { readonly purposes: readonly PurposeName<P>[] }): Promise<string>
  /**
   * What rests on consent or contract, for the person to take along (GDPR 20): needs `may: ['export']` for the person
   * and each row.
   *
   * @throws AccessDenied `right_not_given`; PurposeboundError `source_failed`, `input_invalid`
   */
  portability(
    options: Patience & {
      readonly format: 'json' | 'csv'
      readonly resources?: readonly ResourceName<P>[]
    },
  ): Promise<Portable>
}
