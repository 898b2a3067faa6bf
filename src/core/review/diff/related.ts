import type { Catalog } from '../../catalog/catalog.js'
import type { PurposeDef } from '../../catalog/purpose.js'

/** How a purpose stands to what the policy permitted before. */
export type Relation = 'none' | 'related' | 'to_consent'

/** Whether a purpose declares that it is compatible with purposes of the old policy; with one on consent nothing is. */
export function relationOf(_purpose: PurposeDef, _was: Catalog): Relation {
  return 'none'
}
