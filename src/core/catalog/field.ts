import { type CategoryDef, readOperator } from './category.js'
import type { FieldDocument, SubjectDocument, Visibility } from './document.js'
import type { Issues } from './issues.js'
import type { Operator } from './operator.js'
import type { Step } from './path.js'
import { pointer } from './pointer.js'
import type { SchemaNode } from './schema.js'

/** One leaf of a resource, classified by itself or by its nearest declared ancestor. */
export interface FieldDef {
  readonly path: string
  readonly node: SchemaNode
  readonly class: 'key' | 'nonpersonal' | 'personal'
  readonly category?: CategoryDef
  /** What may name it, nearest first: the declared field, its category, the parents. */
  readonly chain: readonly string[]
  /** Where it is declared. */
  readonly rule: string
  readonly mask?: Operator
  readonly ceiling?: Visibility
  /** Index into `parts` of the people this field is about, when they are not the row's. */
  readonly part?: number
}

/** What the document says of a node, and the path where it says so: the node's own or its nearest declared ancestor's. */
export interface Classified {
  readonly path: string
  readonly class: FieldDocument
}

interface FieldContext {
  readonly categories: ReadonlyMap<string, CategoryDef>
  readonly issues: Issues
  /** The index of the people that a field names as its own. */
  partOf(subject: SubjectDocument, rule: string): number
}

/** Builds the definition of one leaf; what is wrong with its class becomes issues. */
export function buildField(
  resource: string,
  { path, node }: Step,
  said: Classified,
  context: FieldContext,
): FieldDef {
  const { categories, issues, partOf } = context
  const rule = pointer('resources', resource, 'fields', said.path)
  const self = `${resource}.${said.path}`
  const { category: named, ...rest } = (
    typeof said.class === 'string' ? { category: said.class } : said.class
  ) as {
    category: string
    mask?: unknown
    ceiling?: Visibility
    subject?: SubjectDocument
  }
  if (named === 'key' || named === 'nonpersonal') {
    if (Object.keys(rest).length > 0) issues.add(rule, `a \`${named}\` field has no mask, ceiling or subject`)
    return { path, node, class: named, chain: [self], rule }
  }
  const category = categories.get(named)
  if (!category) {
    const at = typeof said.class === 'string' ? rule : `${rule}/category`
    issues.unknown(at, 'category', named, [...categories.keys(), 'key', 'nonpersonal'])
  }
  const { mask, ceiling, subject } = rest
  let operator: Operator | undefined
  if (mask !== undefined) {
    readOperator(mask, `${rule}/mask`, issues, (read) => {
      operator = read
    })
  }
  return {
    path,
    node,
    class: 'personal',
    ...(category && { category }),
    chain: [self, ...(category?.lineage ?? [])],
    rule,
    ...(operator && { mask: operator }),
    ...(ceiling && { ceiling }),
    ...(subject !== undefined && { part: partOf(subject, rule) }),
  }
}
