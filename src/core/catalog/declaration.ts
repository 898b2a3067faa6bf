import type { Action } from './action.js'
import type { ConditionOn, NestedIn } from './condition-declaration.js'
import type { CATEGORY_CLASSES, PolicyDocument, Visibility } from './document.js'
import type { MessagesDeclaration } from './messages-declaration.js'
import type { Names, Only, Stray } from './name-check.js'
import type { OperatorDeclaration } from './operator.js'
import type { DEFAULT_POPULATION } from './person.js'
import type { ProhibitionDeclaration } from './prohibition-declaration.js'
import type { PurposeCheck } from './purpose-declaration.js'
import type { RecipientDeclaration } from './recipient-declaration.js'
import type { RetentionDeclaration, TimeKind, TimeType } from './retention-declaration.js'
import type { Schema } from './schema.js'
import type { IdKind, Key, Leaves, Nodes, ObjectSchema, Output, PathOf, PathsIn } from './schema-path.js'
import type { SignalsDeclaration } from './signals-declaration.js'
import type { Title } from './title.js'

/**
 * A flat list, or a tree: `{ payment: {}, card: { within: 'payment' } }`.
 *
 * Each `…Check<T>` here is a constraint `T extends …Check<T>`. When T does not satisfy it, TypeScript falls back to the
 * constraint itself and so reports the one wrong literal.
 */
type CategoryCheck<C> =
  | readonly string[]
  | { readonly [K in keyof C]: CategoryRule<Names<C>> & Only<C[K], keyof CategoryRule<string>, 'a category'> }
interface CategoryRule<Category> {
  readonly within?: Category
  readonly title?: Title
  readonly mask?: OperatorDeclaration
  readonly class?: (typeof CATEGORY_CLASSES)[number]
}
type CategoryIn<C> = C extends readonly (infer N extends string)[] ? N : Names<C>

type ResourceCheck<R, C, Population extends string> = {
  readonly [N in keyof R]: OneResource<R[N], CategoryIn<C>, Names<R>, Population | typeof DEFAULT_POPULATION>
}
type OneResource<R, Category extends string, Resource extends string, Population> = R extends {
  schema: infer S extends ObjectSchema
  fields: infer F
}
  ? ResourceRule<R, S, FieldsCheck<F, S, Category, Resource, Population>, Population> &
      Only<R, keyof ResourceRule<object, ObjectSchema, unknown, string>, 'a resource'>
  : { readonly schema: ObjectSchema; readonly subject: string; readonly fields: object }
interface ResourceRule<R, S, Fields, Population> {
  readonly schema: ObjectSchema
  /** Whose data a row is: a path, `{ population, at }`, a list of these, or `'none'`. */
  readonly subject: Subject<R extends { subject: infer Given } ? Given : unknown, S, Population> | 'none'
  /** The row's own key. @defaultValue `'id'` */
  readonly id?: PathOf<R extends { id: infer Given } ? Given : unknown, S, IdKind | 'single', IdType>
  readonly tenant?: PathOf<
    R extends { tenant: infer Given } ? Given : unknown,
    S,
    Exclude<IdKind, 'bigint'> | 'single',
    string | number
  >
  readonly collectedAt?: PathOf<
    R extends { collectedAt: infer Given } ? Given : unknown,
    S,
    TimeKind,
    TimeType
  >
  readonly fields: Fields
}
type IdType = string | number | bigint
/** The people of a row, or of a field. */
type Subject<Given, S, Population> =
  PathOf<Given, S, IdKind, IdType> extends infer Path
    ? [Given] extends [Path]
      ? Path
      : Path | PersonAt<Path, Population> | readonly (Path | PersonAt<Path, Population>)[]
    : never
interface PersonAt<Path, Population> {
  readonly population: Population
  readonly at: Path
}
/**
 * While a leaf is missing, only the valid paths are asked for, so that a misspelt one gets TypeScript's own
 * "did you mean"; once all are there, a left-over path is refused by name.
 */
