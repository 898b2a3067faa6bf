import { type Comparison, type Condition, isActorRef, type Scalar } from '../catalog/condition.js'
import { actorReader, type ResolvedActor } from './actor.js'
import { operandOf } from './bind.js'

/** A condition as a closure over checked attributes, which begin at `from`; the fast twin of CASL's matcher. */
export type Predicate = (attributes: readonly unknown[], from: number, actor: ResolvedActor) => boolean

const COMPARE: { readonly [O in Comparison]: (a: never, b: never) => boolean } = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
}

/** Compiles a condition whose `$actor` references were found usable (`bind`). */
export function predicateOf(condition: Condition, paths: readonly string[]): Predicate {
  switch (condition.op) {
    case 'and': {
      const all = condition.of.map((each) => predicateOf(each, paths))
      return (attributes, from, actor) => {
        for (let i = 0; i < all.length; i++) if (!(all[i] as Predicate)(attributes, from, actor)) return false
        return true
      }
    }
    case 'or': {
      const any = condition.of.map((each) => predicateOf(each, paths))
      return (attributes, from, actor) => {
        for (let i = 0; i < any.length; i++) if ((any[i] as Predicate)(attributes, from, actor)) return true
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
      const fixed = isActorRef(values) ? undefined : new Set(values.map((value) => operandOf(value, type)))
      const asked = actorReader(isActorRef(values) ? values.$actor : 'id')
      return (attributes, from, actor) => {
        const value = attributes[from + at]
        if (value === undefined) return false
        const among =
          fixed ?? new Set((asked(actor) as readonly Scalar[]).map((each) => operandOf(each, type)))
        return among.has(value as Scalar) === wanted
      }
    }
    default: {
      const at = paths.indexOf(condition.path)
      const { value, type } = condition
      const compare = COMPARE[condition.op]
      const fixed = isActorRef(value) ? undefined : operandOf(value, type)
      const asked = actorReader(isActorRef(value) ? value.$actor : 'id')
      return (attributes, from, actor) => {
        const given = attributes[from + at]
        return (
          given !== undefined &&
          compare(given as never, (fixed ?? operandOf(asked(actor) as Scalar, type)) as never)
        )
      }
    }
  }
}
