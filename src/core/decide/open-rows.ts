import type { BoundPlan } from './bound-plan.js'
import { FlatRows } from './flat-rows.js'
import type { OpenRows } from './rows.js'
import { WholeRows } from './whole-rows.js'

/** Opens rows for views; never throws: what cannot be read is a problem of its row. */
export function openRows(bound: BoundPlan, rows: readonly unknown[]): OpenRows {
  const { reader } = bound.plan
  return reader.flat ? new FlatRows(bound, rows) : new WholeRows(bound, rows)
}
