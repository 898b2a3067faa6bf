import type { PurposeName, ResourceName, RowOf } from '../catalog/declaration.js'
import type { Def, Key, Output, ScalarKind, Wrapper } from '../catalog/schema-path.js'
import type { Among, Exposures, Nodes, SchemaOf } from './exposure-type.js'

type Flat<T> = T extends infer O ? { [K in keyof O]: O[K] } : never
type Nullish<V> = Extract<V, null | undefined>

/** Shown, but not clear. At run time a plain string: it prints and serialises, and is no substitute for the value. */
export interface Masked {
  readonly '~masked': true
  toString(): string
}

/** What a view was released for. Types only: a view has no such key at run time. */
export interface Bound<U, N> {
  readonly '~bound': { readonly purpose: U; readonly resource: N }
}

/**
 * What `read` returns: the key and nonpersonal fields, and those the purpose uses, in the shape of the row; `Q` are the
 * ones required clear. Its purpose is exact: a view for another one is not assignable.
 *
 * @example
 * ```ts
 * function send(to: View<Welearn, 'direct_mail', 'member'>) { … }
 * ```
 */
export type View<P, U extends PurposeName<P>, N extends ResourceName<P>, Q extends string = never> =
  string extends PurposeName<P>
    ? { readonly [field: string]: unknown } & Bound<U, N>
    : U extends PurposeName<P>
      ? N extends ResourceName<P>
        ? Shape<SchemaOf<P, N>['_zod']['def']['shape'], RowOf<P, N>, LensOf<P, U, N, Q>, ''> & Bound<U, N>
        : never
      : never

/** Fields that may be required clear: the leaves that neither the purpose nor a ceiling masks. */
export type Requirable<P, U extends PurposeName<P>, N extends ResourceName<P>> =
  string extends PurposeName<P> ? string : Among<Exposures<P, U, N>, 'sure' | 'alias' | 'clear'>

/** The type of `isClear`, which narrows one field of a view that was not required. */
export type IsClear = <V extends Bound<unknown, unknown>, K extends Exclude<Key<V>, '~bound'>>(
  view: V,
  field: K,
) => view is V & { readonly [X in K]-?: Exclude<V[X], Masked | undefined> }

/** What a walk over one resource looks up: each leaf, and which nodes are there for sure, there always, or there perhaps. */
interface Lens {
  readonly policy: unknown
  readonly purpose: string
  readonly shows: object
  readonly required: string
  readonly present: string
  readonly optional: string
}
interface LensOf<
  P,
  U extends PurposeName<P>,
  N extends ResourceName<P>,
  Q extends string,
  E = Exposures<P, U, N>,
> {
  readonly policy: P
  readonly purpose: U
  readonly shows: E
  readonly required: Q
  readonly present: Exclude<PresentIn<E, Q>, Q>
  readonly optional: Exclude<
    Nodes<Among<E, 'clear' | 'masked' | { readonly resource: unknown }>>,
    PresentIn<E, Q>
  >
}
type PresentIn<E, Q extends string> = Nodes<Q | Among<E, 'sure' | 'alias'>>

/** One object of a view, from its zod shape and its type in a row. */
type Shape<S, O, X extends Lens, At extends string, Above = S> = Flat<
  { readonly [K in keyof O as Kept<K, At, X['present']>]: ValueIn<S, O, K, X, At, Above> } & {
    readonly [K in keyof O as Kept<K, At, X['required']>]-?: Exclude<
      ValueIn<S, O, K, X, At, Above>,
      undefined
    >
  } & {
    readonly [K in keyof O as Kept<K, At, X['optional']>]?: ValueIn<S, O, K, X, At, Above>
  }
>
type Kept<K, At extends string, Set> = K extends string ? (`${At}${K}` extends Set ? K : never) : never
type ValueIn<S, O, K extends keyof O, X extends Lens, At extends string, Above> =
  K extends Key<S> ? Value<S[K], O[K], X, `${At}${K}`, Above> : never
type Value<S, V, X extends Lens, Path extends string, Above> = ValueOf<Def<S>, V, X, Path, Above>
type ValueOf<D, V, X extends Lens, Path extends string, Above> = D extends { type: ScalarKind }
  ? Leaf<V, X, Path>
  : D extends { type: Wrapper; innerType: infer I }
    ? Value<I, V, X, Path, Above>
    : D extends { type: 'object'; shape: infer S }
      ? ObjectAt<S, NonNullable<V>, X, Path, Above> | Nullish<V>
      : D extends { type: 'array'; element: infer E }
        ? readonly Each<E, X, `${Path}[]`, Above>[] | Nullish<V>
        : D extends { type: 'tuple'; items: infer I extends readonly unknown[]; rest: infer R }
          ? readonly Each<I[number] | NonNullable<R>, X, `${Path}[]`, Above>[] | Nullish<V>
          : D extends { type: 'record'; valueType: infer I }
            ? RecordAt<NonNullable<V>, Each<I, X, `${Path}.*`, Above>> | Nullish<V>
            : D extends { type: 'union'; options: infer O extends readonly unknown[] }
              ? Each<O[number], X, Path, Above> | Nullish<V>
              : D extends { type: 'intersection'; left: infer L; right: infer R }
                ? Each<L, X, Path, Above> & Each<R, X, Path, Above>
                : D extends { type: 'pipe'; out: infer O }
                  ? Value<O, V, X, Path, Above>
                  : Opaque<V, X, Path>
type Each<S, X extends Lens, Path extends string, Above> = S extends unknown
  ? Value<S, Output<S>, X, Path, Above>
  : never
type ObjectAt<S, V, X extends Lens, Path extends string, Above> =
  ShownAt<X, Path> extends { resource: infer N }
    ? NestedRow<S, V, X['policy'], X['purpose'], N>
    : [S] extends [Above]
      ? Opaque<V, X, Path>
      : Shape<S, V, X, `${Path}.`, Above | S>
type NestedRow<S, V, P, U, N> =
  U extends PurposeName<P>
    ? N extends ResourceName<P>
      ? Shape<S, V, LensOf<P, U, N, never>, ''> & Bound<U, N>
      : never
    : never
// some names of a closed record may be missing
type RecordAt<V, Item> = string extends keyof V
  ? { readonly [K in keyof V]: Item }
  : { readonly [K in keyof V]?: Item }
type ShownAt<X extends Lens, Path> = Path extends keyof X['shows'] ? X['shows'][Path] : 'none'
type Leaf<V, X extends Lens, Path> = Path extends X['required'] ? V : LeafAs<V, ShownAt<X, Path>>
type LeafAs<V, E> = E extends 'clear'
  ? V | Masked
  : E extends 'sure'
    ? V
    : E extends 'masked'
      ? Masked | Nullish<V>
      : E extends 'alias'
        ? string | Nullish<V>
        : never
/** Shown whole or not at all. */
type Opaque<V, X extends Lens, Path> =
  ShownAt<X, Path> extends 'sure' | 'clear' ? V : ShownAt<X, Path> extends 'alias' ? string : never
