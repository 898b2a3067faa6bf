import type {
  Def,
  FieldsOf,
  InputOf,
  LeafOf,
  Output,
  PurposeName,
  ResourceName,
  RowOf,
  ScalarKind,
  SpecOf,
  Wrapper,
} from '../catalog/declaration.js'

type Key<T> = keyof T & string
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

/** A row as it comes from where it is stored: its key and nonpersonal fields, and any others, if not all were fetched. */
export type StoredRow<P, N extends ResourceName<P>> =
  string extends ResourceName<P> ? object : Stored<RowOf<P, N>, Head<AlwaysIn<FieldsOf<P, N>>>>
type Stored<Row, Always> = Flat<
  { readonly [K in keyof Row as K extends Always ? K : never]: Row[K] } & {
    readonly [K in keyof Row as K extends Always ? never : K]?: Row[K]
  }
>
type AlwaysIn<F> = { [K in Key<F>]: F[K] extends 'key' | 'nonpersonal' ? K : never }[Key<F>]
type Head<Path> = Path extends `${infer A}.${string}` ? Trunk<A> : Path extends string ? Trunk<Path> : never

/** What may be written for a purpose: what it uses clear, keys and nonpersonal fields; never a masked value. */
export type Draft<P, U extends PurposeName<P>, N extends ResourceName<P>, A extends 'create' | 'update'> =
  string extends PurposeName<P>
    ? { readonly [field: string]: unknown }
    : U extends PurposeName<P>
      ? Collect<InputOf<P, N>, Written<P, U, N>, Nodes<Written<P, U, N>>, ''> extends infer D
        ? A extends 'create'
          ? D
          : Partial<D>
        : never
      : never

/** The type of `isClear`, which narrows one field of a view that was not required. */
export type IsClear = <V extends Bound<unknown, unknown>, K extends Exclude<Key<V>, '~bound'>>(
  view: V,
  field: K,
) => view is V & { readonly [X in K]-?: Exclude<V[X], Masked | undefined> }

// ---- what a purpose shows: leaf -> `sure` present and clear, `alias` present as a pseudonym, `clear` when role and
// consent allow, `masked` at most, `none`; or `{ resource }` where another row begins

type SchemaOf<P, N extends ResourceName<P>> = SpecOf<P>['resources'][N]['schema']
/** How each leaf is classified: what may name it, nearest first, and the most that is ever shown. */
type Classes<P, N extends ResourceName<P>> = ClassesIn<
  LeafOf<P, N>,
  N,
  FieldsOf<P, N>,
  SpecOf<P>['categories']
>
type ClassesIn<Leaf extends string, N extends string, F, C> = {
  readonly [L in Leaf]: L extends keyof F
    ? Class<F[L], `${N}.${L}`, C>
    : ClassAbove<Longest<Above<L, F>>, N, F, C>
}
type Class<F, Target, C> = F extends 'key' | 'nonpersonal' | { resource: unknown }
  ? F
  : F extends { category: infer K }
    ? { names: [Target, ...Lineage<C, K>]; most: Most<F, C, K> }
    : { names: [Target, ...Lineage<C, F>]; most: Most<unknown, C, F> }
/** The nearest declared field above a leaf classifies it. */
type ClassAbove<At, N extends string, F, C> = At extends Key<F> ? Class<F[At], `${N}.${At}`, C> : never
type Above<L, F> = { [K in Key<F>]: L extends `${K}.${string}` | `${K}[${string}` ? K : never }[Key<F>]
type Longest<A extends string> = {
  [K in A]: Extract<A, `${K}.${string}` | `${K}[${string}`> extends never ? K : never
}[A]
/** A category and those above it. */
type Lineage<C, K> = K extends keyof C
  ? C[K] extends { within: infer Up }
    ? [K, ...Lineage<C, Up>]
    : [K]
  : [K]
