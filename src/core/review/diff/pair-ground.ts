import type { Catalog } from '../../catalog/catalog.js'
import { canonical, type Data } from '../../catalog/data.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ResourceDef } from '../../catalog/resource.js'
import type { GrantDef } from '../../catalog/role.js'
import { nearest } from '../../catalog/target.js'
import { conditionKey } from '../condition-key.js'
import { ascending, type Numbers, numberOf, sorted } from './ground.js'

/** Of the ground of a purpose what bears on the rows of one resource: most changes leave most resources as they were. */
export class PairGrounds {
  readonly #catalog: Catalog
  readonly #numbers: Numbers
  readonly #serving: (purpose: string) => readonly { readonly role: string; readonly grant: GrantDef }[]
  readonly #targets = new Map<ResourceDef, ReadonlySet<string>>()
  readonly #grants = new Map<ResourceDef, Map<GrantDef, string | undefined>>()

  constructor(
    catalog: Catalog,
    numbers: Numbers,
    serving: (purpose: string) => readonly { readonly role: string; readonly grant: GrantDef }[],
  ) {
    this.#catalog = catalog
    this.#numbers = numbers
    this.#serving = serving
  }

  of(purpose: PurposeDef, resource: ResourceDef): string {
    const targets = this.#targetsOf(resource)
    const { name, basis, terms, objectable, needsJustification, pseudonymous, self, uses, masks } = purpose
    const grants = this.#serving(name).flatMap(({ role, grant }) => {
      const key = this.#grantKey(grant, resource, targets)
      return key === undefined ? [] : [numberOf(this.#numbers, `${role} ${key}`)]
    })
    return [
      [basis, terms, objectable, needsJustification, pseudonymous, uses.size > 0].join(),
      sorted([...uses].flatMap(([of, { at }]) => (targets.has(of) ? [`${of} ${at}`] : []))).join(),
      sorted(
        [...masks].flatMap(([of, mask]) => (targets.has(of) ? [`${of} ${canonical(mask as Data)}`] : [])),
      ).join(),
      sorted(new Set(this.#forbidden(purpose, resource))).join(';'),
      self ? (this.#grantKey(self, resource, targets) ?? '') : '',
      ascending(new Set(grants)).join(),
    ].join('\n')
  }

  /** What is forbidden of the fields that the purpose shows at all: what it does not use is hidden anyway. */
  #forbidden({ name, uses }: PurposeDef, { fields }: ResourceDef): string[] {
    return this.#catalog.prohibitions.flatMap(({ purposes, of, actions, recipients }) => {
      if (purposes && !purposes.has(name)) return []
      const hit =
        of &&
        fields.filter(
          ({ class: kind, chain, within }) =>
            within.some((each) => of.has(each)) && (kind !== 'personal' || nearest(chain, uses)),
        )
      if (hit?.length === 0) return []
      const paths = hit?.map(({ path }) => path)
      return [[paths, actions, recipients].map((each) => (each ? sorted(each).join() : 'all')).join(' | ')]
    })
  }

  /** Undefined where the grant does not cover the resource. */
  #grantKey(grant: GrantDef, resource: ResourceDef, targets: ReadonlySet<string>): string | undefined {
    const known = this.#grants.get(resource) ?? new Map<GrantDef, string | undefined>()
    this.#grants.set(resource, known)
    if (known.has(grant)) return known.get(grant)
    const { sees, where, may, writes, until } = grant
    const rows = where ? where.get(resource.name) : 'all'
    const key =
      rows &&
      [
        sorted([...sees].flatMap(([of, as]) => (targets.has(of) ? [`${of} ${as}`] : []))).join(),
        conditionKey(rows),
        sorted(may).join(),
        sorted([...writes].filter((each) => targets.has(each))).join(),
        until ?? '',
      ].join(' | ')
    known.set(grant, key)
    return key
  }

  /** Every name that anything is said of a field by. */
  #targetsOf(resource: ResourceDef): ReadonlySet<string> {
    const known =
      this.#targets.get(resource) ??
      new Set(resource.fields.flatMap(({ chain, within }) => [...chain, ...within]))
    this.#targets.set(resource, known)
    return known
  }
}
