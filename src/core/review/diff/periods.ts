import type { FieldDef } from '../../catalog/field.js'
import type { Period } from '../../catalog/period.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ResourceDef } from '../../catalog/resource.js'
import { type RetentionDef, startPath } from '../../catalog/retention.js'
import { nearest } from '../../catalog/target.js'

const DAY_MS = 86_400_000

/** When data of a field ends to serve a purpose: the first of these. */
type Bound = { readonly from: string | undefined; readonly period: Period }

/** How long a field serves a purpose, compared with before. */
export type Longer = 'same' | 'longer' | 'shorter' | 'unknown'

/**
 * Whether each field that a purpose uses is kept for it longer, shorter, as long, or nobody can say: a month is 28 to 31
 * days, and two periods that begin at different times cannot be compared.
 */
export function* periodsOf(
  before: PurposeDef,
  after: PurposeDef,
  was: ResourceDef,
  is: ResourceDef,
): Generator<{ readonly path: string; readonly kept: Longer }> {
  const timed = ({ retention }: PurposeDef, { fields }: ResourceDef) =>
    retention !== undefined || fields.some(({ retentions }) => retentions.length > 0)
  if (!timed(before, was) && !timed(after, is)) return
  for (const field of is.fields) {
    const old = was.fields.find(({ path }) => path === field.path)
    // what was not used before is no longer kept than it was: that it is used now is said elsewhere
    if (!old || !uses(before, old) || !uses(after, field)) continue
    const kept = compare(boundsOf(before, old.retentions, was), boundsOf(after, field.retentions, is))
    if (kept !== 'same') yield { path: field.path, kept }
  }
}

function uses(purpose: PurposeDef, field: FieldDef): boolean {
  return field.class === 'personal' && nearest(field.chain, purpose.uses) !== undefined
}

function boundsOf({ retention }: PurposeDef, own: readonly RetentionDef[], resource: ResourceDef): Bound[] {
  return [...(retention ? [retention] : []), ...own].map((each) => ({
    from: startPath(each, resource),
    period: each.period,
  }))
}

function compare(before: readonly Bound[], after: readonly Bound[]): Longer {
  const longer = before.some((old) => !after.some((each) => within(each, old)))
  const shorter = after.some((each) => !before.some((old) => within(old, each)))
  if (longer) return shorter ? 'unknown' : 'longer'
  return shorter ? 'shorter' : 'same'
}

/** Whether one surely ends no later than the other. */
function within(one: Bound, other: Bound): boolean {
  if (one.from !== other.from) return false
  const [a, b] = [one.period, other.period]
  if (a.months === b.months) return a.days * DAY_MS + a.ms <= b.days * DAY_MS + b.ms
  return longest(a) <= shortest(b)
}

/** Of n months in a row. */
function longest({ months, days, ms }: Period): number {
  return (months * 31 + days) * DAY_MS + ms
}
function shortest({ months, days, ms }: Period): number {
  return (months * 28 + days) * DAY_MS + ms
}
