import type { Action } from '../catalog/action.js'
import type { Catalog } from '../catalog/catalog.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import { judge } from '../decide/decide.js'
import type { Decision } from '../decide/decision.js'
import { exposure } from '../decide/layers/exposure.js'
import type { Ask } from '../decide/question.js'
import { askAs, bestCase, withoutGrants } from './best-case.js'

/** How clearly each field of a resource is shown, in the order of its fields: 0 hidden, 1 masked, 2 clear. */
export type Levels = Uint8Array

export const HIDDEN = 0
export const MASKED = 1
export const CLEAR = 2
const LEVEL = { hidden: HIDDEN, masked: MASKED, clear: CLEAR } as const

/**
 * What single grants show at most, for every purpose and resource, by the layers of the decision themselves.
 *
 * A decision is a meet: what the purpose, the prohibitions and the fields allow does not depend on the grant, and what a
 * grant exposes does not depend on the purpose. Each is judged once, so that all roles by all purposes by all fields
 * cost one comparison each. A law test says that this is what `decide` decides.
 */
export class Sights {
  readonly #catalog: Catalog
  readonly #action: Action
  readonly #recipient: RecipientDef | undefined
  readonly #ceilings = new Map<PurposeDef, Map<ResourceDef, Levels | undefined>>()
  readonly #exposed = new Map<GrantDef, Map<ResourceDef, Levels>>()
  readonly #blind = new Map<PurposeDef, Map<ResourceDef, boolean>>()

  constructor(catalog: Catalog, action: Action = 'read', recipient?: RecipientDef) {
    this.#catalog = catalog
    this.#action = action
    this.#recipient = recipient
  }

  /** What a row of the resource shows by this grant alone, where it reaches the row; undefined where it is denied. */
  of(grant: GrantDef, purpose: PurposeDef, resource: ResourceDef): Levels | undefined {
    const most = this.#ceilingsOf(purpose, resource)
    if (!most) return undefined
    const shown = this.#exposedBy(grant, purpose, resource)
    const levels = new Uint8Array(most.length)
    let personal = false
    for (let i = 0; i < levels.length; i++) {
      const level = Math.min(most[i] as number, shown[i] as number)
      levels[i] = level
      if (level !== HIDDEN && resource.fields[i]?.class === 'personal') personal = true
    }
    return personal || this.#permitsNothing(grant, purpose, resource) ? levels : undefined
  }

  #ceilingsOf(purpose: PurposeDef, resource: ResourceDef): Levels | undefined {
    return remember(this.#ceilings, purpose, resource, () => {
      const decision = judge([withoutGrants(this.#ask(purpose, resource))])
      return decision.effect === 'deny' ? undefined : levelsOf(decision, resource)
    })
  }

  #exposedBy(grant: GrantDef, purpose: PurposeDef, resource: ResourceDef): Levels {
    return remember(this.#exposed, grant, resource, () => {
      const ask = this.#ask(purpose, resource)
      const own = grant === purpose.self
      const levels = new Uint8Array(resource.fields.length).fill(CLEAR)
      const places = new Map(resource.fields.map(({ path }, index) => [path, index]))
      for (const { field = '', ceiling } of exposure(
        bestCase(ask, own ? [] : [grant], own ? grant : undefined),
      )) {
        const at = places.get(field) as number
        levels[at] = Math.min(levels[at] as number, LEVEL[ceiling])
      }
      return levels
    })
  }

  #ask(purpose: PurposeDef, resource: ResourceDef): Ask {
    return askAs(this.#catalog, [], purpose, resource, this.#action, this.#recipient)
  }

  /** Whether a row is permitted of which nothing personal is seen; that does not depend on the grant. */
  #permitsNothing(grant: GrantDef, purpose: PurposeDef, resource: ResourceDef): boolean {
    return remember(this.#blind, purpose, resource, () => {
      const ask = this.#ask(purpose, resource)
      return judge([bestCase(ask, [grant])]).effect === 'permit'
    })
  }
}

/** The levels of a decision. */
function levelsOf({ fields }: Decision, resource: ResourceDef): Levels {
  return Uint8Array.from(resource.fields, ({ path }) => LEVEL[fields[path]?.outcome ?? 'hidden'])
}

function remember<A, B, T>(known: Map<A, Map<B, T>>, a: A, b: B, make: () => T): T {
  const inner = known.get(a) ?? new Map<B, T>()
  known.set(a, inner)
  if (inner.has(b)) return inner.get(b) as T
  const made = make()
  inner.set(b, made)
  return made
}
