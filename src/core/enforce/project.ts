import type { FieldDef } from '../catalog/field.js'
import type { Operator } from '../catalog/operator.js'
import { below } from '../catalog/path.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { isLeaf, type SchemaNode } from '../catalog/schema.js'
import { nearest } from '../catalog/target.js'
import type { Decision } from '../decide/decision.js'
import { readOwn } from '../decide/own.js'
import type { MakeFrom } from '../decide/rows.js'
import { type Emit, emitDate, emitKey, emitLeaf, emitMasked, hiddenLeaf } from './emit.js'
import { maskOf } from './mask/mask.js'
import { copyPlain, Unreleasable } from './opaque.js'

/** Makes a view of an opened row: what the decision read is not read again. @throws Unreleasable */
export type Project = MakeFrom<object>

export interface ProjectContext {
  /** The keyed hash of the purpose, for the operator `hash` and for pseudonymous keys. */
  readonly hash: (value: string) => string
  /** The views of the rows of a resource that are nested in the row at hand. */
  readonly nested: (resource: string) => ReadonlyMap<unknown, object> | undefined
}

const MAX_ITEMS = 100_000
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
  for (const step of below({ path: '', node: resource.node })) {
    const emit = compile(step.node, step.path)
    if (!emit) continue
    keys.push(step.path)
    emits.push(emit)
    slots.push(read.indexOf(step.path))
  }
  return viewOf(keys, emits, slots)

  /** How a node is emitted, or undefined where nothing of it is shown. */
  function compile(node: SchemaNode, path: string): Emit | undefined {
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
    if (field.node.types.has('opaque')) return (value) => (value === undefined ? undefined : copyPlain(value))
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
      if (keys.length > MAX_ITEMS) throw new Unreleasable()
      const fresh: { [key: string]: unknown } = {}
      for (const key of keys) {
        const shown = key === '__proto__' ? undefined : emit(readOwn(value as object, key))
        if (shown !== undefined) fresh[key] = shown
      }
      return fresh
    }
  }
}

/** A constructor whose prototype is null makes plain objects, and faster than a literal that grows. */
function viewOf(keys: readonly string[], emits: readonly Emit[], slots: readonly number[]): Project {
  const count = keys.length
  function View(
    this: { [key: string]: unknown },
    row: { readonly [key: string]: unknown },
    plain: boolean,
    values: readonly unknown[],
    from: number,
  ): void {
    let key = ''
    try {
      for (let i = 0; i < count; i++) {
        key = keys[i] as string
        const slot = slots[i] as number
        const value = slot >= 0 ? values[from + slot] : plain ? row[key] : readOwn(row, key)
        const shown = (emits[i] as Emit)(value)
        if (shown !== undefined) this[key] = shown
      }
    } catch {
      throw new Unreleasable(key)
    }
  }
  View.prototype = null
  const Made = View as unknown as new (...args: Parameters<Project>) => object
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

/** The operator that masks a field, nearest first: the purpose, the field, its category, else everything. */
function operatorOf({ chain, mask, category }: FieldDef, { masks }: PurposeDef): Operator {
  if (category?.class?.name === 'my_number') return MY_NUMBER
  return nearest(chain, masks) ?? mask ?? category?.mask ?? FULL
}

function emitItems(items: readonly unknown[], emit: Emit | undefined): unknown[] | undefined {
  if (!emit) return undefined
  const { length } = items
  if (length > MAX_ITEMS) throw new Unreleasable()
  const shown = Array.from({ length }, (_, index) => emit(items[index])).filter((item) => item !== undefined)
  return shown.length === 0 && length > 0 ? undefined : shown
}

function fail(): never {
  throw new Unreleasable()
}
