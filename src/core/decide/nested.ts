import type { ResourceDef } from '../catalog/resource.js'
import type { Decision, FieldDecision } from './decision.js'
import type { OpenRow } from './open-row.js'

const RANK = { hidden: 0, masked: 1, clear: 2 } as const

/**
 * A decision with those of its nested rows: each is decided on its own, and its denial hides its subtree only.
 *
 * Where several rows stand at one path, a field's decision is the lowest of them.
 */
export function withNested(
  decision: Decision,
  row: OpenRow,
  decideInner: (resource: ResourceDef, row: OpenRow) => Decision,
): Decision {
  if (row.nested.length === 0) return decision
  const fields: { [path: string]: FieldDecision } = { ...decision.fields }
  for (const { path, resource, open } of row.nested) {
    for (const [leaf, field] of Object.entries(decideInner(resource, open).fields)) {
      const at = `${path}.${leaf}`
      const lower = decision.effect === 'deny' ? denied(decision) : field
      const before = fields[at]
      if (!before || RANK[lower.outcome] < RANK[before.outcome]) fields[at] = lower
    }
  }
  return Object.freeze({ ...decision, fields: Object.freeze(fields) })
}

function denied({ reason, rule, also }: Decision): FieldDecision {
  return Object.freeze({
    outcome: 'hidden',
    ...(reason && { reason }),
    ...(rule !== undefined && { rule }),
    ...(also && { also }),
  })
}
