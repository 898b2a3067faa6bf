import { timeOf } from '../decide/scalar.js'

const MAX_DEPTH = 64
/** As much as a row may hold in its lists, records and opaque leaves together. */
export const MAX_NODES = 100_000

/** What cannot be released: the row is denied `row_invalid`. Carries no value, only the property where it stands. */
export class Unreleasable extends Error {
  readonly key: string | undefined

  constructor(key?: string) {
    super('unreleasable')
    this.key = key
  }
}

/**
 * Copies an opaque leaf as plain data: fresh objects and arrays, scalars, copied Dates.
 *
 * @param count - is told of each node, and throws where there are too many in all; alone the limit is 100,000.
 * @throws Unreleasable for functions, symbols, other instances, cycles, more than 64 levels or too many nodes.
 */
export function copyPlain(value: unknown, count: (more: number) => void = counter()): unknown {
  return copy(value, 0)

  function copy(value: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new Unreleasable()
    count(1)
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'bigint':
        return value
      case 'number':
        if (!Number.isFinite(value)) throw new Unreleasable()
        return value
      case 'object':
        return value === null ? null : copyObject(value, depth)
      default:
        throw new Unreleasable()
    }
  }

  function copyObject(value: object, depth: number): unknown {
    if (Array.isArray(value)) {
      const { length } = value
      if (length > MAX_NODES) throw new Unreleasable()
      return Array.from({ length }, (_, index) => copy(value[index], depth + 1))
    }
    if (value instanceof Date) return copyDate(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) throw new Unreleasable()
    const fresh: { [key: string]: unknown } = {}
    for (const key of Object.keys(value)) {
      if (key === '__proto__') continue
      const inner = (value as { readonly [key: string]: unknown })[key]
      if (inner !== undefined) fresh[key] = copy(inner, depth + 1)
    }
    return fresh
  }
}

function counter(): (more: number) => void {
  let nodes = 0
  return (more) => {
    nodes += more
    if (nodes > MAX_NODES) throw new Unreleasable()
  }
}

export function copyDate(value: Date): Date {
  const time = timeOf(value)
  if (Number.isNaN(time)) throw new Unreleasable()
  return new Date(time)
}
