import { type CategoryDef, readOperator } from './category.js'
import type { FieldDocument, SubjectDocument, Visibility } from './document.js'
import type { Issues } from './issues.js'
import type { Operator } from './operator.js'
import type { Step } from './path.js'
import { pointer } from './pointer.js'
import { type RetentionDef, readRetention } from './retention.js'
import type { SchemaNode } from './schema.js'
import type { SubjectDef } from './subject.js'

/** What the document says at one path: of the leaf there, or of those below it that have no entry of their own. */
export interface FieldEntry {
  readonly path: string
  readonly class: 'key' | 'nonpersonal' | 'personal'
  readonly category?: CategoryDef
  /** What may name it, nearest first: itself, its category, the parents. */
  readonly chain: readonly string[]
  /** Where it is declared. */
  readonly rule: string
  readonly mask?: Operator
  readonly ceiling?: Ceiling
  /** The people it is about, when they are not the row's. */
  readonly people?: readonly SubjectDef[]
  readonly retention?: RetentionDef
}

/** The most that anybody sees, and where that is said. */
interface Ceiling {
  readonly most: Exclude<Visibility, 'clear'>
  readonly rule: string
}

/** One leaf of a resource, classified by itself or by its nearest declared ancestor. */
export interface FieldDef extends Pick<FieldEntry, 'class' | 'category' | 'chain' | 'rule' | 'mask'> {
  readonly path: string
  readonly node: SchemaNode
  /** What a prohibition may name to cover it: its category, the parents, and each entry at or above it. */
  readonly within: readonly string[]
  /** Of each entry at or above it: what is said of a place is said of all that it holds. */
  readonly ceilings: readonly Ceiling[]
  /** Of each entry at or above it: the shortest of them counts, for every purpose. */
  readonly retentions: readonly RetentionDef[]
  /** Index into `parts` of the people this field is about, when they are not the row's. */
  readonly part?: number
}

interface EntryContext {
  readonly categories: ReadonlyMap<string, CategoryDef>
  readonly issues: Issues
  peopleAt(subject: SubjectDocument, rule: string): readonly SubjectDef[]
}

/** Reads one entry of `fields`; what is wrong with it becomes issues. */
export function readEntry(
  resource: string,
  path: string,
  declared: Exclude<FieldDocument, { resource: string }>,
  { categories, issues, peopleAt }: EntryContext,
): FieldEntry {
  const rule = pointer('resources', resource, 'fields', path)
  const self = `${resource}.${path}`
  const { category: named, ...rest } = typeof declared === 'string' ? { category: declared } : declared
  if (named === 'key' || named === 'nonpersonal') {
    if (Object.keys(rest).length > 0)
      issues.add(rule, `a \`${named}\` field has no mask, ceiling, subject or retention`)
    return { path, class: named, chain: [self], rule }
  }
  const category = categories.get(named)
  if (!category) {
    const at = typeof declared === 'string' ? rule : `${rule}/category`
    issues.unknown(at, 'category', named, [...categories.keys(), 'key', 'nonpersonal'])
  }
  const { mask, ceiling, subject, retention } = rest
  const operator = mask === undefined ? undefined : readOperator(mask, `${rule}/mask`, issues)
  const people = subject === undefined ? undefined : peopleAt(subject, `${rule}/subject`)
  const kept = retention === undefined ? undefined : readRetention(retention, `${rule}/retention`, issues)
  return {
    path,
    class: 'personal',
    ...(category && { category }),
    chain: [self, ...(category?.lineage ?? [])],
    rule,
    ...(operator && { mask: operator }),
    ...(ceiling && ceiling !== 'clear' && { ceiling: { most: ceiling, rule: `${rule}/ceiling` } }),
    ...(people && { people }),
    ...(kept && { retention: kept }),
  }
}

/** A leaf under the entries at or above it, nearest first: the nearest classifies it. */
export function fieldAt(
  { path, node }: Step,
  entries: readonly [FieldEntry, ...FieldEntry[]],
  partOf: (people: readonly SubjectDef[]) => number,
): FieldDef {
  const [nearest, ...above] = entries
  const { class: kind, category, chain, rule, mask, people } = nearest
  return {
    path,
    node,
    class: kind,
    ...(category && { category }),
    chain,
    rule,
    ...(mask && { mask }),
    within: [...chain, ...above.map((entry) => entry.chain[0] as string)],
    ceilings: entries.flatMap(({ ceiling }) => ceiling ?? []),
    retentions: entries.flatMap(({ retention }) => retention ?? []),
    ...(people && { part: partOf(people) }),
  }
}