type FieldsCheck<F, S, Category extends string, Resource extends string, Population> =
  PathsIn<S, keyof F, Leaves> extends infer Reached
    ? [Reached] extends [keyof F]
      ? {
          readonly [K in keyof F]: K extends Reached
            ? OneField<F[K], S, Category, Resource, Population>
            : K extends PathsIn<S, NestedIn<F>, Nodes>
              ? OneField<F[K], S, Category, Resource, Population>
              : Stray<K, 'this schema'>
        }
      : {
          readonly [K in Reached & string]:
            | FieldClass<Category>
            | FieldRule<S, Category, Population>
            | NestedRow<Resource>
        }
    : never
// the object forms are checked on their own: intersecting the whole union took 40 % of the resources check
type OneField<F, S, Category extends string, Resource extends string, Population> = F extends {
  resource: unknown
}
  ? NestedRow<Resource> & Only<F, 'resource', 'a nested resource'>
  : F extends object
    ? FieldRule<S, Category, Population> & Only<F, keyof FieldRule<S, string, string>, 'a field'>
    : FieldClass<Category>
/** How a field is classified: `key` and `nonpersonal` are shown with every permitted row. */
type FieldClass<Category extends string = string> = Category | 'key' | 'nonpersonal'
interface FieldRule<S, Category, Population> {
  readonly category: Category
  readonly mask?: OperatorDeclaration
  /** The most that anybody sees of it. */
  readonly ceiling?: Visibility
  /** Whom it is about, when not the person of the row. */
  readonly subject?: Subject<unknown, S, Population>
  /** How long it is kept, whatever the purpose. */
  readonly retention?: RetentionDeclaration<PathsIn<S, never, TimeKind>>
}
/** A subtree that is a row of its own. */
interface NestedRow<Resource> {
  readonly resource: Resource
}
/** What `writes` and `of` may name: a category, or one classified field as `resource.path`. */
type TargetIn<C, R> = Listed<
  | CategoryIn<C>
  | {
      [N in Key<R>]: R[N] extends { fields: infer F } ? `${N}.${Exclude<Key<F>, NestedIn<F>>}` : never
    }[Key<R>]
>
/** What `uses`, `sees` and `masks` may name: the same without `key` and `nonpersonal` fields, of which nothing is asked. */
type PersonalIn<C, R> = Listed<
  | CategoryIn<C>
  | { [N in Key<R>]: R[N] extends { fields: infer F } ? `${N}.${PersonalField<F>}` : never }[Key<R>]
>
type PersonalField<F> = {
  [K in Key<F>]: F[K] extends 'key' | 'nonpersonal' | { resource: unknown } ? never : K
}[Key<F>]
/** Unwrapped from its alias, so that messages and hovers list it. */
type Listed<T> = [T] extends [infer L extends string] ? L : never

/** What one role may do for some purposes. */
interface Grant<C, R, P> {
  readonly purposes: readonly Names<P>[]
  /** The nearest key decides: the field, its category, the parents; absent is hidden. */
  readonly sees: { readonly [T in PersonalIn<C, R>]?: Visibility }
  /** Which rows; with it the grant covers only the resources named. */
  readonly where?: { readonly [N in keyof R]?: 'all' | ConditionOn<R[N]> }
  /** @defaultValue `['read']` */
  readonly may?: readonly Action[]
  readonly writes?: readonly TargetIn<C, R>[]
  /** When it ends, exclusive: a Date or RFC 3339 text, of which a bare date is the start of that day in UTC. */
  readonly until?: string | Date
}
/** What a policy knows at compile time. The default is a policy loaded at run time: any name will do. */
export interface Spec {
  readonly categories: readonly string[] | { readonly [name: string]: object }
  readonly resources: { readonly [name: string]: { readonly schema: ObjectSchema; readonly fields: object } }
  readonly purposes: {
    readonly [name: string]: { readonly uses: readonly unknown[]; readonly within?: readonly string[] }
  }
  readonly roles: string
  readonly populations: string
  readonly recipients: string
}

