import type { Scalar } from '../catalog/condition.js'
import type { LeafType } from '../catalog/schema.js'
import { between } from './gap.js'

export type Value = Scalar | bigint

const DAY = 86_400_000
const NAMES = ['x', 'y', 'z']

/**
 * Values that stand for all values of a type where conditions compare with `constants` and with `apart` other unknowns:
 * each constant, and enough others that differ from one another. Where order counts there are enough in every gap.
 */
export function pointsOf(
  type: LeafType,
  constants: readonly Value[],
  ordered: boolean,
  apart: number,
): Value[] {
  if (type === 'boolean') return [true, false]
  // a row that holds -0 is refused
  const given = constants.map((each) => (each === 0 ? 0 : each))
  const known = [...new Set(given)].sort((a, b) => (compare(type, a, b) ? -1 : 1))
  if (!ordered || known.length === 0) {
    const others = Array.from({ length: known.length + apart }, (_, i) => plain(type, i))
    const isOther = (each: Value) =>
      known.every((one) => compare(type, one, each) || compare(type, each, one))
    return [...known, ...others.filter(isOther).slice(0, apart)]
  }
  const gaps = Array.from({ length: known.length + 1 }, (_, i) =>
    between(type, known[i - 1], known[i], apart),
  )
  return [...known, ...gaps.flat()]
}

/** Whether `a` comes before `b`. */
function compare(type: LeafType, a: Value, b: Value): boolean {
  return type === 'date' ? Date.parse(a as string) < Date.parse(b as string) : a < b
}

/** The nth value of a type, as simple as can be. */
function plain(type: LeafType, n: number): Value {
  switch (type) {
    case 'number':
      return n + 1
    case 'bigint':
      return BigInt(n + 1)
    case 'date':
      return new Date(DAY * n).toISOString()
    default:
      return NAMES[n] ?? `x${n}`
  }
}
