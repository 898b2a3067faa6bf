import { below } from '../catalog/path.js'
import type { SchemaNode } from '../catalog/schema.js'
import { isObjectOfData, readOwn } from './own.js'

const MAX_ITEMS = 100_000

/**
 * A fresh copy of what the schema declares below one property, each value read once.
 *
 * `keep` names the paths that are handed on as they are (rows of their own). A value of another form than the
 * schema's is handed on too: it is refused where it is used.
 */
export function snapshot(
  node: SchemaNode,
  value: unknown,
  path: string,
  keep: ReadonlyMap<string, unknown>,
): unknown {
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Date ||
    node.types.has('opaque') ||
    keep.has(path)
  )
    return value
  if (Array.isArray(value)) {
    const items = node.items
    const { length } = value
    if (!items || length > MAX_ITEMS) return value
    const at = `${path}[]`
    return Array.from({ length }, (_, index) => snapshot(items, value[index], at, keep))
  }
  if (!isObjectOfData(value)) return value
  const copy: { [key: string]: unknown } = {}
  if (node.props) {
    for (const step of below({ path, node: { types: node.types, props: node.props } })) {
      const key = step.path.slice(path === '' ? 0 : path.length + 1)
      const inner = readOwn(value, key)
      if (inner !== undefined) copy[key] = snapshot(step.node, inner, step.path, keep)
    }
  } else if (node.values) {
    for (const key of Object.keys(value)) {
      if (key !== '__proto__') copy[key] = snapshot(node.values, readOwn(value, key), `${path}.*`, keep)
    }
  }
  return copy
}
