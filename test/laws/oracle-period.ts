import type { PolicyDocument } from '../../src/index.js'
import { at } from './oracle-condition.js'
import { fieldsOf, isPersonal } from './oracle-policy.js'

const DAY = 86_400_000
type Late = 'retention_expired' | 'retention_unknown' | undefined

/** Whether a row is too old, by the calendar and by hand. */
export function lateness(
  document: PolicyDocument,
  resource: string,
  row: unknown,
  period: string,
  now: number,
): Late {
  const given = at(row, document.resources[resource]!.collectedAt!)
  const time = given instanceof Date ? given.getTime() : resource === 'visit' ? given : undefined
  if (typeof time !== 'number' || !Number.isFinite(time) || time > now + DAY) return 'retention_unknown'
  return ending(new Date(time), period) <= now ? 'retention_expired' : undefined
}

/** The same for a purpose: it says so of the resources that it uses something of. */
export function latenessFor(
  document: PolicyDocument,
  purpose: string,
  resource: string,
  row: unknown,
  now: number,
): Late {
  const { retention, uses } = document.purposes[purpose]!
  if (retention === undefined) return undefined
  const used = uses.map((use) => (typeof use === 'string' ? use : use.of))
  const serves = fieldsOf(document, resource).some(
    (field) => isPersonal(field) && field.names.some((name) => used.includes(name)),
  )
  const period = typeof retention === 'string' ? retention : retention.period
  return serves ? lateness(document, resource, row, period, now) : undefined
}

function ending(start: Date, period: string): number {
  const [, count, unit] = /^P(\d+)([YMD])$/.exec(period)!
  if (unit === 'D') return start.getTime() + Number(count) * DAY
  const months = start.getUTCMonth() + Number(count) * (unit === 'Y' ? 12 : 1)
  const there = new Date(start)
  there.setUTCMonth(months)
  // a day that the month has not: the end of its last day
  const rolled = there.getUTCDate() !== start.getUTCDate()
  return rolled ? Date.UTC(start.getUTCFullYear(), months + 1, 1) : there.getTime()
}
