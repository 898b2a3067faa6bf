import type { Action } from '../catalog/action.js'
import type { Catalog } from '../catalog/catalog.js'
import { ACTIONS } from '../catalog/document.js'
import { pointer } from '../catalog/pointer.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { GrantDef } from '../catalog/role.js'
import { type Ask, covers } from '../decide/question.js'
import { askAs, selfGrant } from './best-case.js'
import { type CounterExample, type Finding, Smallest } from './counter-example.js'
import { fieldAt, Permissions, permissionText } from './permission.js'
import { CLEAR } from './sights.js'
import { type Side, type Surplus, surplusOf } from './surplus.js'
import { Witnesses } from './witness.js'

/**
 * Looks for something that `mine` permits and `other` does not: a single grant (or the person a row is about), an
 * action, a field and a row that it reaches, of which no grant of the same role in `other` shows or lets write as much.
 */
export function refuteWithin(mine: Catalog, other: Catalog): CounterExample | undefined {
  const found = new Smallest()
  const witnesses = new Witnesses()
  const sideOf = (catalog: Catalog, { action, to }: Doing): Side => ({
    catalog,
    permissions: new Permissions(catalog, action, to && catalog.recipients.get(to.name)),
  })
  for (const doing of allDoings(mine)) {
    const [here, there] = [sideOf(mine, doing), sideOf(other, doing)]
    for (const { ask, grant, role } of allGrants(mine, doing)) {
      for (const surplus of surplusOf(ask, grant, here, there, witnesses)) {
        found.add(surplus.witness, () => aboutOf(surplus, ask, grant, role))
        if (found.settled) return found.counterExample
      }
    }
  }
  return found.counterExample
}

/** An action and, of a disclosure, to whom. */
interface Doing {
  readonly action: Action
  readonly to?: RecipientDef
}

function allDoings({ recipients }: Catalog): Doing[] {
  return ACTIONS.flatMap((action): Doing[] =>
    action === 'disclose' ? [...recipients.values()].map((to) => ({ action, to })) : [{ action }],
  )
}

/** Every grant with everything that it could be asked for; without a role it is that of the person a row is about. */
function* allGrants(
  catalog: Catalog,
  { action, to }: Doing,
): Generator<{ readonly ask: Ask; readonly grant: GrantDef; readonly role?: string }> {
  const purposes = [...catalog.purposes.values()]
  const resources = [...catalog.resources.values()]
  for (const [role, grants] of catalog.roles)
    for (const grant of grants.filter(({ may }) => may.has(action)))
      for (const purpose of purposes.filter(({ name }) => grant.purposes.has(name)))
        for (const resource of resources) {
          const ask = askAs(catalog, [role], purpose, resource, action, to)
          if (covers(grant, ask)) yield { ask, grant, role }
        }
  for (const purpose of purposes)
    for (const resource of resources) {
      const ask = askAs(catalog, [], purpose, resource, action, to)
      const grant = selfGrant(ask)
      if (grant) yield { ask, grant }
    }
}

function aboutOf(
  { at, level, how, from }: Surplus,
  ask: Ask,
  grant: GrantDef,
  role: string | undefined,
): Omit<Finding, 'witness'> {
  const { purpose, resource, action, recipient } = ask
  const field = fieldAt(at, resource)
  const seen = at > 0 && at <= resource.fields.length
  const who = role ?? 'the person a row is about'
  const said = `${who} ${permissionText(at, level, ask)} for ${purpose.name}`
  return {
    ...(role !== undefined && { role }),
    purpose: purpose.name,
    resource: resource.name,
    ...(field && { field: field.path }),
    ...(seen && { outcome: level === CLEAR ? ('clear' as const) : ('masked' as const) }),
    action,
    ...(recipient && { recipient: recipient.name }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    rules: [grant.rule, pointer('purposes', purpose.name)],
    what: how === undefined ? said : `${said}, ${how}`,
  }
}
