import type { LeafType } from './schema.js'

/** A scalar in a condition; a date is RFC 3339 text. */
export type Scalar = string | number | boolean

/** A value taken from the actor when the decision is made. */
export interface ActorRef {
  readonly $actor: string
}

export type Comparison = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'

/**
 * Which rows a grant reaches, as frozen data nodes that a visitor turns into a test or into SQL.
 *
 * Negations are pushed to the leaves, and every leaf but `exists` is false on a missing or null attribute:
 * true here is *true* of three-valued logic, so memory and SQL agree.
 */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }
  | {
      readonly op: Comparison
      readonly path: string
      readonly type: LeafType
      readonly value: Scalar | bigint | ActorRef
    }
  | {
      readonly op: 'in' | 'nin'
      readonly path: string
      readonly type: LeafType
      readonly values: readonly (Scalar | bigint)[] | ActorRef
    }
  | { readonly op: 'exists'; readonly path: string; readonly value: boolean }

const NEGATED = {
  eq: 'ne',
  ne: 'eq',
  gt: 'lte',
  gte: 'lt',
  lt: 'gte',
  lte: 'gt',
  in: 'nin',
  nin: 'in',
  and: 'or',
  or: 'and',
} as const

/** The condition that is true where `condition` is false in three-valued logic. */
export function negate(condition: Condition): Condition {
  switch (condition.op) {
    case 'and':
    case 'or':
      return Object.freeze({ op: NEGATED[condition.op], of: Object.freeze(condition.of.map(negate)) })
    case 'exists':
      return Object.freeze({ ...condition, value: !condition.value })
    case 'in':
    case 'nin':
      return Object.freeze({ ...condition, op: NEGATED[condition.op] })
    default:
      return Object.freeze({ ...condition, op: NEGATED[condition.op] })
  }
}

/** Every leaf of a condition. */
export function atoms(condition: Condition): Exclude<Condition, { readonly op: 'and' | 'or' }>[] {
  return 'of' in condition ? condition.of.flatMap(atoms) : [condition]
}

export function isActorRef(value: unknown): value is ActorRef {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && '$actor' in value
}

/** Whether an actor can be asked for `path`. */
export function isActorPath(path: string): boolean {
  return (
    ['id', 'kind', 'tenant', 'subject'].includes(path) || /^attributes\.[A-Za-z_][A-Za-z0-9_]*$/.test(path)
  )
}
