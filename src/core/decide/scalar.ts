import { instantOf } from '../catalog/instant.js'
import type { LeafType, SchemaNode } from '../catalog/schema.js'

/** A value that its schema does not allow. */
export const INVALID: unique symbol = Symbol('invalid')

/** A path of a row that a decision looks at, and how its value is read. */
export interface Tested {
  readonly path: string
  readonly reader: (node: SchemaNode) => (value: unknown) => unknown
}

/** The JSON type of a value; what JSON cannot hold (NaN, an invalid date, a function) is opaque. */
export function typeOf(value: unknown): LeafType {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return typeof value as LeafType
    case 'number':
      return Number.isFinite(value) ? 'number' : 'opaque'
    default:
      if (value === null) return 'null'
      return value instanceof Date && !Number.isNaN(timeOf(value)) ? 'date' : 'opaque'
  }
}

/** Milliseconds since 1970; NaN for what only looks like a Date. */
export function timeOf(date: Date): number {
  try {
    return Date.prototype.getTime.call(date)
  } catch {
    return Number.NaN
  }
}

/** A test whether a value is of a type of the node; made once, since most nodes hold text alone. */
export function accepts(node: SchemaNode): (value: unknown) => boolean {
  if (isText(node)) return (value) => typeof value === 'string'
  const { types } = node
  return (value) => types.has(typeOf(value))
}

/** Whether nothing but text may stand at the node, as at most leaves. */
export function isText({ types }: SchemaNode): boolean {
  return types.size === 1 && types.has('string')
}

/** Reads a value as conditions compare it: a date in milliseconds, undefined for missing or null, INVALID for another type. */
export function attributeReader(node: SchemaNode): (value: unknown) => unknown {
  const fits = accepts(node)
  return (value) => {
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return fits(value) ? value : INVALID
    const type = typeOf(value)
    if (type === 'opaque' || !fits(value) || Object.is(value, -0)) return INVALID
    return type === 'date' ? timeOf(value as Date) : value
  }
}

/** Reads a time in milliseconds; undefined for what is missing or no time. */
export function timeReader(node: SchemaNode): (value: unknown) => unknown {
  const fits = accepts(node)
  return (value) => {
    if (value === undefined || value === null || !fits(value)) return undefined
    if (typeof value === 'string') return instantOf(value)
    // what is of another type is no time, and a Date is asked for nothing that it could have of its own
    return typeof value === 'number' ? value : value instanceof Date ? timeOf(value) : undefined
  }
}
