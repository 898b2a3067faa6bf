import type { PolicyDocument, Visibility } from '../../src/index.js'
import { at } from './oracle-condition.js'
import { LEAVES } from './schemas.js'

/** One field, as the document speaks of it. */
export interface Field {
  readonly path: string
  /** Where it is declared: itself, or the nearest ancestor that is. */
  readonly declared: string
  readonly category: string
  readonly subject?: Subject
  /** What may name it, nearest first. */
  readonly names: readonly string[]
  /** What a prohibition may name to cover it: these, and each place above it. */
  readonly within: readonly string[]
  /** What is said of a place is said of all that it holds: its own ceiling and those of each place above it. */
  readonly ceilings: readonly { readonly rule: string; readonly most: Visibility }[]
  /** The same for how long it is kept. */
  readonly periods: readonly { readonly rule: string; readonly period: string }[]
}
type Subject =
  | string
  | { readonly population: string; readonly at: string }
  | readonly (string | { readonly population: string; readonly at: string })[]
type Tree = { readonly [name: string]: { readonly within?: string; readonly class?: string } }

export function categoryTree({ categories }: PolicyDocument): Tree {
  return Array.isArray(categories)
    ? Object.fromEntries(categories.map((name) => [name, {}]))
    : (categories as Tree)
}

/** A category, then its parents. */
export function lineage(tree: Tree, name: string): string[] {
  const above = tree[name]?.within
  return above === undefined ? [name] : [name, ...lineage(tree, above)]
}

/** The fields of a resource, nested rows left out. */
export function fieldsOf(document: PolicyDocument, resource: string): Field[] {
  const declared = document.resources[resource]!.fields as { readonly [path: string]: unknown }
  return Object.keys(LEAVES[resource]!).flatMap((path) => {
    const places = ancestors(path).filter((each) => Object.hasOwn(declared, each))
    const said = places.map((place) => declared[place] as string | Partial<Said>)
    if (said.some((each) => typeof each === 'object' && each.resource !== undefined)) return []
    const rule = (typeof said[0] === 'string' ? { category: said[0] } : said[0]) as Said
    const own = `${resource}.${places[0]}`
    const names = isPersonal(rule) ? [own, ...lineage(categoryTree(document), rule.category)] : [own]
    const ceilings = places.flatMap((place, index) => {
      const most = (said[index] as Partial<Said>).ceiling
      return most === undefined ? [] : [{ rule: `/resources/${resource}/fields/${place}/ceiling`, most }]
    })
    const periods = places.flatMap((place, index) => {
      const period = (said[index] as Partial<Said>).retention
      return period === undefined
        ? []
        : [{ rule: `/resources/${resource}/fields/${place}/retention`, period }]
    })
    const within = [...names, ...places.map((place) => `${resource}.${place}`)]
    return [{ path, declared: places[0]!, ...rule, names, within, ceilings, periods }]
  })
}

/** What the document says at a place. */
interface Said {
  readonly category: string
  readonly ceiling?: Visibility
  readonly subject?: Subject
  readonly resource?: string
  readonly retention?: string
}

export function isPersonal({ category }: { readonly category: string }): boolean {
  return category !== 'key' && category !== 'nonpersonal'
}

/** Where other rows stand within a row: path and resource. */
export function nestedIn(document: PolicyDocument, resource: string): [path: string, resource: string][] {
  return Object.entries(document.resources[resource]!.fields).flatMap(([path, said]) =>
    typeof said === 'object' && 'resource' in said ? [[path, said.resource] as [string, string]] : [],
  )
}

/** Every leaf of a resource by its path, and those of the rows that stand in this one. */
export function pathsOf(document: PolicyDocument, resource: string, row: unknown): string[] {
  return [
    ...fieldsOf(document, resource).map(({ path }) => path),
    ...nestedIn(document, resource).flatMap(([path, inner]) => {
      const value = at(row, path)
      if (value === undefined || value === null) return []
      return pathsOf(document, inner, value).map((each) => `${path}.${each}`)
    }),
  ]
}

/** The people that a subject declaration names: population and path. */
export function placesOf(subject: Subject): { population: string; at: string }[] {
  return [subject]
    .flat()
    .map((each) =>
      typeof each === 'string'
        ? { population: 'person', at: each }
        : (each as { population: string; at: string }),
    )
}

/** `cards[].number`, `cards[]`, `cards`. */
function ancestors(path: string): string[] {
  const shorter = path.replace(/(\[\]|(^|\.)[^.[\]]+)$/, '')
  return shorter === '' ? [path] : [path, ...ancestors(shorter)]
}
