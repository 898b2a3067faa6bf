import type { Condition } from '../catalog/condition.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'

const REACHES = new WeakMap<GrantDef, Map<ResourceDef, Condition | 'all'>>()

/** The rows of a resource that a grant reaches; where the resource has tenants, those of the actor's own. */
export function reachOf(grant: GrantDef, resource: ResourceDef): Condition | 'all' {
  const known = REACHES.get(grant) ?? new Map<ResourceDef, Condition | 'all'>()
  REACHES.set(grant, known)
  const reach = known.get(resource) ?? make(grant, resource)
  known.set(resource, reach)
  return reach
}

function make(grant: GrantDef, { name, tenant, attributes }: ResourceDef): Condition | 'all' {
  const where = grant.where?.get(name) ?? 'all'
  const types = tenant === undefined ? [] : [...(attributes.get(tenant) ?? [])]
  const type = types.find((each) => each !== 'null')
  if (tenant === undefined || type === undefined) return where
  const same: Condition = { op: 'eq', path: tenant, type, value: { $actor: 'tenant' } }
  return where === 'all' ? same : { op: 'and', of: [same, where] }
}
