import type { Action } from '../catalog/action.js'
import type { Catalog } from '../catalog/catalog.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from '../decide/actor.js'
import type { OpenRow } from '../decide/open-row.js'
import { provisionOf } from '../decide/provision.js'
import { type Ask, candidatesOf, covers, NOTHING_STANDS, type Question } from '../decide/question.js'

const TENANT = 'a tenant'
const SOMEBODY: ResolvedActor = Object.freeze({
  id: 'somebody',
  kind: 'employee',
  roles: Object.freeze([]),
  tenant: TENANT,
  subject: undefined,
  attributes: undefined,
  onBehalfOf: undefined,
})
const ROW: OpenRow = Object.freeze({
  row: {},
  plain: true,
  values: [],
  problem: undefined,
  tenant: TENANT,
  people: [],
  parts: [],
  attributes: [],
  nested: [],
})

/** Asks as somebody with these roles, who gives a justification and asks where the purpose is allowed. */
export function askAs(
  catalog: Catalog,
  roles: readonly string[],
  purpose: PurposeDef,
  resource: ResourceDef,
  action: Action = 'read',
  recipient?: RecipientDef,
): Ask {
  return {
    catalog,
    purpose,
    resource,
    action,
    ...(recipient && { recipient }),
    actor: { ...SOMEBODY, roles },
    justified: true,
    allowedHere: true,
  }
}

/** The grants of somebody's roles that serve the purpose, name the action and cover the resource, whatever the time. */
export function grantsFor(ask: Ask): GrantDef[] {
  return candidatesOf(ask).filter((grant) => covers(grant, ask))
}

/** The purpose's own grant to the person a row is about, where it is open to them and a row is about anybody. */
export function selfGrant({ purpose, resource, action }: Ask): GrantDef | undefined {
  const { self } = purpose
  return self?.may.has(action) && resource.subject.length > 0 ? self : undefined
}

/**
 * The question about the row for which most is shown: each of `grants` reaches it, everybody has consented, nobody
 * objects, and the tenant is the same. With `self` it is about the actor.
 */
export function bestCase(ask: Ask, grants: readonly GrantDef[], self?: GrantDef): Question {
  const mine = ask.resource.subject.map(({ population }) => population)
  return {
    ...ask,
    row: ROW,
    candidates: grants,
    inForce: grants,
    self: self !== undefined,
    ...NOTHING_STANDS,
    provision: provisionAtBest(ask),
    parts: ask.resource.parts.map((part) => ({
      basis: 0,
      provision: 0,
      self: self !== undefined && part.some(({ population }) => mine.includes(population)),
    })),
    matched: grants,
    effective: self ? [...grants, self] : grants,
  }
}

/** The question that leaves the grants out: what purpose, prohibitions and the fields themselves allow at most. */
export function withoutGrants(ask: Ask): Question {
  return {
    ...ask,
    candidates: [],
    inForce: [],
    self: true,
    ...NOTHING_STANDS,
    provision: provisionAtBest(ask),
    parts: [],
    matched: [],
    effective: [],
  }
}

/** What stands before a recipient before anything has ended, whoever consents to it. */
function provisionAtBest({ recipient, purpose }: Ask): number {
  return recipient ? provisionOf(recipient, purpose, Number.NEGATIVE_INFINITY) : 0
}
