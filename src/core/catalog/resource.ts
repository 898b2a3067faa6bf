import type { CategoryDef } from './category.js'
import type { FieldDocument, PolicyDocument } from './document.js'
import { buildField, type Classified, type FieldDef } from './field.js'
import type { Issues } from './issues.js'
import { below, isSegment, type Step } from './path.js'
import { pointer } from './pointer.js'
import { introspect, isLeaf, type LeafType, type Schema, type SchemaNode } from './schema.js'
import { readSubject, type SubjectDef } from './subject.js'

/** A kind of record, as the decision sees it. */
export interface ResourceDef {
  readonly name: string
  readonly node: SchemaNode
  readonly fields: readonly FieldDef[]
  /** Whose data a row is; empty where it is nobody's. */
  readonly subject: readonly SubjectDef[]
  /** People of fields that name their own subject. */
  readonly parts: readonly (readonly SubjectDef[])[]
  readonly tenant?: string
  readonly id?: string
  /** Path -> resource, for subtrees that are rows of their own. */
  readonly nested: ReadonlyMap<string, string>
  /** The scalar paths that conditions may test. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<LeafType>>
}

type Declared = PolicyDocument['resources'][string]

export interface ResourceContext {
  readonly categories: ReadonlyMap<string, CategoryDef>
  readonly populations: readonly string[]
  readonly resources: readonly string[]
  readonly issues: Issues
}

export function buildResource(
  name: string,
  declared: Declared,
  schema: Schema | undefined,
  context: ResourceContext,
): ResourceDef {
  const { issues } = context
  const at = (...path: (string | number)[]) => pointer('resources', name, ...path)
  const root = rootOf(schema)
  if (!root)
    issues.add(at('schema'), schema === undefined ? 'no schema was given' : 'a schema is a zod 4 object')
  const node: SchemaNode = root ?? { types: new Set(), props: new Map() }
  const fields: FieldDef[] = []
  const nested = new Map<string, string>()
  const parts: (readonly SubjectDef[])[] = []
  const paths = new Set<string>()
  walk({ path: '', node }, undefined)
  if (root)
    for (const path of Object.keys(declared.fields))
      if (!paths.has(path)) issues.unknown(at('fields', path), 'path', path, paths)

  const attributes = new Map(
    fields.filter(({ path }) => !/\[\]|(^|\.)\*/.test(path)).map((field) => [field.path, field.node.types]),
  )
  const scalar = (key: 'id' | 'tenant' | 'collectedAt') => {
    const path = declared[key]
    if (path !== undefined && !attributes.has(path))
      issues.unknown(at(key), 'attribute', path, attributes.keys())
  }
  for (const key of ['id', 'tenant', 'collectedAt'] as const) scalar(key)
  const subject =
    declared.subject === 'none' ? [] : readSubject(declared.subject, node, at('subject'), context)
  const personal = fields.find((field) => field.class === 'personal' && field.part === undefined)
  if (declared.subject === 'none' && personal)
    issues.add(personal.rule, "a row of nobody (`subject: 'none'`) holds only `nonpersonal` and `key` fields")
  for (const { path } of subject) {
    const field = fields.find((each) => each.path === path)
    if (field && field.class !== 'key') issues.add(field.rule, 'the subject field is a `key`')
  }
  const id = declared.id ?? (attributes.has('id') ? 'id' : undefined)
  return {
    name,
    node,
    fields,
    subject,
    parts,
    nested,
    attributes,
    ...(declared.tenant !== undefined && { tenant: declared.tenant }),
    ...(id !== undefined && { id }),
  }

  function walk(step: Step, inherited: Classified | undefined): void {
    const { path, node } = step
    if (path !== '') paths.add(path)
    const own = Object.hasOwn(declared.fields, path)
      ? { path, class: declared.fields[path] as FieldDocument }
      : inherited
    if (own && own.path === path && typeof own.class === 'object' && 'resource' in own.class) {
      if (!context.resources.includes(own.class.resource))
        issues.unknown(at('fields', path, 'resource'), 'resource', own.class.resource, context.resources)
      else if (!node.props) issues.add(at('fields', path), 'a nested resource stands at an object')
      nested.set(path, own.class.resource)
      return
    }
    if (isLeaf(node)) {
      if (own) fields.push(buildField(name, step, own, { ...context, partOf }))
      else issues.add(at('fields', path), `the field \`${path}\` is not classified`)
    }
    for (const child of below(step)) {
      const key = child.path.slice(path.length).replace(/^\./, '')
      if (child.path.endsWith('[]') || child.node === node.values || isSegment(key)) walk(child, own)
      else
        issues.add(
          at('fields'),
          `the property \`${key.slice(0, 80)}\` cannot be written as a path: rename it in the schema`,
        )
    }
  }

  function partOf(subject: Declared['subject'], rule: string): number {
    const people = readSubject(subject, node, `${rule}/subject`, context)
    const same = parts.findIndex((part) => JSON.stringify(part) === JSON.stringify(people))
    return same === -1 ? parts.push(people) - 1 : same
  }
}

function rootOf(schema: Schema | undefined): SchemaNode | undefined {
  if (typeof schema !== 'object' || schema === null || typeof schema._zod?.def !== 'object') return undefined
  const node = introspect(schema)
  return node.props && node.types.size === 0 && !node.items && !node.values ? node : undefined
}
