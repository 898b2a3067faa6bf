import type { CATEGORY_CLASSES, PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { type Operator, parseOperator } from './operator.js'
import { pointer } from './pointer.js'

/** A class of data, with what it inherits from the tree above it. */
export interface CategoryDef {
  readonly name: string
  /** Itself first, then its parents. */
  readonly lineage: readonly string[]
  /** The nearest class on the lineage, and where it is said. */
  readonly class?: { readonly name: (typeof CATEGORY_CLASSES)[number]; readonly rule: string }
  /** The nearest operator on the lineage. */
  readonly mask?: Operator
}

type Category = Exclude<PolicyDocument['categories'], readonly string[]>[string]

export function buildCategories(
  declared: PolicyDocument['categories'],
  issues: Issues,
): ReadonlyMap<string, CategoryDef> {
  const tree: { readonly [name: string]: Category } = Array.isArray(declared)
    ? Object.fromEntries(declared.map((name) => [name, {}]))
    : declared
  const names = Object.keys(tree)
  const masks = new Map<string, Operator>()
  for (const name of names) {
    const at = pointer('categories', name)
    const { within, mask } = tree[name] ?? {}
    if (within !== undefined && !Object.hasOwn(tree, within))
      issues.unknown(`${at}/within`, 'category', within, names)
    if (lineageOf(name, tree).cyclic) issues.add(`${at}/within`, `\`${name}\` lies within itself`)
    const operator = mask === undefined ? undefined : readOperator(mask, `${at}/mask`, issues)
    if (operator) masks.set(name, operator)
  }
  return new Map(names.map((name) => [name, define(name)]))

  function define(name: string): CategoryDef {
    const { lineage } = lineageOf(name, tree)
    const classified = lineage.find((each) => tree[each]?.class)
    const classOf = classified === undefined ? undefined : tree[classified]?.class
    const masked = lineage.find((each) => masks.has(each))
    return {
      name,
      lineage,
      ...(classOf && {
        class: { name: classOf, rule: pointer('categories', classified as string, 'class') },
      }),
      ...(masked !== undefined && { mask: masks.get(masked) as Operator }),
    }
  }
}

/** Reads an operator, or reports what is wrong with it. */
export function readOperator(declared: unknown, path: string, issues: Issues): Operator | undefined {
  const read = parseOperator(declared)
  if ('operator' in read) return read.operator
  issues.add(path, read.problem, read.suggestion)
  return undefined
}

function lineageOf(
  name: string,
  tree: { readonly [name: string]: { readonly within?: string | undefined } },
) {
  const lineage = [name]
  for (
    let above = tree[name]?.within;
    above !== undefined && Object.hasOwn(tree, above);
    above = tree[above]?.within
  ) {
    if (lineage.includes(above)) return { lineage, cyclic: true }
    lineage.push(above)
  }
  return { lineage, cyclic: false }
}
