import type { Catalog } from '../catalog/catalog.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type Kept, OVER, sameTimer, type Timer, timersOf, UNKNOWN } from '../decide/retention.js'
import type { AuditRecord } from '../record/record.js'

/**
 * What a record says of the periods that run today: known where the same ran then and the record tells what came of it;
 * what is open is answered one way or the other.
 */
export function recordedKept(
  { effect, reason, rules = [], fields, action }: AuditRecord,
  was: Catalog | undefined,
  purpose: PurposeDef,
  resource: ResourceDef,
  { self, open }: { readonly self: boolean | undefined; readonly open: boolean },
): Kept {
  const { list } = timersOf(purpose, resource)
  const [before, of] = [was?.purposes.get(purpose.name), was?.resources.get(resource.name)]
  const then = before && of ? timersOf(before, of) : undefined
  const shown = [...(fields?.clear ?? []), ...(fields?.masked ?? [])]
  if (action === 'delete') return []
  return list.map((timer) => stateOf(timer) ?? (open ? 0 : OVER))

  function stateOf(timer: Timer): number | undefined {
    const at = then?.list.findIndex((each) => sameTimer(each, timer)) ?? -1
    if (!then || at === -1) return undefined
    if (then.purpose?.timer === at) {
      if (effect === 'permit' && self === false) return 0
      if (effect === 'deny' && rules.includes(then.purpose.rule)) {
        if (reason === 'retention_expired') return OVER
        if (reason === 'retention_unknown') return UNKNOWN
      }
    }
    const seen = then.fields.some(
      ({ path, terms }) => shown.includes(path) && terms.some(({ timer }) => timer === at),
    )
    return seen ? 0 : undefined
  }
}