/** A policy that was checked: the document is data, frozen and digested; the zod schemas stand beside it, untouched. */
export interface Policy<S extends Spec = Spec> {
  readonly name: string
  readonly version: string
  /** SHA-256 of the document and the leaves of its schemas, in hex. */
  readonly digest: string
  readonly document: PolicyDocument
  readonly schemas: { readonly [resource: string]: Schema }
  /** Types only; holds nothing at run time. */
  readonly '~spec': S
}

/** `definePolicy`: everything is inferred from the one declaration, and checked at its own literal. */
export type DefinePolicy = <
  const C extends CategoryCheck<C>,
  const R extends ResourceCheck<R, C, Population>,
  const P extends PurposeCheck<P, PersonalIn<C, R>, TargetIn<C, R>, R>,
  Role extends string,
  const Population extends string = never,
  Recipient extends string = never,
>(
  // an intersection, because one misspelt key would stop inference for the whole of a single object type
  declaration: { readonly categories: C } & { readonly resources: R } & { readonly purposes: P } & {
    readonly roles: { readonly [N in Role]: NoInfer<Grant<C, R, P>> | readonly NoInfer<Grant<C, R, P>>[] }
  } & {
    readonly name: string
    readonly version: string
    readonly controller?: {
      readonly name: string
      readonly contact: string
      /** For receipts of consent. */
      readonly id?: string
      readonly address?: string
      /** Who speaks for a company: for records of provision (APPI 29, 30). */
      readonly representative?: string
      /** ISO 3166-1 alpha-2: what is abroad is said of recipients by it. */
      readonly country?: string
    }
    /** What people are told of their consent: how to take it back, where data is kept, and how long. */
    readonly consent?: { readonly withdrawal: Title; readonly storage: string; readonly retention: string }
    readonly populations?: readonly Population[]
    readonly recipients?: {
      readonly [N in Recipient]: NoInfer<RecipientDeclaration<Names<P>, TargetIn<C, R>>>
    }
    readonly prohibitions?: readonly NoInfer<ProhibitionDeclaration<Names<P>, TargetIn<C, R>, Recipient>>[]
    readonly messages?: NoInfer<MessagesDeclaration<Names<P>>>
    readonly signals?: NoInfer<SignalsDeclaration<Names<P>>>
  },
) => Policy<{
  categories: C
  resources: R
  purposes: P
  roles: Role
  populations: Population
  recipients: Recipient
}>

export type SpecOf<P> = P extends { readonly '~spec': infer S extends Spec } ? S : never
export type FieldsOf<P, N extends ResourceName<P>> = SpecOf<P>['resources'][N]['fields']
/** The leaves of a resource, and the places where another resource begins. */
export type LeafOf<P, N extends ResourceName<P>> = PathsIn<
  SpecOf<P>['resources'][N]['schema'],
  NestedIn<FieldsOf<P, N>>,
  Leaves
>
/** The purposes of a policy. Never type anything as a view of all of them: name one, or a family by `Within`. */
export type PurposeName<P> = Names<SpecOf<P>['purposes']>
export type ResourceName<P> = Names<SpecOf<P>['resources']>
export type RoleName<P> = SpecOf<P>['roles']
export type RecipientName<P> = SpecOf<P>['recipients']
export type PopulationName<P> = SpecOf<P>['populations'] | typeof DEFAULT_POPULATION
/** A row of a resource as its schema puts it out. */
export type RowOf<P, N extends ResourceName<P>> = Output<SpecOf<P>['resources'][N]['schema']>
/** A row of a resource as its schema takes it in. */
export type InputOf<P, N extends ResourceName<P>> = SpecOf<P>['resources'][N]['schema']['_zod']['input']
/** `U` and every purpose below it, for a function that serves a whole family of purposes; no alias, so that messages list them. */
export type Within<P, U extends PurposeName<P>> = [
  | U
  | {
      [K in PurposeName<P>]: SpecOf<P>['purposes'][K] extends { within: readonly (infer W)[] }
        ? U & W extends never
          ? never
          : Within<P, K>
        : never
    }[PurposeName<P>],
] extends [infer Family extends string]
  ? Family
  : never
