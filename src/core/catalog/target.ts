import type { FieldEntry } from './field.js'
import type { Issues } from './issues.js'
import { isBelow, nodeAt } from './path.js'
import { pointer } from './pointer.js'
import type { ResourceDef } from './resource.js'

/** What `uses`, `sees`, `writes`, `masks` and `of` may name: a category, or an entry of `fields` as `resource.path`. */
export class Targets {
  readonly #categories: readonly string[]
  readonly #resources: ReadonlyMap<string, ResourceDef>

  constructor(categories: Iterable<string>, resources: ReadonlyMap<string, ResourceDef>) {
    this.#categories = [...categories]
    this.#resources = resources
  }

  /** For `of` of a prohibition, which covers all that stands at the place or below it. */
  checkPlace(name: string, path: string, issues: Issues): void {
    const { resource, at, entry } = this.#find(name)
    if (!entry) this.#checkCategory(name, path, issues)
    const inner = entry && [...(resource?.nested ?? [])].find(([nested]) => isBelow(nested, at))
    if (inner)
      issues.add(
        path,
        `\`${name}\` holds \`${inner[0]}\`, a row of \`${inner[1]}\`, which only a prohibition on that resource reaches: ` +
          'name what it means one by one',
      )
  }

  /** For `writes`: a category or a field of any class. */
  checkField(name: string, path: string, issues: Issues): void {
    const { resource, entry } = this.#find(name)
    if (!entry || !resource) this.#checkCategory(name, path, issues)
    else if (!issues.isSettled(pointer('resources', resource.name)) && !classifies(entry, resource))
      issues.add(path, `\`${name}\` stands for no field: each below it has an entry of its own`)
  }

  /** For `uses`, `sees` and `masks`, which are asked about personal fields alone. */
  checkPersonal(name: string, path: string, issues: Issues): void {
    const { entry } = this.#find(name)
    if (entry && entry.class !== 'personal')
      issues.add(
        path,
        `\`${name}\` is \`${entry.class}\`, shown with every permitted row: nothing is asked about it here`,
      )
    else this.checkField(name, path, issues)
  }

  #find(name: string) {
    const dot = name.indexOf('.')
    const resource = dot === -1 ? undefined : this.#resources.get(name.slice(0, dot))
    const at = name.slice(dot + 1)
    return { resource, at, entry: resource?.entries.get(at) }
  }

  /** Whether a name that is no entry of `fields` is a category; else what is wrong with it becomes an issue. */
  #checkCategory(name: string, path: string, issues: Issues): void {
    if (this.#categories.includes(name)) return
    const { resource, at } = this.#find(name)
    const place = name.includes('.')
      ? pointer('resources', name.slice(0, name.indexOf('.')), 'fields')
      : '/categories'
    if (issues.isSettled(place)) return
    const inner = resource && [...resource.nested].find(([nested]) => at === nested || isBelow(at, nested))
    if (inner)
      issues.add(path, `\`${name}\` stands in a row of \`${inner[1]}\`: name fields of that resource`)
    else if (resource && nodeAt(resource.node, at))
      issues.add(path, `\`${name}\` has no entry in \`fields\`: give it one, or name the entries there are`)
    else issues.unknown(path, 'category or field', name, [...this.#categories, ...this.#names()])
  }

  #names(): string[] {
    return [...this.#resources.values()].flatMap(({ entries }) =>
      [...entries.values()].map(({ chain }) => chain[0] as string),
    )
  }
}

function classifies({ chain: [self] }: FieldEntry, { fields }: ResourceDef): boolean {
  return fields.some(({ chain }) => chain[0] === self)
}

/** The nearest of a field's targets (the field, its category, the parents) that `has` an answer. */
export function nearest<T>(chain: readonly string[], answers: ReadonlyMap<string, T>): T | undefined {
  for (const target of chain) {
    const answer = answers.get(target)
    if (answer !== undefined) return answer
  }
  return undefined
}
