import * as fc from 'fast-check'

export const CATEGORIES = ['a', 'b', 'c', 'd'] as const
export const PURPOSES = ['p0', 'p1', 'p2', 'p3'] as const
export const ROLES = ['r0', 'r1', 'r2'] as const
/** Before, at and after the time of the laws. */
export const NOW = Date.parse('2026-06-01T00:00:00Z')

export type Json = { readonly [key: string]: unknown }

/** The value, or, one time in `times`, nothing. */
export const maybe = <T>(value: fc.Arbitrary<T>, times = 2) =>
  fc.option(value, { nil: undefined, freq: times })
/** Nothing, or, one time in `times`, the value. */
export const seldom = <T>(value: fc.Arbitrary<T>, times: number) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

export const operator = fc.constantFrom<unknown>(
  'redact',
  'hash',
  'email',
  { op: 'mask', last: 2 },
  { op: 'generalize', to: 10 },
)

/** The record less what is undefined. */
export function clean(record: Json): Json {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}

export function pair([key, value]: readonly [string, unknown]): Json {
  return { [key]: value }
}
