import { type Condition, isActorRef } from '../../catalog/condition.js'
import type { ResourceDef } from '../../catalog/resource.js'
import type { GrantDef } from '../../catalog/role.js'

const ROWS = new WeakMap<GrantDef, Map<ResourceDef, Condition | 'all'>>()

/**
 * The rows of a resource that a grant is about, whoever asks: what compares a row with the actor says *who* sees it, and
 * not which rows the purpose uses.
 */
export function rowsOf(grant: GrantDef, resource: ResourceDef): Condition | 'all' {
  const known = ROWS.get(grant) ?? new Map<ResourceDef, Condition | 'all'>()
  ROWS.set(grant, known)
  const where = grant.where?.get(resource.name) ?? 'all'
  const rows = known.get(resource) ?? (where === 'all' ? where : withoutActor(where))
  known.set(resource, rows)
  return rows
}

function withoutActor(condition: Condition): Condition | 'all' {
  switch (condition.op) {
    case 'and': {
      const of = condition.of.map(withoutActor).filter((each) => each !== 'all')
      return of.length === 0 ? 'all' : { op: 'and', of }
    }
    case 'or': {
      const of = condition.of.map(withoutActor)
      return of.includes('all') ? 'all' : { op: 'or', of: of as readonly Condition[] }
    }
    case 'exists':
      return condition
    default:
      return isActorRef('values' in condition ? condition.values : condition.value) ? 'all' : condition
  }
}
