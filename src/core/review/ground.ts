import type { Catalog } from '../catalog/catalog.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { Ask } from '../decide/question.js'
import { readerOf } from '../decide/readers.js'
import { timersOf } from '../decide/retention.js'
import type { AuditRecord } from '../record/record.js'
import { askAs, grantsFor, selfGrant } from './best-case.js'
import { conditionKey } from './condition-key.js'
import { Sights } from './sights.js'

/** Whether nothing has changed between two policies by which these questions are decided, whatever the row. */
export function standsAlike(asks: readonly Ask[], was: Catalog | undefined, type: string): boolean {
  return asks.every((ask) => {
    const now = groundOf(ask, ask.catalog, type)
    return was !== undefined && now !== undefined && now === groundOf(ask, was, type)
  })
}

/** Whether what a record says of rows within its row still stands. */
export function nestedStand(
  { fields }: AuditRecord,
  asks: readonly Ask[],
  was: Catalog | undefined,
): boolean {
  const { resource } = asks[0] as Ask
  const paths = [...(fields?.clear ?? []), ...(fields?.masked ?? []), ...(fields?.hidden ?? [])]
  return [...resource.nested].every(
    ([at, name]) => !paths.some((path) => path.startsWith(`${at}.`)) || standsAlike(asks, was, name),
  )
}

/** For how long rows of a resource serve a purpose, and what of them. */
function keptBy(purpose: PurposeDef, resource: ResourceDef): unknown {
  const { list, purpose: whole, fields } = timersOf(purpose, resource)
  return [list.map(({ path, retention: { from, period } }) => [path, from, period]), whole ?? null, fields]
}

/** Everything that decides on rows of a resource, and of those within them, for somebody and a purpose. */
function groundOf(
  { purpose: { name }, actor, action, recipient: to }: Ask,
  catalog: Catalog,
  type: string,
  depth = 0,
): string | undefined {
  const purpose = catalog.purposes.get(name)
  const resource = catalog.resources.get(type)
  if (!purpose || !resource || depth > 4) return undefined
  const recipient = to && catalog.recipients.get(to.name)
  const ask = askAs(catalog, actor.roles, purpose, resource, action, recipient)
  const sights = new Sights(catalog, action, recipient)
  const self = selfGrant(ask)
  return JSON.stringify([
    [purpose.basis, purpose.terms, purpose.objectable, purpose.needsJustification, [...purpose.ancestors]],
    recipient ? [recipient.declared, recipient.foreign] : null,
    purpose.compatibleWith.map((each) => [each.purpose, each.effective ?? null]),
    [resource.tenant ?? null, resource.subject, resource.parts, readerOf(catalog, resource).attributes],
    resource.fields.map(({ path, part }) => [path, part ?? null]),
    keptBy(purpose, resource),
    [...grantsFor(ask), ...(self ? [self] : [])].map((grant) => [
      grant.rule,
      conditionKey(grant.where?.get(type) ?? 'all'),
      grant.until ?? null,
      [...(sights.of(grant, purpose, resource) ?? [])],
      [...grant.writes],
    ]),
    [...resource.nested].map(([at, inner]) => [at, groundOf(ask, catalog, inner, depth + 1) ?? null]),
  ])
}
