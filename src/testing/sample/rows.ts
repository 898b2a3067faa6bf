import { PurposeboundError } from '../../index.js'
import { chanceOf } from './chance.js'
import { mustBeTried } from './checks.js'
import { object } from './container.js'
import { tried } from './try.js'
import { sampleOf } from './value.js'
import type { Zod } from './zod.js'

/** What a schema puts out. */
export type SampleOf<S> = S extends { readonly _zod: { readonly output: infer Row } } ? Row : unknown

export interface SampleOptions<Row> {
  /** The same seed gives the same row. @defaultValue 1 */
  readonly seed?: number
  /** What is not left to chance. */
  readonly with?: Partial<Row>
  /** Leave nothing out that may be there. @defaultValue false */
  readonly full?: boolean
}

export interface SamplesOptions<Row> extends Omit<SampleOptions<Row>, 'with'> {
  /** What is not left to chance, for all rows or for each. */
  readonly with?: Partial<Row> | ((index: number) => Partial<Row>)
}

/**
 * A row that a zod schema could have put out: the same for the same seed; names, addresses and domains are those of examples.
 *
 * What only you know (a refinement that chance does not meet, a custom type) stands in `with`.
 *
 * @throws PurposeboundError `config_invalid` with the path of what cannot be made up
 * @example
 * ```ts
 * const row = sampleRow(Member, { seed: 7, with: { repId: 'a-17' } })
 * ```
 */
export function sampleRow<S extends Zod>(
  schema: S,
  { seed = 1, with: given = {}, full = false }: SampleOptions<SampleOf<S>> = {},
): SampleOf<S> {
  if (typeof (schema as Partial<Zod> | undefined)?._zod?.def !== 'object')
    throw new PurposeboundError('config_invalid', '`sampleRow` takes a zod 4 schema')
  if (!Number.isSafeInteger(seed)) throw new PurposeboundError('config_invalid', '`seed` is a whole number')
  const making = { chance: chanceOf(seed), full, path: '', depth: 0 }
  const { shape } = schema._zod.def
  if (!shape) return sampleOf(schema, making) as SampleOf<S>
  const open = Object.entries(shape).filter(([key]) => !Object.hasOwn(given, key))
  const make = () => ({
    ...object(
      Object.fromEntries(open),
      (inner, key = '') => inner && sampleOf(inner, { ...making, path: key, depth: 1 }),
    ),
    ...given,
  })
  return (mustBeTried(schema) ? tried(schema, making, make) : make()) as SampleOf<S>
}

/** No row, but every path that a policy can speak of, with a value of its type. */
export function sketchOf(schema: Zod): unknown {
  return sampleOf(schema, { chance: chanceOf(1), full: true, sketch: true, path: '', depth: 0 })
}

/**
 * Rows that a zod schema could have put out, `count` of them.
 *
 * @example
 * ```ts
 * const rows = sampleRows(Member, 100, { with: (index) => ({ id: `m-${index}` }) })
 * ```
 */
export function sampleRows<S extends Zod>(
  schema: S,
  count: number,
  { seed = 1, with: given, ...options }: SamplesOptions<SampleOf<S>> = {},
): SampleOf<S>[] {
  return Array.from({ length: count }, (_, index) =>
    sampleRow(schema, {
      ...options,
      // far apart: rows of neighbouring seeds are not to be the same ones, shifted
      seed: (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0,
      ...(given && { with: typeof given === 'function' ? given(index) : given }),
    }),
  )
}
