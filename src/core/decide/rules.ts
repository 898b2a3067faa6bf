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
  for (const [index, value] of attributes.entries()) if (value !== undefined) flat[`a${index}`] = value
  return matcher(toQuery(condition, paths) as never)(flat)
}

function toQuery(condition: Condition, paths: readonly string[]): Query {
  if ('of' in condition) return { [`$${condition.op}`]: condition.of.map((each) => toQuery(each, paths)) }
  const attribute = `a${paths.indexOf(condition.path)}`
  if (condition.op === 'exists') return { [attribute]: { $exists: condition.value } }
  const operand =
    'values' in condition
      ? (condition.values as readonly Scalar[]).map((value) => operandOf(value, condition.type))
      : operandOf(condition.value as Scalar, condition.type)
  // the guard makes a negative leaf unknown, and so not true, on a missing attribute
  return { $and: [{ [attribute]: { $exists: true } }, { [attribute]: { [`$${condition.op}`]: operand } }] }
}
