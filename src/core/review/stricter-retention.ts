import type { Action } from '../catalog/action.js'
import type { Period } from '../catalog/period.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type Term, type Timer, timersOf } from '../decide/retention.js'

/** A purpose and a resource of one of two policies. */
export interface Served {
  readonly purpose: PurposeDef
  readonly resource: ResourceDef
}

/** Whether the other policy denies rows as too old that this one does not, in words; deleting is never too late. */
export function stricterPeriod(
  mine: Served,
  other: Served,
  action: Action,
  self: boolean,
): string | undefined {
  const theirs = timersOf(other.purpose, other.resource)
  if (self || action === 'delete' || !theirs.purpose) return undefined
  const { list, purpose } = timersOf(mine.purpose, mine.resource)
  return beyond(theirs.list[theirs.purpose.timer] as Timer, purpose ? [purpose] : [], list, mine, other)
}

/** The same for a field. */
export function stricterField(
  mine: Served,
  other: Served,
  action: Action,
  self: boolean,
  path: string,
): string | undefined {
  if (action === 'delete') return undefined
  const theirs = timersOf(other.purpose, other.resource)
  const { list, purpose, fields } = timersOf(mine.purpose, mine.resource)
  const own = fields.find((each) => each.path === path)?.terms ?? []
  const bound = self || !purpose ? own : [purpose, ...own]
  for (const { timer } of theirs.fields.find((each) => each.path === path)?.terms ?? []) {
    const words = beyond(theirs.list[timer] as Timer, bound, list, mine, other)
    if (words !== undefined) return words
  }
  return undefined
}

function beyond(
  theirs: Timer,
  terms: readonly Term[],
  list: readonly Timer[],
  mine: Served,
  other: Served,
): string | undefined {
  const covered = terms.some(({ timer }) => {
    const own = list[timer] as Timer
    return startsAlike(own, theirs, mine, other) && isWithin(own.retention.period, theirs.retention.period)
  })
  return covered ? undefined : `of data kept longer than ${theirs.retention.text}`
}

/** Whether both run from the same time, so that what is not known to one is not known to the other. */
function startsAlike(a: Timer, b: Timer, mine: Served, other: Served): boolean {
  const kind = ({ retention }: Timer) => retention.from === 'collectedAt'
  const types = ({ path }: Timer, { resource }: Served) =>
    [...(resource.attributes.get(path) ?? [])].sort().join()
  return a.path === b.path && kind(a) === kind(b) && types(a, mine) === types(b, other)
}

/** Whether one period ends no later than another, wherever both begin. */
function isWithin(a: Period, b: Period): boolean {
  if (a.months <= b.months && a.days <= b.days && a.ms <= b.ms) return true
  return most(a) <= least(b)
}

// in days: a month has 30.436875 on average, and never strays from it by more than three
const most = ({ months, days, ms }: Period) =>
  months * 30.436875 + (months > 0 ? 3 : 0) + days + ms / 86_400_000
const least = ({ months, days, ms }: Period) =>
  months * 30.436875 - (months > 0 ? 3 : 0) + days + ms / 86_400_000
