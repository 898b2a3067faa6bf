import type { Catalog } from '../../catalog/catalog.js'
import { canonical, type Data } from '../../catalog/data.js'
import type { FieldDef } from '../../catalog/field.js'
import type { ProhibitionDef } from '../../catalog/prohibition.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ResourceDef } from '../../catalog/resource.js'
import type { GrantDef } from '../../catalog/role.js'
import { conditionKey } from '../condition-key.js'

// What decisions rest on, as text without names of places and without order: where two texts are equal nothing differs.
// Where they are not, nothing is said yet.

/** Numbers that stand for texts: the same for the same text, and short. */
export type Numbers = Map<string, number>

/** Everything about a purpose that decides on rows, save what their resources say. */
export class PurposeGrounds {
  readonly #catalog: Catalog
  readonly #numbers: Numbers
  readonly #grants = new Map<string, Set<number>>()

  constructor(catalog: Catalog, numbers: Numbers) {
    this.#catalog = catalog
    this.#numbers = numbers
    for (const [role, grants] of catalog.roles)
      for (const grant of grants) {
        const number = numberOf(numbers, `${role} ${grantKey(grant)}`)
        for (const purpose of grant.purposes) {
          const known = this.#grants.get(purpose)
          if (known) known.add(number)
          else this.#grants.set(purpose, new Set([number]))
        }
      }
  }

  of(purpose: PurposeDef): string {
    const { name, basis, terms, objectable, needsJustification, pseudonymous, self } = purpose
    const forbidden = this.#catalog.prohibitions.filter(({ purposes }) => !purposes || purposes.has(name))
    return [
      [basis, terms, objectable, needsJustification, pseudonymous, ...sorted(purpose.evidence)].join(),
      sorted(purpose.ancestors).join(),
      sorted([...purpose.uses].map(([of, { at }]) => `${of} ${at}`)).join(),
      sorted([...purpose.masks].map(([of, operator]) => `${of} ${canonical(operator as Data)}`)).join(),
      ascending(new Set(forbidden.map((each) => numberOf(this.#numbers, prohibitionKey(each))))).join(),
      self ? grantKey(self) : '',
      lawOf(purpose),
      ascending(this.#grants.get(name) ?? []).join(),
    ].join('\n')
  }
}

export function numberOf(numbers: Numbers, text: string): number {
  const known = numbers.get(text) ?? numbers.size
  numbers.set(text, known)
  return known
}

/** What the law is told of a purpose, and how long data serves it. */
function lawOf({ retention, exceptions, message, incidental, compatibleWith }: PurposeDef): string {
  return [
    retention ? `${retention.text} ${retention.from}` : '',
    sorted(exceptions).join(),
    message ?? '',
    incidental,
    sorted(compatibleWith.map((each) => `${each.purpose} ${each.effective ?? ''}`)).join(),
  ].join(' | ')
}

/** Everything about a resource that decides on its rows. */
export function resourceGround(resource: ResourceDef): string {
  const { tenant, subject, parts, fields, nested, attributes, collectedAt } = resource
  return JSON.stringify([
    tenant ?? null,
    collectedAt ?? null,
    subject,
    sorted([...nested].map(([path, name]) => `${path} ${name}`)),
    sorted(fields.map((field) => fieldKey(field, parts))),
    sorted([...attributes].map(([path, types]) => `${path} ${sorted(types)}`)),
  ])
}

function fieldKey(field: FieldDef, parts: ResourceDef['parts']): string {
  const { path, class: kind, category, chain, mask, within, ceilings, part, node, retentions } = field
  return JSON.stringify([
    path,
    kind,
    chain,
    sorted(within),
    sorted(ceilings.map(({ most }) => most)),
    mask ?? category?.mask ?? null,
    category?.class?.name ?? null,
    part === undefined ? null : (parts[part] ?? null),
    sorted(node.types),
    sorted(retentions.map(({ text, from }) => `${text} ${from}`)),
  ])
}

function grantKey({ sees, where, may, writes, until }: GrantDef): string {
  return [
    sorted([...sees].map(([target, as]) => `${target} ${as}`)).join(),
    where ? sorted([...where].map(([name, rows]) => `${name} ${conditionKey(rows)}`)).join() : 'everywhere',
    sorted(may).join(),
    sorted(writes).join(),
    until ?? '',
  ].join(' | ')
}

function prohibitionKey({ of, actions, recipients }: ProhibitionDef): string {
  return [of, actions, recipients].map((each) => (each ? sorted(each).join() : 'all')).join(' | ')
}

export function sorted(names: Iterable<string>): string[] {
  return [...names].sort()
}

export function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b)
}
