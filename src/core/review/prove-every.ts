import type { Catalog } from '../catalog/catalog.js'
import { pointer } from '../catalog/pointer.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { nearest } from '../catalog/target.js'
import { askAs, grantsFor, selfGrant } from './best-case.js'
import type { EveryIs } from './claim.js'
import type { CounterExample } from './counter-example.js'
import { purposesOf } from './prove-never.js'
import { reachOf } from './reach.js'
import { HIDDEN, type Levels, Sights } from './sights.js'
import { Witnesses } from './witness.js'

/** Looks for one of the kind that is not. */
export function refuteEvery(catalog: Catalog, claim: EveryIs): CounterExample | undefined {
  if ('restsOn' in claim) return refuteBasis(catalog, claim)
  if (claim.every === 'purpose') return refuteServed(catalog)
  return claim.is === 'used' ? refuteUsed(catalog) : refuteSeen(catalog)
}

function refuteUsed(catalog: Catalog): CounterExample | undefined {
  const purposes = [...catalog.purposes.values()]
  return refuteField(catalog, 'no purpose uses', (resource) =>
    resource.fields.map(({ chain }) => purposes.some(({ uses }) => nearest(chain, uses))),
  )
}

function refuteSeen(catalog: Catalog): CounterExample | undefined {
  const reached = new Reached(catalog)
  return refuteField(
    catalog,
    'nobody ever sees',
    (resource) => {
      const seen = new Array<boolean>(resource.fields.length).fill(false)
      for (const purpose of catalog.purposes.values())
        for (const levels of reached.of(purpose, resource))
          for (let i = 0; i < seen.length; i++) if (levels[i] !== HIDDEN) seen[i] = true
      return seen
    },
    reached,
  )
}

function refuteField(
  catalog: Catalog,
  problem: string,
  isFine: (resource: ResourceDef) => readonly boolean[],
  reached?: Reached,
): CounterExample | undefined {
  for (const resource of catalog.resources.values()) {
    const fine = isFine(resource)
    const field = resource.fields.find(({ class: kind }, i) => kind === 'personal' && !fine[i])
    if (!field) continue
    const text = `${problem} ${resource.name}.${field.path}`
    return Object.freeze({
      text,
      resource: resource.name,
      field: field.path,
      rules: [field.rule],
      ...reached?.assumed,
    })
  }
  return undefined
}

function refuteServed(catalog: Catalog): CounterExample | undefined {
  const reached = new Reached(catalog)
  for (const purpose of catalog.purposes.values()) {
    if (purpose.uses.size === 0) continue
    const served = [...catalog.resources.values()].some(
      (resource) => reached.of(purpose, resource).length > 0,
    )
    if (!served)
      return Object.freeze({ ...about(purpose, `nobody may act for ${purpose.name}`), ...reached.assumed })
  }
  return undefined
}

function refuteBasis(
  catalog: Catalog,
  { of, restsOn }: Extract<EveryIs, { restsOn: unknown }>,
): CounterExample | undefined {
  const other = purposesOf(catalog, of).find(({ basis }) => !restsOn.includes(basis))
  return other && about(other, `${other.name} rests on ${other.basis}`, 'basis')
}

function about({ name }: PurposeDef, text: string, ...below: string[]): CounterExample {
  return Object.freeze({ text, purpose: name, rules: [pointer('purposes', name, ...below)] })
}

/** What anybody sees of a resource for a purpose: by each grant that reaches a row at all. */
class Reached {
  readonly #catalog: Catalog
  readonly #sights: Sights
  readonly #witnesses = new Witnesses()
  #isOpen = false

  constructor(catalog: Catalog) {
    this.#catalog = catalog
    this.#sights = new Sights(catalog)
  }

  /** What a counter-example says where some grant may reach a row after all. */
  get assumed(): { readonly assumed?: true } {
    return this.#isOpen ? { assumed: true } : {}
  }

  of(purpose: PurposeDef, resource: ResourceDef): Levels[] {
    const ask = askAs(this.#catalog, [...this.#catalog.roles.keys()], purpose, resource)
    return [...grantsFor(ask), ...[selfGrant(ask) ?? []].flat()].flatMap((grant) => {
      const reaches = this.#witnesses.find(resource, reachOf(grant, resource), [])
      // that somebody sees it is claimed: a row that is only assumed proves nothing
      if (reaches === 'too_many') this.#isOpen = true
      return (reaches && reaches !== 'too_many' && this.#sights.of(grant, purpose, resource)) || []
    })
  }
}
