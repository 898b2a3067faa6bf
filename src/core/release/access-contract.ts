import type { PurposeName, RecipientName, ResourceName, RowOf } from '../catalog/declaration.js'
import type { ConsentState } from '../decide/consent.js'
import type { Decision } from '../decide/decision.js'
import type { Explanation } from '../decide/explain.js'
import type { Among, Exposures } from '../enforce/exposure-type.js'
import type { Plan as AnyPlan, ColumnVisibility } from '../enforce/plan.js'
import type { Draft, StoredRow } from '../enforce/row-type.js'
import type { Bound, Requirable, View } from '../enforce/view-type.js'
import type { Contact } from './contact.js'
import type { PersonOf, Time } from './context-contract.js'
import type { Refused } from './release.js'

/** What a decision rests on, instead of the gate's store and clock. */
export interface Facts<Recipient extends string = string> {
  readonly consents?: readonly ConsentState[]
  readonly now?: Time
  /** Asks about a provision to this recipient, and not about a read. */
  readonly to?: Recipient
}

/** What a list becomes: views in input order, and each row that is not among them. */
export interface Views<P, U extends PurposeName<P>, N extends ResourceName<P>, Q extends string = never> {
  readonly views: readonly View<P, U, N, Q>[]
  readonly refused: readonly Refused[]
}

/** Which rows and columns a request may reach at all, before any row is read; only `query` releases what it selects. */
export type Plan<P, U extends PurposeName<P>, N extends ResourceName<P>> = Bound<U, N> &
  (
    | Extract<AnyPlan, { kind: 'deny' }>
    | (Omit<Extract<AnyPlan, { kind: 'allow' }>, 'columns'> & Columns<P, U, N>)
    | (Omit<Extract<AnyPlan, { kind: 'conditional' }>, 'columns'> & Columns<P, U, N>)
  )
interface Columns<P, U extends PurposeName<P>, N extends ResourceName<P>> {
  readonly columns: { readonly [C in ColumnName<P, U, N>]?: readonly ColumnVisibility[] }
}
type ColumnName<P, U extends PurposeName<P>, N extends ResourceName<P>> =
  string extends PurposeName<P> ? string : Among<Exposures<P, U, N>, 'sure' | 'alias' | 'clear' | 'masked'>

/** `require`: fields without which a row is of no use. They are present and clear, or the row is refused. */
interface Require<Q> {
  readonly require?: readonly Q[]
}
/** A value where the consents are given; else a Promise when the store answers later. */
type Answer<F, T> = F extends { readonly consents: readonly ConsentState[] } ? T : T | Promise<T>

