import type { FieldsOf, LeafOf, PurposeName, ResourceName, SpecOf } from '../catalog/declaration.js'
import type { Key } from '../catalog/schema-path.js'

/** The zod schema of a resource. */
export type SchemaOf<P, N extends ResourceName<P>> = SpecOf<P>['resources'][N]['schema']
/** How each leaf is classified: what may name it, nearest first, and the most that is ever shown. */
export type Classes<P, N extends ResourceName<P>> = ClassesIn<
  LeafOf<P, N>,
  N,
  FieldsOf<P, N>,
  SpecOf<P>['categories']
>
type ClassesIn<Leaf extends string, N extends string, F, C> = {
  readonly [L in Leaf]: L extends keyof F
    ? Class<F[L], `${N}.${L}`, C, L extends Inner ? CeilingAt<F, Above<L, F>> : never>
    : ClassAbove<Longest<Above<L, F>>, N, F, C, CeilingAt<F, Above<L, F>>>
}
type Inner = `${string}.${string}` | `${string}[${string}`
type Class<F, Target, C, Over> = F extends 'key' | 'nonpersonal' | { resource: unknown }
  ? F
  : F extends { category: infer K }
    ? { names: [Target, ...Lineage<C, K>]; most: Lowest<Most<F, C, K> | Over> }
    : { names: [Target, ...Lineage<C, F>]; most: Lowest<Most<unknown, C, F> | Over> }
/** The nearest declared field above a leaf classifies it. */
type ClassAbove<At, N extends string, F, C, Over> =
  At extends Key<F> ? Class<F[At], `${N}.${At}`, C, Over> : never
/** What the places in `At` say at most: it holds for all below them. */
type CeilingAt<F, At extends Key<F>> = { [K in At]: F[K] extends { ceiling: infer Most } ? Most : never }[At]
type Lowest<Most> = 'hidden' extends Most ? 'hidden' : 'masked' extends Most ? 'masked' : 'clear'
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

/**
 * How a purpose shows each leaf: `sure` present and clear, `alias` present as a pseudonym, `clear` when role and consent
 * allow, `masked` at most, `none`; or `{ resource }` where a row of another resource stands.
 */
export type Exposures<P, U extends PurposeName<P>, N extends ResourceName<P>> = ExposuresOf<
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
export type Nearest<Names, Uses> = Names extends [infer Name, ...infer Rest]
  ? Name extends keyof Uses
    ? Uses[Name]
    : Nearest<Rest, Uses>
  : 'none'
/** What a purpose says it needs: category or field -> how clearly. */
export type Uses<P, U extends PurposeName<P>> = {
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
/** The keys of `E` whose value is one of `V`. */
export type Among<E, V> = { [K in keyof E]: E[K] extends V ? K : never }[keyof E] extends infer K extends
  string
  ? K
  : never

/** `cards[].number` -> itself, and the `cards` that holds it. */
export type Nodes<P extends string> =
  | P
  | (P extends `${infer A}.${infer B}`
      ? Trunk<A> | `${A}.${Nodes<B>}`
      : P extends `${string}[]`
        ? Trunk<P>
        : never)
export type Trunk<A extends string> = A extends `${infer B}[]` ? Trunk<B> : A
