/** A JSON type of a leaf, as the decision and the masks see it. `opaque` is shown whole or not at all. */
export type LeafType = 'string' | 'number' | 'boolean' | 'bigint' | 'date' | 'null' | 'opaque'

/** A zod schema, by the one member that is read here. */
export interface Schema {
  readonly _zod: { readonly def: { readonly type: string } }
}

/** What may stand at one place of a row: scalars, and an object, array or record with nodes below. */
export interface SchemaNode {
  readonly types: ReadonlySet<LeafType>
  readonly props?: ReadonlyMap<string, SchemaNode>
  readonly items?: SchemaNode
  readonly values?: SchemaNode
}

interface Def {
  readonly type: string
  readonly shape?: { readonly [key: string]: Schema }
  readonly element?: Schema
  readonly items?: readonly Schema[]
  readonly rest?: Schema | null
  readonly valueType?: Schema
  readonly innerType?: Schema
  readonly options?: readonly Schema[]
  readonly left?: Schema
  readonly right?: Schema
  readonly out?: Schema
  readonly values?: readonly unknown[]
  readonly entries?: { readonly [key: string]: unknown }
}

const OPAQUE: SchemaNode = { types: new Set(['opaque']) }
const NEVER: SchemaNode = { types: new Set() }

/**
 * Reads what a zod schema lets stand in a row, without running it.
 *
 * Wrappers are looked through, a pipe by its output, unions and intersections are merged; a transform, lazy,
 * any, unknown, custom, map, set or a schema inside itself is an opaque leaf.
 */
export function introspect(schema: Schema, above: readonly Schema[] = []): SchemaNode {
  if (above.includes(schema)) return OPAQUE
  const def = schema._zod.def as Def
  const into = (inner: Schema | null | undefined): SchemaNode =>
    inner ? introspect(inner, [...above, schema]) : NEVER
  switch (def.type) {
    case 'object': {
      // the shape may be getters that reach back to this schema
      const shape = def.shape ?? {}
      return { types: new Set(), props: new Map(Object.keys(shape).map((key) => [key, into(shape[key])])) }
    }
    case 'array':
      return { types: new Set(), items: into(def.element) }
    case 'tuple':
      return { types: new Set(), items: [...(def.items ?? []), def.rest].map(into).reduce(merge, NEVER) }
    case 'record':
      return { types: new Set(), values: into(def.valueType) }
    case 'nullable':
      return merge(into(def.innerType), leaf('null'))
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return into(def.innerType)
    case 'union':
      return (def.options ?? []).map(into).reduce(merge, NEVER)
    case 'intersection':
      return merge(into(def.left), into(def.right))
    case 'pipe':
      return into(def.out)
    case 'literal':
      return (def.values ?? []).map(ofValue).reduce(merge, NEVER)
    case 'enum':
      return Object.values(def.entries ?? {})
        .map(ofValue)
        .reduce(merge, NEVER)
    case 'string':
    case 'template_literal':
      return leaf('string')
    case 'number':
    case 'nan':
    case 'int':
      return leaf('number')
    case 'boolean':
    case 'success':
      return leaf('boolean')
    case 'bigint':
    case 'date':
    case 'null':
      return leaf(def.type)
    case 'undefined':
    case 'void':
    case 'never':
      return NEVER
    default:
      return OPAQUE
  }
}

/** Whether a value of the node can itself be a leaf: it has a scalar type, null alone only where nothing is below. */
export function isLeaf({ types, props, items, values }: SchemaNode): boolean {
  if (types.size === 0) return false
  return types.size > 1 || !types.has('null') || !(props || items || values)
}

function leaf(type: LeafType): SchemaNode {
  return { types: new Set([type]) }
}

function ofValue(value: unknown): SchemaNode {
  if (value === null) return leaf('null')
  const type = typeof value
  if (type === 'string' || type === 'number' || type === 'boolean' || type === 'bigint') return leaf(type)
  return type === 'undefined' ? NEVER : OPAQUE
}

function merge(a: SchemaNode, b: SchemaNode): SchemaNode {
  if (a.types.has('opaque') || b.types.has('opaque')) return OPAQUE
  const items = a.items && b.items ? merge(a.items, b.items) : (a.items ?? b.items)
  const values = a.values && b.values ? merge(a.values, b.values) : (a.values ?? b.values)
  const props = a.props && b.props ? mergeProps(a.props, b.props) : (a.props ?? b.props)
  return {
    types: new Set([...a.types, ...b.types]),
    ...(props && { props }),
    ...(items && { items }),
    ...(values && { values }),
  }
}

function mergeProps(
  a: ReadonlyMap<string, SchemaNode>,
  b: ReadonlyMap<string, SchemaNode>,
): ReadonlyMap<string, SchemaNode> {
  const both = new Map(a)
  for (const [key, node] of b) both.set(key, both.has(key) ? merge(both.get(key) as SchemaNode, node) : node)
  return both
}
