import type { Action } from './action.js'
import type { CompatibilityDeclaration } from './compatibility-declaration.js'
import type { Basis, Evidence, Visibility } from './document.js'
import type { LegalItem } from './legal-item.js'
import type { Names, Only, Stray } from './name-check.js'
import type { OperatorDeclaration } from './operator.js'
import type { RetentionDeclaration, TimeKind, TimeType } from './retention-declaration.js'
import type { Key, PathOf } from './schema-path.js'
import type { Title } from './title.js'

/** Every purpose, checked at its own literal; `R` are the resources, for the times that a retention period begins at. */
export type PurposeCheck<P, Personal extends string, Target extends string, R> = {
  readonly [N in keyof P]: PurposeRule<Names<P>, Personal> &
    Only<P[N], keyof PurposeRule<string, string>, 'a purpose'> &
    PurposeParts<P[N], Personal, Target, R>
}
interface PurposeRule<Purpose, Target extends string> {
  readonly title: Title
  readonly basis: Basis
  /** What it needs, `{ of, at: 'masked' }` for less. */
  readonly uses: readonly (Target | { readonly of: Target; readonly at: 'masked' | 'clear' })[]
  /** The clause of the privacy policy that states it. */
  readonly clause?: string
  /** The purposes above it: what a person or a prohibition says about them covers this one. */
  readonly within?: readonly Purpose[]
  /** Raised when a change needs asking again. @defaultValue 1 */
  readonly terms?: number
  /** Operators for this purpose. */
  readonly masks?: object
  /** What each access says (`justification`), and what each consent proves itself by. */
  readonly requires?: readonly ('justification' | Evidence)[]
  /** Whether a person may act on their own rows for it. */
  readonly self?: boolean | object
  /** Key fields are shown as pseudonyms of this purpose. */
  readonly pseudonymous?: boolean
  /** An objection binds it whatever its basis. */
  readonly objectable?: boolean
  readonly incidental?: boolean
  /** How long data serves it. */
  readonly retention?: RetentionDeclaration
  /** What it grew out of, and why that is compatible. */
  readonly compatibleWith?: readonly CompatibilityDeclaration[]
  /** The cases in which a law lets it be used without consent, declared one by one when it happens. */
  readonly exceptions?: readonly LegalItem[]
  /** What its messages are; `marketing` needs consent, `transactional` never lies within it. */
  readonly message?: 'transactional' | 'marketing'
}
// only where they stand: a mapped type over all targets would let one misspelt key pass beside a right one
type PurposeParts<P, Personal extends string, Target extends string, R> = (P extends { masks: infer M }
  ? { readonly masks: Keyed<M, Personal, OperatorDeclaration> }
  : unknown) &
  (P extends { self: infer F extends object }
    ? {
        readonly self: SelfRule<F, Personal, Target> & Only<F, keyof SelfRule<object, string, string>, 'self'>
      }
    : unknown) &
  (P extends { retention: { from: infer F } }
    ? { readonly retention: { readonly from: 'collectedAt' | TimeIn<R, F> } }
    : unknown)
/** The times of rows: `F` when it is one of some resource. */
type TimeIn<R, F> = {
  [N in Key<R>]: R[N] extends { schema: infer S } ? PathOf<F, S, TimeKind, TimeType> : never
}[Key<R>]
interface SelfRule<F, Personal extends string, Target extends string> {
  readonly sees?: Keyed<F extends { sees: infer Sees } ? Sees : object, Personal, Visibility>
  readonly may?: readonly Action[]
  readonly writes?: readonly Target[]
}
type Keyed<T, Target extends string, V> = {
  readonly [K in keyof T]: K extends Target ? V : Stray<K, 'this policy'>
}
