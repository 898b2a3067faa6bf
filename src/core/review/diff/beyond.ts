import type { Action } from '../../catalog/action.js'
import type { Catalog } from '../../catalog/catalog.js'
import { ACTIONS } from '../../catalog/document.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ResourceDef } from '../../catalog/resource.js'
import type { GrantDef } from '../../catalog/role.js'
import { type Ask, covers } from '../../decide/question.js'
import { askAs, selfGrant } from '../best-case.js'
import { Permissions } from '../permission.js'
import { reachOf } from '../reach.js'
import { type Side, type Surplus, surplusOf } from '../surplus.js'
import type { Witnesses } from '../witness.js'
import { rowsOf } from './rows.js'

/** Something that one policy permits for a purpose and another does not permit to the same role. */
export interface Extra extends Surplus {
  readonly ask: Ask
  readonly rule: string
  /** Absent for the person a row is about. */
  readonly role?: string
  /** Whether the other policy permits it to nobody: what it permits to some other role stays within the purpose. */
  readonly outside: boolean
}

/** A policy as one side of a comparison. */
export class Party {
  readonly catalog: Catalog
  readonly #sides = new Map<Action, Side>()
  readonly #served = new Map<string, { readonly role: string; readonly grant: GrantDef }[]>()
  readonly roles: readonly string[]

  constructor(catalog: Catalog) {
    this.catalog = catalog
    this.roles = [...catalog.roles.keys()]
    for (const [role, grants] of catalog.roles)
      for (const grant of grants)
        for (const purpose of grant.purposes) {
          const known = this.#served.get(purpose) ?? []
          this.#served.set(purpose, known)
          known.push({ role, grant })
        }
  }

  side(action: Action): Side {
    const side = this.#sides.get(action) ?? {
      catalog: this.catalog,
      permissions: new Permissions(this.catalog, action),
    }
    this.#sides.set(action, side)
    return side
  }

  /** The grants that serve a purpose, each with its role. */
  serving(purpose: string) {
    return this.#served.get(purpose) ?? []
  }
}

/** All that `mine` permits for a purpose, on these resources, and `other` does not. */
export function* beyond(
  purpose: PurposeDef,
  resources: readonly ResourceDef[],
  mine: Party,
  other: Party,
  witnesses: Witnesses,
): Generator<Extra> {
  for (const action of ACTIONS) {
    const [here, there] = [mine.side(action), other.side(action)]
    for (const { role, grant } of mine.serving(purpose.name)) {
      if (!grant.may.has(action)) continue
      for (const resource of resources) {
        const ask = askAs(mine.catalog, [role], purpose, resource, action)
        if (!covers(grant, ask)) continue
        let shown: ReadonlySet<number> | undefined
        for (const surplus of surplusOf(ask, grant, here, there, witnesses)) {
          shown ??= new Set(toNobody(ask, grant).map(({ at }) => at))
          yield { ...surplus, ask, rule: grant.rule, role, outside: shown.has(surplus.at) }
        }
      }
    }
    if (!purpose.self?.may.has(action)) continue
    for (const resource of resources) {
      const ask = askAs(mine.catalog, [], purpose, resource, action)
      const grant = selfGrant(ask)
      if (!grant) continue
      for (const surplus of surplusOf(ask, grant, here, there, witnesses, reachOf))
        yield { ...surplus, ask, rule: grant.rule, outside: false }
    }

    function toNobody(ask: Ask, grant: GrantDef): Surplus[] {
      const anybody = { ...ask, actor: { ...ask.actor, roles: other.roles } }
      return [...surplusOf(anybody, grant, here, there, witnesses, rowsOf)]
    }
  }
}
