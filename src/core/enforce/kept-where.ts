import type { Condition } from '../catalog/condition.js'
import { cutoffOf } from '../catalog/period.js'
import type { ResourceDef } from '../catalog/resource.js'
import { latestStart, type Timer } from '../decide/retention.js'

type When = Condition | 'all'

/** A time of a column as conditions compare it; undefined where a column cannot be ordered by time. */
function timeIn({ path }: Timer, { attributes }: ResourceDef): ((ms: number) => Operand) | undefined {
  const types = [...(attributes.get(path) ?? [])].filter((type) => type !== 'null')
  if (types.length !== 1) return undefined
  if (types[0] === 'number') return (value) => ({ path, type: 'number', value })
  return types[0] === 'date' ? (ms) => ({ path, type: 'date', value: new Date(ms).toISOString() }) : undefined
}
type Operand = { readonly path: string; readonly type: 'number' | 'date'; readonly value: number | string }

/**
 * The rows that are within a period: never fewer than those of which a decision says so. Times that are text, in whatever
 * offset, are not compared by a database: there the rows that have one are read, and decided on.
 */
export function keptWhere(timer: Timer, resource: ResourceDef, now: number): Condition {
  const at = timeIn(timer, resource)
  const cutoff = cutoffOf(now, timer.retention.period)
  if (!at || !isTime(cutoff)) return { op: 'exists', path: timer.path, value: true }
  const later: Condition = { op: 'gt', ...at(cutoff) }
  const latest = latestStart(timer, now)
  return isTime(latest) ? { op: 'and', of: [later, { op: 'lte', ...at(latest) }] } : later
}

/** The rows of which a period is over; the same, never fewer. */
export function overWhere(timer: Timer, resource: ResourceDef, now: number): Condition {
  const at = timeIn(timer, resource)
  const cutoff = cutoffOf(now, timer.retention.period)
  return at && isTime(cutoff) ? { op: 'lte', ...at(cutoff) } : { op: 'exists', path: timer.path, value: true }
}

/** RFC 3339 knows the years from 0 to 9999. */
function isTime(ms: number): boolean {
  return ms >= -62_167_219_200_000 && ms < 253_402_300_800_000
}

/** A disjunction of nothing: true of no row. */
export const NEVER: Condition = Object.freeze({ op: 'or', of: Object.freeze([]) })

export function any(conditions: readonly When[]): When {
  if (conditions.includes('all')) return 'all'
  const of = conditions.filter((condition) => condition !== NEVER) as Condition[]
  return of.length === 0 ? NEVER : of.length === 1 ? (of[0] as Condition) : { op: 'or', of }
}

export function all(conditions: readonly When[]): When {
  if (conditions.includes(NEVER)) return NEVER
  const of = conditions.filter((condition) => condition !== 'all') as Condition[]
  return of.length === 0 ? 'all' : of.length === 1 ? (of[0] as Condition) : { op: 'and', of }
}
