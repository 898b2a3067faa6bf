import { type Comparison, type Condition, isActorRef } from '../catalog/condition.js'
import { operandOf } from './bind.js'
import type { Operands } from './operands.js'

/** A condition as a closure over checked attributes, which begin at `from`, and the operands of the actor; the fast twin of CASL's matcher. */
export type Predicate = (
  attributes: readonly unknown[],
  from: number,
  operands: readonly unknown[],
) => boolean

/** Lists up to this long are compared with one by one. */
const FEW = 8

const COMPARE: { readonly [O in Comparison]: (a: never, b: never) => boolean } = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
}

/** Compiles a condition of which every `$actor` reference has an operand. */
export function predicateOf(condition: Condition, paths: readonly string[], actors: Operands): Predicate {
  switch (condition.op) {
    case 'and': {
      const all = condition.of.map((each) => predicateOf(each, paths, actors))
      return (attributes, from, operands) => {
        for (let i = 0; i < all.length; i++)
          if (!(all[i] as Predicate)(attributes, from, operands)) return false
        return true
      }
    }
    case 'or': {
      const any = condition.of.map((each) => predicateOf(each, paths, actors))
      return (attributes, from, operands) => {
        for (let i = 0; i < any.length; i++)
          if ((any[i] as Predicate)(attributes, from, operands)) return true
        return false
      }
    }
    case 'exists': {
      const at = paths.indexOf(condition.path)
      return (attributes, from) => (attributes[from + at] !== undefined) === condition.value
    }
    case 'in':
    case 'nin': {
      const at = paths.indexOf(condition.path)
      const { values, type } = condition
      const wanted = condition.op === 'in'
      const place = isActorRef(values) ? actors.place(values.$actor, type, true) : -1
      const fixed = isActorRef(values) ? undefined : values.map((value) => operandOf(value, type))
      if (fixed && fixed.length <= FEW)
        return (attributes, from) => {
          const value = attributes[from + at]
          return value !== undefined && isAmong(fixed, value) === wanted
        }
      const many = fixed && new Set<unknown>(fixed)
      return (attributes, from, operands) => {
        const value = attributes[from + at]
        const among = many ?? (operands[place] as ReadonlySet<unknown>)
        return value !== undefined && among.has(value) === wanted
      }
    }
    default: {
      const at = paths.indexOf(condition.path)
      const { op, value, type } = condition
      const place = isActorRef(value) ? actors.place(value.$actor, type, false) : -1
      const fixed = isActorRef(value) ? undefined : operandOf(value, type)
      // an operand is never undefined, and so no missing attribute equals one
      if (op === 'eq' && place < 0) return (attributes, from) => attributes[from + at] === fixed
      if (op === 'eq') return (attributes, from, operands) => attributes[from + at] === operands[place]
      if (op === 'ne' && place < 0)
        return (attributes, from) => {
          const given = attributes[from + at]
          return given !== undefined && given !== fixed
        }
      const compare = COMPARE[op]
      return (attributes, from, operands) => {
        const given = attributes[from + at]
        return given !== undefined && compare(given as never, (fixed ?? operands[place]) as never)
      }
    }
  }
}

function isAmong(list: readonly unknown[], value: unknown): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true
  return false
}
