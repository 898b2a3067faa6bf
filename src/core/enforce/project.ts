import type { FieldDef } from '../catalog/field.js'
import type { Operator } from '../catalog/operator.js'
import { below } from '../catalog/path.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { isLeaf, type SchemaNode } from '../catalog/schema.js'
import { nearest } from '../catalog/target.js'
import type { Decision } from '../decide/decision.js'
import { isObjectOfData, readOwn } from '../decide/own.js'
import { type Emit, emitDate, emitKey, emitLeaf, emitMasked, hiddenLeaf } from './emit.js'
import { maskOf } from './mask/mask.js'
import { copyPlain, MAX_NODES, Unreleasable } from './opaque.js'
import { viewOf } from './view.js'
import type { Project } from './view-fields.js'

export interface ProjectContext {
  /** The keyed hash of the purpose, for the operator `hash` and for pseudonymous keys. */
  readonly hash: (value: string) => string
  /** The views of the rows of a resource that are nested in the row at hand. */
  readonly nested: (resource: string) => ReadonlyMap<unknown, object> | undefined
}

const FULL: Operator = { op: 'redact' } as Operator
const MY_NUMBER: Operator = { op: 'my_number' } as Operator

/** Compiles the projection of one resource under one decision: an allow-list, in the order of the schema. */
export function compileProject(
  resource: ResourceDef,
  purpose: PurposeDef,
  decision: Decision,
  read: readonly string[],
  context: ProjectContext,
): Project {
  const fields = new Map(resource.fields.map((field) => [field.path, field]))
  const keys: string[] = []
  const emits: Emit[] = []
  const slots: number[] = []
  let nodes = 0
  /** Whether anything in a view is counted. */
  let counts = false
  for (const step of below({ path: '', node: resource.node })) {
    const emit = compile(step.node, step.path)
    if (!emit) continue
    keys.push(step.path)
    emits.push(emit)
    slots.push(read.indexOf(step.path))
  }
  const make = viewOf({ keys, emits, slots })
  if (!counts) return make
  return (row, plain, values, from) => {
    nodes = 0
    return make(row, plain, values, from)
  }

  /** Counts what lies in lists, records and opaque leaves, so that a small row cannot stand for a huge view. */
  function count(more: number): void {
    nodes += more
    if (nodes > MAX_NODES) throw new Unreleasable()
  }

  /** How a node is emitted, or undefined where nothing of it is shown. */
  function compile(node: SchemaNode, path: string): Emit | undefined {
    if (node.items || node.values || node.types.has('opaque')) counts = true
    const inner = resource.nested.get(path)
    if (inner !== undefined) return (value) => (value === null ? null : context.nested(inner)?.get(value))
    const field = isLeaf(node) ? fields.get(path) : undefined
    const leaf = field && compileLeaf(field)
    const object = node.props ? compileObject(node.props, path) : undefined
    const array = node.items && compile(node.items, `${path}[]`)
    const record = node.values && compileRecord(node.values, `${path}.*`)
    if (!leaf && !object && !array && !record) return undefined
    if (leaf && !node.props && !node.items && !node.values) return leaf
    return (value) => {
      if (value === undefined) return undefined
      if (value === null) {
        if (node.types.has('null')) return null
        throw new Unreleasable()
      }
      if (typeof value !== 'object' || value instanceof Date) return (leaf ?? hiddenLeaf(node))(value)
      if (Array.isArray(value)) return node.items ? emitItems(value, array) : fail()
      if (!isObjectOfData(value)) fail()
      if (node.props) return object?.(value)
      return node.values ? record?.(value) : fail()
    }
  }

  function compileLeaf(field: FieldDef): Emit | undefined {
    const outcome = decision.fields[field.path]?.outcome
    if (outcome !== 'clear' && outcome !== 'masked') return undefined
    if (field.class === 'key' && purpose.pseudonymous) return emitKey(field.node, context.hash)
    if (outcome === 'masked')
      return field.node.types.has('opaque')
        ? undefined
        : emitMasked(field.node, maskOf(operatorOf(field, purpose), context.hash))
    if (field.node.types.has('opaque'))
      return (value) => (value === undefined ? undefined : copyPlain(value, count))
    return field.node.types.has('date') ? emitDate(field.node) : emitLeaf(field.node)
  }

  function compileObject(props: ReadonlyMap<string, SchemaNode>, path: string): Emit | undefined {
    const inner = below({ path, node: { types: new Set(), props } }).flatMap((step) => {
      const emit = compile(step.node, step.path)
      return emit ? [{ key: step.path.slice(path.length + 1), emit }] : []
    })
    if (inner.length === 0) return undefined
    return (value) => {
      const fresh: { [key: string]: unknown } = {}
      for (const { key, emit } of inner) {
        const shown = emit(readOwn(value as object, key))
        if (shown !== undefined) fresh[key] = shown
      }
      return fresh
    }
  }

  function emitItems(items: readonly unknown[], emit: Emit | undefined): unknown[] | undefined {
    if (!emit) return undefined
    const { length } = items
    count(length)
    const shown = Array.from({ length }, (_, index) => emit(items[index])).filter(
      (item) => item !== undefined,
    )
    return shown.length === 0 && length > 0 ? undefined : shown
  }

  /** The keys of a record are as much data as its values: they are shown only where something below is clear. */
  function compileRecord(values: SchemaNode, path: string): Emit | undefined {
    const emit = compile(values, path)
    const clear = [...fields.keys()].some(
      (each) =>
        (each === path || each.startsWith(`${path}.`) || each.startsWith(`${path}[`)) &&
        decision.fields[each]?.outcome === 'clear',
    )
    if (!emit || !clear) return undefined
    return (value) => {
      const keys = Object.keys(value as object)
      count(keys.length)
      const fresh: { [key: string]: unknown } = {}
      for (const key of keys) {
        const shown = key === '__proto__' ? undefined : emit(readOwn(value as object, key))
        if (shown !== undefined) fresh[key] = shown
      }
      return fresh
    }
  }
}

/** The operator that masks a field, nearest first: the purpose, the field, its category, else everything. */
export function operatorOf({ chain, mask, category }: FieldDef, { masks }: PurposeDef): Operator {
  if (category?.class?.name === 'my_number') return MY_NUMBER
  return nearest(chain, masks) ?? mask ?? category?.mask ?? FULL
}

function fail(): never {
  throw new Unreleasable()
}
