import type { Scalar } from '../catalog/condition.js'
import type { LeafType } from '../catalog/schema.js'

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
  const known = [...new Set(constants)].sort((a, b) => (compare(type, a, b) ? -1 : 1))
  if (!ordered || known.length === 0) {
    const others = Array.from({ length: known.length + apart }, (_, i) => plain(type, i))
    return [...known, ...others.filter((each) => !known.includes(each)).slice(0, apart)]
  }
  const gaps = Array.from({ length: known.length + 1 }, (_, i) =>
    between(type, known[i - 1], known[i], apart).filter(
      (each) =>
        (i === 0 || compare(type, known[i - 1] as Value, each)) &&
        (i === known.length || compare(type, each, known[i] as Value)),
    ),
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

/** Some values in a gap, if it has any; one side is open where it has no bound. */
function between(type: LeafType, low: Value | undefined, high: Value | undefined, count: number): Value[] {
  return Array.from({ length: count }, (_, at): Value => {
    const i = at + 1
    switch (type) {
      case 'number':
        return amid(low as number | undefined, high as number | undefined, i / (count + 1), i)
      case 'bigint':
        return low === undefined ? (high as bigint) - BigInt(i) : (low as bigint) + BigInt(i)
      case 'date': {
        const [from, to] = [low, high].map((each) =>
          each === undefined ? undefined : Date.parse(each as string),
        )
        return new Date(Math.round(amid(from, to, i / (count + 1), i * DAY))).toISOString()
      }
      default:
        return low === undefined
          ? `${(high as string).slice(0, -1)}${'!'.repeat(at)}`
          : `${low}${'!'.repeat(i)}`
    }
  })
}

function amid(low: number | undefined, high: number | undefined, share: number, step: number): number {
  if (low === undefined) return (high as number) - step
  return high === undefined || low + step < high ? low + step : low + (high - low) * share
}
