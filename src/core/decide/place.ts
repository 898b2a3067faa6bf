import type { ResourceDef } from '../catalog/resource.js'
import type { SchemaNode } from '../catalog/schema.js'
import { readOwn } from './own.js'

/** Where a value stands among the top-level values that were read: the slot, and the way down from there. */
export interface Place {
  readonly slot: number
  readonly rest: readonly string[]
  readonly node: SchemaNode
  /** Whether the way leads through arrays or records, and so to any number of values. */
  readonly many: boolean
}

/** Where rows of another resource stand. */
export interface NestedPlace {
  readonly path: string
  readonly resource: ResourceDef
  readonly place: Place
}

export function placeAt(slot: number, rest: readonly string[], node: SchemaNode): Place {
  return { slot, rest, node, many: rest.includes('[]') || rest.includes('*') }
}

/** The one value at a place of the row whose values begin at `from`; undefined where the way to it is missing. */
export function valueAt(values: readonly unknown[], { slot, rest }: Place, from = 0): unknown {
  let value = values[from + slot]
  for (let i = 0; i < rest.length; i++) {
    if (typeof value !== 'object' || value === null) return undefined
    value = readOwn(value, rest[i] as string)
  }
  return value
}

/** The values at a place: one, or one an element where the way leads through arrays or records. */
export function collect(values: readonly unknown[], place: Place): readonly unknown[] {
  if (!place.many) return [valueAt(values, place)]
  let found: readonly unknown[] = [values[place.slot]]
  for (const segment of place.rest) found = found.flatMap((value) => descend(value, segment))
  return found
}

function descend(value: unknown, segment: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null)
    return segment === '[]' || segment === '*' ? [] : [undefined]
  if (segment === '[]') return Array.isArray(value) ? value : []
  if (segment === '*') return Object.values(value)
  return [readOwn(value, segment)]
}
