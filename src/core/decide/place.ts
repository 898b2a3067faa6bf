import type { SchemaNode } from '../catalog/schema.js'
import { readOwn } from './own.js'

/** Where a value stands among the top-level values that were read: the slot, and the way down from there. */
export interface Place {
  readonly slot: number
  readonly rest: readonly string[]
  readonly node: SchemaNode
}

/** The values at a place: one, or one an element where the way leads through arrays or records. */
export function collect(values: readonly unknown[], { slot, rest }: Place): readonly unknown[] {
  let found: readonly unknown[] = [values[slot]]
  for (const segment of rest) found = found.flatMap((value) => descend(value, segment))
  return found
}

function descend(value: unknown, segment: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null)
    return segment === '[]' || segment === '*' ? [] : [undefined]
  if (segment === '[]') return Array.isArray(value) ? value : []
  if (segment === '*') return Object.values(value)
  return [readOwn(value, segment)]
}
