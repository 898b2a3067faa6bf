import { pointer } from '../../catalog/pointer.js'
import { deny, type Layer } from '../finding.js'

/** 7. Which grants reach this row? None denies. (article 11) */
export const condition: Layer = ({ resource, row, inForce, matched, self }) => {
  if (!row || row.problem || self || inForce.length === 0 || matched.length > 0) return []
  return inForce.map(({ rule }) => deny('condition_not_met', rule + pointer('where', resource.name)))
}
