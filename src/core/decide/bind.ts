import type { ActorRef, Condition, Scalar } from '../catalog/condition.js'
import { isActorRef } from '../catalog/condition.js'
import { instantOf } from '../catalog/instant.js'
import type { LeafType } from '../catalog/schema.js'
import { actorValue, type ResolvedActor } from './actor.js'

/**
 * The condition with the actor's values in place of `$actor`, or undefined when one is missing or of another
 * type: then the whole grant is ineffective, so that an unset attribute never matches anything.
 */
export function bind(condition: Condition, actor: ResolvedActor): Condition | undefined {
  switch (condition.op) {
    case 'and':
    case 'or': {
      const of = condition.of.map((each) => bind(each, actor))
      return of.includes(undefined) ? undefined : { op: condition.op, of: of as Condition[] }
    }
    case 'exists':
      return condition
    case 'in':
    case 'nin': {
      if (!isActorRef(condition.values)) return condition
      const values = actorValue(actor, condition.values.$actor)
      return Array.isArray(values) && values.every((value) => fits(value, condition.type))
        ? { ...condition, values }
        : undefined
    }
    default: {
      if (!isActorRef(condition.value)) return condition
      const value = actorValue(actor, (condition.value as ActorRef).$actor)
      return value !== undefined && fits(value, condition.type)
        ? { ...condition, value: value as Scalar }
        : undefined
    }
  }
}

/** An operand as attributes are compared: a date in milliseconds. */
export function operandOf(value: Scalar | bigint, type: LeafType): Scalar | bigint {
  return type === 'date' ? (instantOf(value as string) ?? Number.NaN) : value
}

/** Whether an actor's value can be compared with attributes of a type. */
export function fits(value: unknown, type: LeafType): boolean {
  if (type === 'date') return typeof value === 'string' && instantOf(value) !== undefined
  return typeof value === type
}
