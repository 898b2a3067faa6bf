import { toInstant } from '../catalog/instant.js'
import { segments } from '../catalog/path.js'
import { endOf } from '../catalog/period.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type RetentionDef, startPath } from '../catalog/retention.js'
import { valuesAt } from './leaves.js'

/** How long something of a row is kept. */
export interface KeptUntil {
  /** For this purpose; absent where a field says it for every purpose. */
  readonly purpose?: string
  readonly field?: string
  /** ISO 8601: `P5Y`. */
  readonly period: string
  /** RFC 3339 UTC; absent where the row does not say when it began. */
  readonly until?: string
}

/** Until when a row serves each purpose, and each field any; empty where the policy says nothing. */
export function keptUntil(
  resource: ResourceDef,
  purposes: readonly PurposeDef[],
  values: object,
): readonly KeptUntil[] {
  const kept = (retention: RetentionDef): Pick<KeptUntil, 'period' | 'until'> => {
    const path = startPath(retention, resource)
    const start = path === undefined ? undefined : toInstant(valuesAt(values, segments(path))[0])
    const end = start === undefined ? Number.NaN : endOf(start, retention.period)
    return { period: retention.text, ...(Math.abs(end) <= 8.64e15 && { until: new Date(end).toISOString() }) }
  }
  return [
    ...purposes.flatMap(({ name, retention }) => (retention ? [{ purpose: name, ...kept(retention) }] : [])),
    ...resource.fields.flatMap(({ path, retentions }) =>
      retentions.map((retention) => ({ field: path, ...kept(retention) })),
    ),
  ]
}
