import type { Scalar } from '../catalog/condition.js'
import { isTenant } from '../catalog/person.js'
import type { LeafType } from '../catalog/schema.js'
import { dateText } from './date-text.js'
import { nextFloat } from './next-float.js'

type Value = Scalar | bigint

/** Simple letters of which texts are made, so that examples read well; what they leave out the least letter finds. */
const LETTERS = ['a', 'A', '0', '!', ' ', '\u0001']

/**
 * `count` values strictly between two others, or all that there are where there are fewer; one side is open where it has
 * no bound. Values that may be somebody's id or tenant come first, since a row needs these.
 */
export function between(
  type: LeafType,
  low: Value | undefined,
  high: Value | undefined,
  count: number,
): readonly Value[] {
  switch (type) {
    case 'number':
      return numbers(low as number | undefined, high as number | undefined, count)
    case 'bigint':
      return steps(count)
        .map((i) => (low === undefined ? (high as bigint) - BigInt(i) : (low as bigint) + BigInt(i)))
        .filter((each) => high === undefined || each < (high as bigint))
    case 'date':
      return dates(low as string | undefined, high as string | undefined, count)
    default:
      return texts(low as string | undefined, high as string | undefined, count)
  }
}

function numbers(low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY, count: number): number[] {
  const tried = [
    ...steps(count).map((i) => Math.floor(low) + i),
    ...steps(count).map((i) => Math.ceil(high) - i),
    // between bounds that are too large to be counted from
    ...steps(count).map((i) => i - 1),
    ...steps(count).map((i) => low + ((high - low) * i) / (count + 1)),
    // where all else is rounded to a bound: these leave none out
    ...floats(Number.isFinite(low) ? low : high, Number.isFinite(low) ? 1 : -1, count),
  ]
  // a row that holds -0 is refused
  const inside = tried.map((each) => each + 0).filter((each) => low < each && each < high)
  return some(inside, Number.isSafeInteger, count)
}

function floats(from: number, towards: 1 | -1, count: number): number[] {
  const found: number[] = []
  for (let at = from; found.length < count; found.push(at)) at = nextFloat(at, towards)
  return found
}

/** Between texts of dates; a row may hold dates that RFC 3339 cannot write, an actor cannot. */
function dates(low: string | undefined, high: string | undefined, count: number): string[] {
  const day = 86_400_000
  const [from, to] = [low, high].map((each) => (each === undefined ? undefined : Date.parse(each)))
  const tried = steps(count).flatMap((i) => [
    ...(from === undefined ? [] : [from + i * day]),
    ...(to === undefined ? [] : [to - i * day]),
  ])
  const close = steps(count).map((i) => (from === undefined ? (to as number) - i : from + i))
  const inside = [...tried, ...close]
    .filter((each) => (from === undefined || from < each) && (to === undefined || each < to))
    .flatMap((each) => dateText(each) ?? [])
  return some(inside, (each) => /^\d/.test(each), count)
}

function texts(low: string | undefined, high: string | undefined, count: number): string[] {
  const tried = [
    ...LETTERS.flatMap((letter) => steps(count).map((i) => (low ?? '') + letter.repeat(i))),
    ...steps(count).map((i) => '\u0001'.repeat(i)),
    // nothing stands between a text and itself with the least letter: these leave none out
    ...steps(count).map((i) => (low ?? '') + '\0'.repeat(i)),
    '',
  ]
  const inside = tried.filter(
    (each) => (low === undefined || low < each) && (high === undefined || each < high),
  )
  return some(inside, isTenant, count)
}

/** The first of them, each once: the good ones, then others. */
function some<T>(values: readonly T[], isGood: (value: T) => boolean, count: number): T[] {
  const all = [...new Set(values)]
  return [...all.filter(isGood), ...all.filter((each) => !isGood(each))].slice(0, count)
}

function steps(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1)
}