/** Access for one purpose. Cheap to make; policy and grants are read afresh for each operation. */
export interface Access<P, U extends PurposeName<P>> {
  readonly purpose: U
  /**
   * One view of one row.
   *
   * @throws AccessDenied when the row may not be shown, `audit_unavailable` when that could not be recorded.
   * @example
   * ```ts
   * const view = await access.read('member', row, { require: ['email'] })
   * ```
   */
  read<N extends ResourceName<P>, T extends StoredRow<P, N>, const Q extends Requirable<P, U, N> = never>(
    resource: N,
    row: T,
    options?: Require<Q>,
  ): Promise<View<P, U, N, Q>>
  /** Views of a list, with one look-up of consent. */
  readMany<N extends ResourceName<P>, T extends StoredRow<P, N>, const Q extends Requirable<P, U, N> = never>(
    resource: N,
    rows: Iterable<T>,
    options?: Require<Q>,
  ): Promise<Views<P, U, N, Q>>
  /** Pages of views in constant memory; consent is looked up anew for each page of `size` (1000) rows. */
  stream<N extends ResourceName<P>, T extends StoredRow<P, N>, const Q extends Requirable<P, U, N> = never>(
    resource: N,
    rows: AsyncIterable<T> | Iterable<T>,
    options?: Require<Q> & { readonly size?: number },
  ): AsyncIterable<Views<P, U, N, Q>>
  /**
   * The decision alone: releases nothing and records nothing.
   *
   * @throws PurposeboundError `gate_closed`, at once also where the answer would be a promise; so do `explain` and `plan`.
   */
  decide<
    N extends ResourceName<P>,
    T extends StoredRow<P, N>,
    F extends Facts<RecipientName<P>> = Facts<RecipientName<P>>,
  >(resource: N, row: T, facts?: F): Answer<F, Decision>
  /** The decision in words, and the smallest set of changes that would permit what it denies: each was tried. */
  explain<
    N extends ResourceName<P>,
    T extends StoredRow<P, N>,
    F extends Facts<RecipientName<P>> = Facts<RecipientName<P>>,
  >(resource: N, row: T, facts?: F): Answer<F, Explanation>
  plan<N extends ResourceName<P>>(resource: N): Plan<P, U, N>
  /**
   * The release point of push-down: `run` selects by the plan, the gate decides and masks each row again.
   *
   * @example
   * ```ts
   * const { views } = await access.query(access.plan('member'), (plan) => db.members(plan))
   * ```
   */
  query<N extends ResourceName<P>, T extends StoredRow<P, N>, const Q extends Requirable<P, U, N> = never>(
    plan: Plan<P, U, N>,
    run: (plan: Exclude<Plan<P, U, N>, { kind: 'deny' }>) => Iterable<T> | PromiseLike<Iterable<T>>,
    options?: Require<Q>,
  ): Promise<Views<P, U, N, Q>>
  /**
   * Provides rows to a recipient: views of what may go there, and each row that may not. A grant says
   * `may: ['disclose']`; a third party needs each person's consent to it. What goes is on record as a `provision` before it
   * is released, also in `buffered` delivery (APPI 27 to 29, GDPR 28, 44 to 49).
   *
   * @throws AccessDenied `recipient_unknown`, or `audit_unavailable` when that could not be recorded
   * @example
   * ```ts
   * const { views } = await access.disclose('member', rows, { to: 'insurer' })
   * ```
   */
  disclose<N extends ResourceName<P>, T extends StoredRow<P, N>, const Q extends Requirable<P, U, N> = never>(
    resource: N,
    rows: Iterable<T>,
    options: Require<Q> & { readonly to: RecipientName<P> },
  ): Promise<Views<P, U, N, Q>>
  /** Decides and records a new row; the caller writes what it resolves to. */
  create<N extends ResourceName<P>>(resource: N, input: Draft<P, U, N, 'create'>): Promise<RowOf<P, N>>
  /** Decides and records a change of `row`; the caller writes what it resolves to. */
  update<N extends ResourceName<P>, T extends StoredRow<P, N>>(
    resource: N,
    row: T,
    patch: Draft<P, U, N, 'update'>,
  ): Promise<Partial<RowOf<P, N>>>
  /** Decides and records that `row` goes; the caller deletes it. */
  delete<N extends ResourceName<P>, T extends StoredRow<P, N>>(resource: N, row: T): Promise<void>
  /**
   * Whether one person may be sent one message now: the purpose says what its messages are (`message`), a grant that
   * `may: ['contact']`; marketing also asks for consent to the channel, a place under the cap, and no quiet hours.
   * What is permitted counts as sent, and is yours to send.
   *
   * @throws AccessDenied; PurposeboundError `input_invalid`
   * @example
   * ```ts
   * await gate.for('direct_mail', { actor }).contact('m-1', { channel: 'email' })
   * ```
   */
  contact(person: PersonOf<P>, options: { readonly channel: string }): Promise<Contact>
  /** Decides and records as observed, releases nothing: for a roll-out beside old code. */
  observe<N extends ResourceName<P>, T extends StoredRow<P, N>>(resource: N, row: T): Promise<Decision>
}
