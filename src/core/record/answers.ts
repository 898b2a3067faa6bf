import { PurposeboundError } from '../errors.js'
import type { AuditRecord, RecordedActor } from './record.js'
import type { LedgerQuery } from './sink.js'

/**
 * Whether a record answers `query`, asked of each: for a sink of your own that can be read.
 *
 * @throws PurposeboundError `input_invalid` for a time that is none
 * @example
 * ```ts
 * records.filter(answers({ subjects: [ref], since: '2026-11-01T00:00:00Z' }))
 * ```
 */
export function answers({ subjects, actors, since, until }: LedgerQuery): (record: AuditRecord) => boolean {
  const people = subjects && new Set(subjects)
  const acting = actors && new Set(actors)
  const [from, to] = [since, until].map(timeOf)
  return (record) => {
    if (people && !peopleOf(record).some((ref) => people.has(ref))) return false
    if (acting && !refsOf(record.actor).some((ref) => acting.has(ref))) return false
    if (from === undefined && to === undefined) return true
    const at = Date.parse(record.time)
    return at >= (from ?? Number.NEGATIVE_INFINITY) && at < (to ?? Number.POSITIVE_INFINITY)
  }
}

/** What was too long for a record stands there as `{ truncated }`, and names nobody. */
function peopleOf({ subjects }: AuditRecord): readonly string[] {
  return Array.isArray(subjects?.refs) ? subjects.refs : []
}

/** Who acted, and on whose behalf. */
function refsOf(actor: RecordedActor | undefined): string[] {
  const refs: string[] = []
  for (let each = actor; each; each = each.onBehalfOf) refs.push(each.ref)
  return refs
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw new PurposeboundError('input_invalid', '`since` and `until` are times as in RFC 3339')
}
