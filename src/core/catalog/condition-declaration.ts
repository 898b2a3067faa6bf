import type { AttributesIn, ObjectSchema, Output, ScalarKind, ValueAt } from './schema-path.js'

/** A value of the actor, in a condition. */
interface ActorValueRef {
  readonly $actor: 'id' | 'kind' | 'tenant' | 'subject' | `attributes.${string}`
}
/** A condition on the rows of one declared resource: MongoDB-style, over its scalar leaves. */
export type ConditionOn<R> = R extends { schema: infer S extends ObjectSchema; fields: infer F }
  ? {
      readonly [K in AttributesIn<S, ScalarKind, NestedIn<F>>]?: Test<
        Operand<NonNullable<ValueAt<Output<S>, K>>>
      >
    } & {
      readonly $and?: readonly ConditionOn<R>[]
      readonly $or?: readonly ConditionOn<R>[]
      readonly $not?: ConditionOn<R>
    }
  : never
/** What a value is compared with in a document: text for a bigint, a Date or text for a date, the bare scalar for a brand. */
type Operand<V> = V extends Date
  ? Date | string
  : V extends bigint
    ? `${bigint}`
    : V extends object
      ? V extends string
        ? string
        : V extends number
          ? number
          : never
      : V
type Test<V> = V | ActorValueRef | null | Operators<V>
type Operators<V> = { readonly [O in '$eq' | '$ne']?: V | ActorValueRef | null } & {
  readonly [O in '$in' | '$nin']?: readonly V[] | ActorValueRef
} & {
  readonly [O in '$gt' | '$gte' | '$lt' | '$lte']?: [V] extends [boolean] ? never : V | ActorValueRef
} & { readonly $exists?: boolean }

/** Paths at which another resource begins. */
export type NestedIn<F> = { [K in keyof F]: F[K] extends { resource: unknown } ? K : never }[keyof F]
