import type { CategoryDef } from './category.js'
import type { PolicyDocument } from './document.js'
import { type FieldDef, type FieldEntry, fieldAt, readEntry } from './field.js'
import type { Issues } from './issues.js'
import { below, isSegment, type Step } from './path.js'
import { pointer } from './pointer.js'
import { checkStart } from './retention.js'
import { checkRowKeys } from './row-key.js'
import { introspect, isLeaf, type LeafType, type Schema, type SchemaNode } from './schema.js'
import { readSubject, type SubjectDef } from './subject.js'

/** A kind of record, as the decision sees it. */
export interface ResourceDef {
  readonly name: string
  readonly node: SchemaNode
  readonly fields: readonly FieldDef[]
  /** What the document says of its fields, by the path at which it says so. */
  readonly entries: ReadonlyMap<string, FieldEntry>
  /** Whose data a row is; empty where it is nobody's. */
  readonly subject: readonly SubjectDef[]
  /** People of fields that name their own subject. */
  readonly parts: readonly (readonly SubjectDef[])[]
  readonly tenant?: string
  readonly id?: string
  /** Where a row says when it was collected. */
  readonly collectedAt?: string
  /** Path -> resource, for subtrees that are rows of their own. */
  readonly nested: ReadonlyMap<string, string>
  /** Every leaf that no nested row holds. */
  readonly leaves: ReadonlyMap<string, ReadonlySet<LeafType>>
  /** The leaves that conditions may test, if they are scalars: those in no list and no record. */
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
  const entries = new Map<string, FieldEntry>()
  const nested = new Map<string, string>()
  for (const [path, said] of Object.entries(declared.fields)) {
    if (typeof said === 'object' && 'resource' in said) nested.set(path, said.resource)
    else entries.set(path, readEntry(name, path, said, { ...context, peopleAt }))
  }
  // without a schema nothing can be said of paths
  if (!root) issues.settle(at())

  const fields: FieldDef[] = []
  const parts: (readonly SubjectDef[])[] = []
  const paths = new Set<string>()
  const leaves = new Map<string, ReadonlySet<LeafType>>()
  walk({ path: '', node }, [])
  for (const path of Object.keys(declared.fields))
    if (!paths.has(path)) issues.unknown(at('fields', path), 'path', path, paths)
  const subject =
    declared.subject === 'none' ? [] : readSubject(declared.subject, node, at('subject'), context)
  const personal = fields.find((field) => field.class === 'personal' && field.part === undefined)
  if (declared.subject === 'none' && personal)
    issues.add(personal.rule, "a row of nobody (`subject: 'none'`) holds only `nonpersonal` and `key` fields")
  for (const { path } of subject) {
    const field = fields.find((each) => each.path === path)
    if (field && field.class !== 'key') issues.add(field.rule, 'the subject field is a `key`')
  }
  const attributes = new Map([...leaves].filter(([path]) => !/\[\]|(^|\.)\*/.test(path)))
  checkRowKeys(declared, attributes, at, issues)
  const { collectedAt } = declared
  for (const { retention } of entries.values())
    if (retention)
      checkStart(retention, { name, attributes, ...(collectedAt !== undefined && { collectedAt }) }, issues)
  const id = declared.id ?? (attributes.has('id') ? 'id' : undefined)
  return {
    name,
    node,
    fields,
    entries,
    subject,
    parts,
    nested,
    leaves,
    attributes,
    ...(declared.tenant !== undefined && { tenant: declared.tenant }),
    ...(id !== undefined && { id }),
    ...(collectedAt !== undefined && { collectedAt }),
  }

  /** `above` are the entries at or above a step, nearest first. */
  function walk(step: Step, above: readonly FieldEntry[]): void {
    const { path, node } = step
    if (path !== '') paths.add(path)
    const inner = nested.get(path)
    if (inner !== undefined) {
      checkNestedAt(path, node, inner, above)
      return
    }
    const entry = entries.get(path)
    if (entry && entry.class !== 'personal') refuseUnderCeiling(path, `\`${entry.class}\``, above)
    const [nearest, ...others] = entry ? [entry, ...above] : above
    if (isLeaf(node)) {
      leaves.set(path, node.types)
      if (nearest) fields.push(fieldAt(step, [nearest, ...others], partOf))
      else issues.add(at('fields', path), `the field \`${path}\` is not classified`)
    }
    for (const child of below(step)) {
      const key = child.path.slice(path.length).replace(/^\./, '')
      if (child.path.endsWith('[]') || child.node === node.values || isSegment(key))
        walk(child, nearest ? [nearest, ...others] : [])
      else
        issues.add(
          at('fields'),
          `the property \`${key.slice(0, 80)}\` cannot be written as a path: rename it in the schema`,
        )
    }
  }

  function checkNestedAt(path: string, node: SchemaNode, inner: string, above: readonly FieldEntry[]): void {
    if (!context.resources.includes(inner))
      issues.unknown(at('fields', path, 'resource'), 'resource', inner, context.resources)
    else if (!node.props) issues.add(at('fields', path), 'a nested resource stands at an object')
    refuseUnderCeiling(path, `a row of \`${inner}\``, above)
  }

  /** What is shown with every permitted row, or decided elsewhere, cannot keep a promise made of all that is here. */
  function refuseUnderCeiling(path: string, what: string, above: readonly FieldEntry[]): void {
    const capped = above.find(({ ceiling }) => ceiling)
    if (capped)
      issues.add(
        at('fields', path),
        `${what} has no ceiling, and stands below that of \`${capped.path}\`: say the ceiling of each field that has one`,
      )
  }

  function peopleAt(subject: Declared['subject'], rule: string): readonly SubjectDef[] {
    return root ? readSubject(subject, node, rule, context) : []
  }

  function partOf(people: readonly SubjectDef[]): number {
    const same = parts.findIndex((part) => JSON.stringify(part) === JSON.stringify(people))
    return same === -1 ? parts.push(people) - 1 : same
  }
}

function rootOf(schema: Schema | undefined): SchemaNode | undefined {
  if (typeof schema !== 'object' || schema === null || typeof schema._zod?.def !== 'object') return undefined
  const node = introspect(schema)
  return node.props && node.types.size === 0 && !node.items && !node.values ? node : undefined
}