type Most<F, C, K> =
  KindOf<C, K> extends 'card_security_code' ? 'hidden' : F extends { ceiling: infer Most } ? Most : 'clear'
type KindOf<C, K> = K extends keyof C
  ? C[K] extends { class: infer Kind }
    ? Kind
    : C[K] extends { within: infer Up }
      ? KindOf<C, Up>
      : 'plain'
  : 'plain'

type Exposures<P, U extends PurposeName<P>, N extends ResourceName<P>> = ExposuresOf<
  Classes<P, N>,
  Uses<P, U>,
  KeysFor<P, U>
>
type ExposuresOf<Classes, Uses, Keys> = { readonly [L in keyof Classes]: Exposure<Classes[L], Uses, Keys> }
type Exposure<Class, Uses, Keys> = Class extends { names: infer Names; most: infer Most }
  ? Limit<Most, Nearest<Names, Uses>>
  : Class extends 'nonpersonal'
    ? 'sure'
    : Class extends 'key'
      ? Keys
      : Class
type Limit<Most, Use> = Most extends 'clear'
  ? Use
  : Most extends 'hidden'
    ? 'none'
    : Use extends 'none'
      ? Use
      : Most
/** The first name that the purpose uses decides. */
type Nearest<Names, Uses> = Names extends [infer Name, ...infer Rest]
  ? Name extends keyof Uses
    ? Uses[Name]
    : Nearest<Rest, Uses>
  : 'none'
type Uses<P, U extends PurposeName<P>> = {
  readonly [E in SpecOf<P>['purposes'][U]['uses'][number] as TargetOf<E>]: E extends { at: 'masked' }
    ? 'masked'
    : 'clear'
}
type TargetOf<E> = E extends { of: infer T extends string } ? T : E extends string ? E : never
type KeysFor<P, U extends PurposeName<P>> = SpecOf<P>['purposes'][U] extends { pseudonymous: infer Yes }
  ? Yes extends true
    ? 'alias'
    : 'sure'
  : 'sure'
type Among<E, V> = { [K in keyof E]: E[K] extends V ? K : never }[keyof E] extends infer K extends string
  ? K
  : never

// ---- the shape of a view

/** `cards[].number` -> itself, and the `cards` that holds it. */
type Nodes<P extends string> =
  | P
  | (P extends `${infer A}.${infer B}`
      ? Trunk<A> | `${A}.${Nodes<B>}`
      : P extends `${string}[]`
        ? Trunk<P>
        : never)
type Trunk<A extends string> = A extends `${infer B}[]` ? Trunk<B> : A

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

// ---- the shape of a draft

type Written<P, U extends PurposeName<P>, N extends ResourceName<P>> = Among<
  WritableOf<Classes<P, N>, Uses<P, U>>,
  'clear'
>
type WritableOf<Classes, Uses> = {
  readonly [L in keyof Classes]: Classes[L] extends { names: infer Names }
    ? Nearest<Names, Uses>
    : Classes[L] extends 'key' | 'nonpersonal'
      ? 'clear'
      : 'none'
}
type Collect<T, Leaves, Kept, At extends string> = Flat<{
  readonly [K in keyof T as StepTo<K, At, Kept> extends never ? never : K]: Taken<
    T[K],
    Leaves,
    Kept,
    StepTo<K, At, Kept>
  >
}>
/** The path one step down: a property by its name, a value of a record as `*`. */
type StepTo<K, At extends string, Kept> = K extends string
  ? `${At}${K}` extends Kept
    ? `${At}${K}`
    : `${At}*` extends Kept
      ? `${At}*`
      : never
  : never
type Taken<V, Leaves, Kept, Path extends string> = Path extends Leaves
  ? V
  : V extends string | number | bigint | boolean | null | undefined
    ? V
    : unknown extends V
      ? V
      : V extends readonly (infer Item)[]
        ? readonly Taken<Item, Leaves, Kept, `${Path}[]`>[]
        : Collect<V, Leaves, Kept, `${Path}.`>
