import { nodeAt, segments } from '../catalog/path.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { SchemaNode } from '../catalog/schema.js'
import type { BoundPlan } from '../decide/bound-plan.js'
import type { OpenRow } from '../decide/open-row.js'
import { readOwn } from '../decide/own.js'
import { timeOf } from '../decide/scalar.js'
import { snapshot } from '../decide/snapshot.js'
import { AccessDenied } from '../errors.js'
import { refused, type Written } from './draft.js'
import { isInside, leavesIn, valuesAt } from './leaves.js'

/**
 * The leaves that a patch changes. It replaces what stands at each of its properties: so it also writes what it leaves
 * out of an object, a list or a record, and inside an object nothing that it repeats and `sees` says is shown clear.
 *
 * @throws AccessDenied
 */
export function changedBy(
  { ask: { resource }, plan }: BoundPlan,
  row: OpenRow,
  draft: object,
  named: readonly Written[],
  sees: (path: string) => boolean,
): Written[] {
  const before: { [key: string]: unknown } = {}
  for (const key of Object.keys(draft)) {
    const node = nodeAt(resource.node, key) as SchemaNode
    if (isContainer(node)) before[key] = standing(key, node)
  }
  for (const path of resource.nested.keys())
    if (valuesAt(before, segments(path)).some((inner) => inner !== undefined && inner !== null))
      throw refused(resource)

  const paths = new Set(named.map(({ field }) => field.path))
  const leftOut = leavesIn(resource, before).filter(({ path }) => !paths.has(path))
  const changed = named.filter(({ field: { path }, value }) => !isRepeated(path, value))
  return [...changed, ...leftOut.map((field) => ({ field, value: undefined }))]

  function standing(key: string, node: SchemaNode): unknown {
    const slot = plan.reader.keys.indexOf(key)
    if (slot !== -1) return row.values[slot]
    try {
      return snapshot(node, readOwn(row.row, key), key, resource.nested)
    } catch {
      throw new AccessDenied('row_invalid', '')
    }
  }

  function isRepeated(path: string, value: unknown): boolean {
    return isInside(path) && sees(path) && same(valuesAt(before, segments(path))[0], value)
  }
}

/** What a schema made of a draft, without the defaults that it put in: they would be written over what is there. */
export function withoutDefaults(node: SchemaNode | undefined, made: unknown, draft: unknown): unknown {
  if (!isObject(draft) || !isObject(made) || !node || node.types.has('opaque')) return made
  if (Array.isArray(made) || Array.isArray(draft)) {
    return Array.isArray(made) && Array.isArray(draft)
      ? made.map((item, index) => withoutDefaults(node.items, item, draft[index]))
      : made
  }
  // the keys of a record may have been made anew
  if (Object.keys(draft).some((key) => !Object.hasOwn(made, key))) return made
  const kept = Object.keys(made).filter((key) => Object.hasOwn(draft, key))
  return Object.fromEntries(
    kept.map((key) => [key, withoutDefaults(node.props?.get(key) ?? node.values, made[key], draft[key])]),
  )
}

/** The leaves that stand in a row and that its draft did not name: what the schema says by itself. */
export function filledIn(resource: ResourceDef, row: object, named: readonly Written[]): Written[] {
  const paths = new Set(named.map(({ field }) => field.path))
  return leavesIn(resource, row)
    .filter(({ path }) => !paths.has(path))
    .map((field) => ({ field, value: undefined }))
}

function isContainer({ props, items, values }: SchemaNode): boolean {
  return (props ?? items ?? values) !== undefined
}

function same(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? timeOf(a) === timeOf(b) : a === b
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}
