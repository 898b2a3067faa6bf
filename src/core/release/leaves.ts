import type { FieldDef } from '../catalog/field.js'
import { segments } from '../catalog/path.js'
import type { ResourceDef } from '../catalog/resource.js'

/** All that stands in `value` at a path, given in segments: for a list or a record, of each element. */
export function valuesAt(value: unknown, [segment, ...rest]: readonly string[]): readonly unknown[] {
  if (segment === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  const inner =
    segment === '[]' || segment === '*'
      ? Object.values(value)
      : [(value as { readonly [key: string]: unknown })[segment]]
  return inner.flatMap((each) => valuesAt(each, rest))
}

/** The leaves of a resource that have a value in `row`, null aside. */
export function leavesIn(resource: ResourceDef, row: object): FieldDef[] {
  return resource.fields.filter(({ path, node }) =>
    valuesAt(row, segments(path)).some(
      (value) =>
        value !== undefined &&
        value !== null &&
        // an object stands there where the leaf is one form among others
        (typeof value !== 'object' || value instanceof Date || node.types.has('opaque')),
    ),
  )
}

/** Whether a path leads through objects alone, and through one at least. */
export function isInside(path: string): boolean {
  const parts = segments(path)
  return parts.length > 1 && !parts.includes('[]') && !parts.includes('*')
}
