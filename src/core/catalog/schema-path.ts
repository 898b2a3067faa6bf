export type Key<T> = keyof T & string

/** A zod object, by the few members read here: comparing with the whole of zod's interface is slow. */
export interface ObjectSchema {
  readonly _zod: {
    readonly def: { readonly type: 'object'; readonly shape: object }
    readonly output: unknown
    readonly input: unknown
  }
}
/** The definition inside a zod schema: types and run time walk the same tree. */
export type Def<S> = S extends { readonly _zod: { readonly def: infer D } } ? D : never
export type Output<S> = S extends { readonly _zod: { readonly output: infer O } } ? O : never
/** What is looked through. */
export type Wrapper = 'optional' | 'nullable' | 'default' | 'prefault' | 'nonoptional' | 'readonly' | 'catch'
/** What can be an identifier. */
export type IdKind = 'string' | 'number' | 'bigint' | 'enum' | 'literal' | 'template_literal'
/** A leaf that can be compared and masked; any other leaf is opaque: shown whole or not at all. */
export type ScalarKind = IdKind | 'int' | 'nan' | 'boolean' | 'success' | 'date' | 'null'

/**
 * Paths below `S`, as `M` asks: the leaves of some zod types; with 'leaf' the opaque ones too, with 'node' what holds
 * them, with 'single' nothing inside a list or record. The walk goes no deeper at a path in `Stop`, nor into a schema
 * inside itself.
 */
export type PathsIn<S, Stop, M> =
  Def<S> extends { shape: infer Shape } ? PathsUnder<Shape, Stop, M, '', Shape> : never
type PathsUnder<Shape, Stop, M, At extends string, Above> = {
  [K in Key<Shape>]: Shape[K] extends { _zod: { def: { type: M } } }
    ? `${At}${K}`
    : PathsAt<Shape[K], Stop, M, `${At}${K}`, Above>
}[Key<Shape>] extends infer Path extends string // no alias, so that messages list the paths
  ? Path
  : never
type PathsAt<S, Stop, M, Path extends string, Above> = Path extends Stop
  ? LeafAt<Path, M>
  : PathsOf<Def<S>, Stop, M, Path, Above>
type PathsOf<D, Stop, M, Path extends string, Above> = D extends { type: M }
  ? Path
  : D extends { type: Wrapper; innerType: infer I }
    ? PathsAt<I, Stop, M, Path, Above>
    : D extends { type: 'object'; shape: infer Shape }
      ? [Shape] extends [Above]
        ? LeafAt<Path, M>
        : NodeAt<Path, M> | PathsUnder<Shape, Stop, M, `${Path}.`, Above | Shape>
      : D extends { type: 'array'; element: infer E }
        ? ManyAt<E, Stop, M, Path, '[]', Above>
        : D extends { type: 'tuple'; items: infer I extends readonly unknown[]; rest: infer R }
          ? ManyAt<I[number] | NonNullable<R>, Stop, M, Path, '[]', Above>
          : D extends { type: 'record'; valueType: infer V }
            ? ManyAt<V, Stop, M, Path, '.*', Above>
            : D extends { type: 'union'; options: infer O extends readonly unknown[] }
              ? OptionPaths<O[number], Stop, M, Path, Above>
              : D extends { type: 'intersection'; left: infer L; right: infer R }
                ? PathsAt<L | R, Stop, M, Path, Above>
                : D extends { type: 'pipe'; out: infer O }
                  ? PathsAt<O, Stop, M, Path, Above>
                  : D extends { type: 'undefined' | 'void' | 'never' }
                    ? NodeAt<Path, M>
                    : LeafAt<Path, M>
type ManyAt<S, Stop, M, Path extends string, Step extends string, Above> = 'single' extends M
  ? never
  : NodeAt<Path, M> | PathsAt<S, Stop, M, `${Path}${Step}`, Above>
// null beside objects is no leaf of its own
type OptionPaths<O, Stop, M, Path extends string, Above> =
  Def<O> extends { type: 'null' } ? NodeAt<Path, M> : PathsAt<O, Stop, M, Path, Above>
type LeafAt<Path, M> = 'leaf' extends M ? Path : never
type NodeAt<Path, M> = 'node' extends M ? Path : never
/** Asks for every leaf. */
export type Leaves = ScalarKind | 'leaf'
/** Asks for every path. */
export type Nodes = Leaves | 'node'

/** Paths of `S` that end at a scalar of the kinds `M` and lead through no list and no record. */
export type AttributesIn<S, M, Stop = never> = PathsIn<S, Stop, M | 'single'>
/** `Given` when it is a property of the type `V`, else all that it could be: most paths are plain, and a walk is dear. */
export type PathOf<Given, S, M, V> = Given extends keyof Output<S> & string
  ? Output<S>[Given] extends V | null | undefined
    ? Given
    : PathsIn<S, never, M>
  : PathsIn<S, never, M>
/** `address.city` -> its type in a row. */
export type ValueAt<T, Path extends string> = T extends null | undefined
  ? never
  : Path extends keyof T
    ? T[Path]
    : Path extends `${infer Head}.${infer Rest}`
      ? Head extends keyof T
        ? ValueAt<T[Head], Rest>
        : never
      : never
