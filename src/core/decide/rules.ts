import { buildMongoQueryMatcher } from '@casl/ability'
import type { Condition, Scalar } from '../catalog/condition.js'
import { operandOf } from './bind.js'

type Query = { readonly [key: string]: unknown }
type Interpret = (condition: unknown, object: unknown) => boolean

/**
 * CASL's matcher, complete for our subset: without these two CASL reads `$or` as an attribute's name.
 *
 * It is asked about nothing but a fresh flat object of attributes that were checked before, never about a row: so a
 * row cannot re-type itself, smuggle an array or throw, and there is no question "about the type".
 */
const matcher = buildMongoQueryMatcher(
  { $and: { type: 'compound' }, $or: { type: 'compound' } } as never,
  {
    and: (node: { value: unknown[] }, object: unknown, { interpret }: { interpret: Interpret }) =>
      node.value.every((each) => interpret(each, object)),
    or: (node: { value: unknown[] }, object: unknown, { interpret }: { interpret: Interpret }) =>
      node.value.some((each) => interpret(each, object)),
  } as never,
)

/** Whether a bound condition is true (not false, not unknown) of the attributes, given in the order of `paths`. */
export function matches(
  condition: Condition,
  paths: readonly string[],
  attributes: readonly unknown[],
): boolean {
  const flat: { [key: string]: unknown } = {}
  for (const [index, value] of attributes.entries())
    if (value !== undefined) flat[`a${index}`] = comparable(value)
  return matcher(toQuery(condition, paths) as never)(flat)
}

function toQuery(condition: Condition, paths: readonly string[]): Query {
  if ('of' in condition) return { [`$${condition.op}`]: condition.of.map((each) => toQuery(each, paths)) }
  const attribute = `a${paths.indexOf(condition.path)}`
  if (condition.op === 'exists') return { [attribute]: { $exists: condition.value } }
  const operand =
    'values' in condition
      ? (condition.values as readonly Scalar[]).map((value) => comparable(operandOf(value, condition.type)))
      : comparable(operandOf(condition.value as Scalar, condition.type))
  // the guard makes a negative leaf unknown, and so not true, on a missing attribute
  return { $and: [{ [attribute]: { $exists: true } }, { [attribute]: { [`$${condition.op}`]: operand } }] }
}

/** CASL orders no bigint: as text that sorts like the number, by sign, by length, by digits. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const digits = String(value < 0n ? -value : value)
  const length = String(digits.length).padStart(9, '0')
  return value < 0n ? `-${inverted(length)}${inverted(digits)}` : `0${length}${digits}`
}

/** The greater a negative number is written, the less it is. */
function inverted(digits: string): string {
  return digits.replace(/\d/g, (digit) => String(9 - Number(digit)))
}
