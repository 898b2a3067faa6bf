import type { Person } from '../../index.js'

type Tenant = Person['tenant']

/** A small number for each population of each tenant. Tenants `1` and `'1'` are two. */
export class Realms {
  readonly #tenants = new Map<Tenant, Map<string, number>>()
  #count = 0
  /** People asked for together mostly are of one realm. */
  #recent: { readonly tenant: Tenant; readonly population: string; readonly realm: number } | undefined

  find({ tenant, population }: Person): number | undefined {
    const recent = this.#recent
    if (recent !== undefined && recent.population === population && recent.tenant === tenant)
      return recent.realm
    const realm = this.#tenants.get(tenant)?.get(population)
    if (realm !== undefined) this.#recent = { tenant, population, realm }
    return realm
  }

  intern(person: Person): number {
    const known = this.find(person)
    if (known !== undefined) return known
    const populations = this.#tenants.get(person.tenant) ?? new Map<string, number>()
    this.#tenants.set(person.tenant, populations.set(person.population, this.#count))
    return this.#count++
  }
}
