import type { Policy, PurposeName, ResourceName } from '../catalog/declaration.js'
import type { Draft } from '../enforce/row-type.js'
import type { View } from '../enforce/view-type.js'
import type { Access, Views } from './access-contract.js'
import type { Context } from './context-contract.js'

type Nullish<V> = Extract<V, null | undefined>
type Rest<A> = A extends readonly [unknown?, ...infer R] ? R : []

/** Which kind each listed method may be, from what it returns. */
export type KindsCheck<K, Repo, Row> = {
  readonly [M in keyof K]: M extends keyof Repo
    ? K[M] extends 'update' | 'delete'
      ? 'one' extends K[keyof K]
        ? KindOf<Repo[M], Row>
        : "'update' and 'delete' need a method of kind 'one' to load the row"
      : KindOf<Repo[M], Row>
    : `'${M & string}' does not exist in the repository`
}
type KindOf<F, Row> = F extends (...args: never) => infer R
  ? 'create' | 'update' | 'delete' | RowsKind<NonNullable<Awaited<R>>, Row>
  : 'this is no method'
type RowsKind<R, Row> = [R] extends [Iterable<Row>]
  ? 'many' | 'stream'
  : [R] extends [AsyncIterable<Row>]
    ? 'stream'
    : [R] extends [Row]
      ? 'one'
      : never

/** A repository behind a gate: only the methods listed exist, and rows leave it as views. */
export interface GuardedRepository<P extends Policy, N extends ResourceName<P>, Repo, K> {
  for<const U extends PurposeName<P>>(purpose: U, context: Context<P>): Guarded<P, U, N, Repo, K>
  /** The same under an access that is at hand: the one of a request. @throws AccessDenied `no_context` for another gate's. */
  with<U extends PurposeName<P>>(access: Access<P, U>): Guarded<P, U, N, Repo, K>
}

/** A guarded repository for one purpose. */
export type Guarded<P extends Policy, U extends PurposeName<P>, N extends ResourceName<P>, Repo, K> = {
  readonly [M in keyof K & keyof Repo]: Repo[M] extends (...args: infer A) => infer R
    ? GuardedMethod<P, U, N, K[M], A, Awaited<R>>
    : never
}
type GuardedMethod<
  P extends Policy,
  U extends PurposeName<P>,
  N extends ResourceName<P>,
  Kind,
  A extends readonly unknown[],
  R,
> = Kind extends 'one'
  ? (...args: A) => Promise<View<P, U, N> | Nullish<R>>
  : Kind extends 'many'
    ? (...args: A) => Promise<Views<P, U, N>>
    : Kind extends 'stream'
      ? (...args: A) => AsyncIterable<Views<P, U, N>>
      : Kind extends 'create'
        ? (input: Draft<P, U, N, 'create'>, ...rest: Rest<A>) => Promise<Returned<R>>
        : Kind extends 'update'
          ? (id: A[0], patch: Draft<P, U, N, 'update'>, ...rest: Rest<Rest<A>>) => Promise<Returned<R>>
          : (...args: A) => Promise<Returned<R>>
/** A row that a write returns is no view, and does not pass. */
type Returned<R> = R extends object ? undefined : R
