import { type AuditRecord, type LedgerQuery, PurposeboundError, type RecordedActor } from '../index.js'

/**
 * Whether a record answers `query`, asked of each.
 *
 * @throws PurposeboundError `input_invalid` for a time that is none
 */
export function answers({ subjects, actors, since, until }: LedgerQuery): (record: AuditRecord) => boolean {
  const [from, to] = [since, until].map(timeOf)
  return (record) => {
    if (subjects && !peopleOf(record).some((ref) => subjects.includes(ref))) return false
    if (actors && !refsOf(record.actor).some((ref) => actors.includes(ref))) return false
    const at = Date.parse(record.time)
    return !(from !== undefined && at < from) && !(to !== undefined && at >= to)
  }
}

/** What was too big for a record stands there as `{ truncated }`, and names nobody. */
function peopleOf({ subjects }: AuditRecord): readonly string[] {
  return Array.isArray(subjects?.refs) ? subjects.refs : []
}

/** Who acted, and on whose behalf. */
function refsOf(actor: RecordedActor | undefined): string[] {
  return actor === undefined ? [] : [actor.ref, ...refsOf(actor.onBehalfOf)]
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw new PurposeboundError('input_invalid', '`since` and `until` are times as in RFC 3339')
}
