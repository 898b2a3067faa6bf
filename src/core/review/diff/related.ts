import type { Catalog } from '../../catalog/catalog.js'
import type { PurposeDef } from '../../catalog/purpose.js'

/** How a purpose stands to what the policy permitted before. */
export type Relation = 'none' | 'related' | 'to_consent'

/**
 * Whether a purpose declares that it is compatible with purposes of the old policy, itself among them.
 *
 * With one that rested on consent nothing is (GDPR 6(4)); and where consent is asked for anyway nobody need declare it.
 */
export function relationOf({ name, basis, compatibleWith }: PurposeDef, was: Catalog): Relation {
  if (compatibleWith.length === 0 || basis === 'consent') return 'none'
  const roots = compatibleWith.flatMap(({ purpose }) => was.purposes.get(purpose) ?? [])
  const all = [...roots, ...(was.purposes.get(name) ? [was.purposes.get(name) as PurposeDef] : [])]
  if (all.some((each) => each.basis === 'consent')) return 'to_consent'
  return roots.length > 0 ? 'related' : 'none'
}
