import type { Condition } from '../catalog/condition.js'
import { cutoffOf } from '../catalog/period.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type Ends, type FieldEnd, isEndless } from '../decide/due.js'
import type { Term, Timer } from '../decide/retention.js'
import { all, any, NEVER, overWhere } from './kept-where.js'

/** The rows in which each field is due, all of them, and anything at all. */
export interface DueWhere {
  readonly fields: ReadonlyMap<string, Condition>
  readonly whole: Condition | undefined
  readonly where: Condition
}

export function dueWhere({ timers, fields }: Ends, resource: ResourceDef, now: number): DueWhere {
  const isOver = ({ timer }: Term): Condition => overWhere(timers[timer] as Timer, resource, now)
  const due = (field: FieldEnd): Condition => {
    const spent = field.purposes.map(({ term }) => (term ? isOver(term) : NEVER))
    return any([...field.own.map(isOver), spent.length === 0 ? NEVER : all(spent)]) as Condition
  }
  const found = new Map(fields.filter((field) => !isEndless(field)).map((field) => [field.path, due(field)]))
  const each = [...new Map([...found.values()].map((where) => [JSON.stringify(where), where])).values()]
  const whole = found.size === fields.length && found.size > 0 && resource.nested.size === 0
  return {
    fields: found,
    whole: whole ? (all(each) as Condition) : undefined,
    where: any(each) as Condition,
  }
}

/** Since when what began is over; text as records write times. */
export function cutoffText({ retention }: Timer, now: number): string {
  const cutoff = cutoffOf(now, retention.period)
  return Number.isNaN(cutoff) ? '' : new Date(cutoff).toISOString()
}
