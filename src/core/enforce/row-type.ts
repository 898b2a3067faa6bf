import type { FieldsOf, InputOf, PurposeName, ResourceName, RowOf } from '../catalog/declaration.js'
import type { Key } from '../catalog/schema-path.js'
import type { Among, Classes, Nearest, Nodes, Trunk, Uses } from './exposure-type.js'

type Flat<T> = T extends infer O ? { [K in keyof O]: O[K] } : never

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
