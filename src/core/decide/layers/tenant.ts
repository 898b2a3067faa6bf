import { pointer } from '../../catalog/pointer.js'
import { deny, type Layer } from '../finding.js'

/** 2. Is the actor's tenant the row's, by type and value? Either missing denies. (article 11) */
export const tenant: Layer = ({ resource, actor, row }) => {
  if (resource.tenant === undefined || !row) return []
  const same = actor.tenant !== undefined && row.tenant === actor.tenant
  return same ? [] : [deny('tenant_mismatch', pointer('resources', resource.name, 'tenant'))]
}
