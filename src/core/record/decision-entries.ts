import type { Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { Verdict } from '../decide/compile.js'
import type { OpenRow } from '../decide/open-row.js'
import type { Reason } from '../errors.js'
import { recordFields, recordPerson, recordRules } from './entry.js'
import type { Pseudonyms } from './pseudonym.js'
import type { Entry } from './scribe.js'

/** A decided row, as the trail sees it. */
export interface Decided {
  readonly resource: ResourceDef
  readonly open: OpenRow
  readonly verdict: Verdict
  /** Why it was not released; absent when it was. */
  readonly reason?: Reason
  readonly rule?: string
}

const MAX_SUBJECTS = 1000

/** One row: its own record, with the pseudonyms of the row and of its people. */
export function entryOfRow(
  base: Entry,
  row: Decided,
  id: string | number | bigint | undefined,
  pseudonyms: Pseudonyms,
): Entry {
  const { resource, open } = row
  const people = row.reason === undefined ? released(row) : open.people
  const refs = id === undefined ? undefined : [pseudonyms.ref(id, `row:${resource.name}`, open.tenant)]
  return {
    ...base,
    ...conclusion(row),
    resource: { type: resource.name, ...(refs && { refs }) },
    ...(people.length > 0 && { subjects: { refs: refsOf(people, pseudonyms) } }),
  }
}

/**
 * Many rows: one record for each verdict class, so that each record is true of every person in it, at most 1,000
 * people each; and one for each reason of what was refused, which only counts.
 */
export function entriesOfRows(base: Entry, rows: readonly Decided[], pseudonyms: Pseudonyms): Entry[] {
  const entries: Entry[] = []
  for (const alike of groupBy(rows, classOf).values()) {
    const row = alike[0] as Decided
    const entry = { ...base, ...conclusion(row), resource: { type: row.resource.name } }
    if (row.reason !== undefined) {
      entries.push({ ...entry, refused: alike.length })
      continue
    }
    const refs = refsOf(alike.flatMap(released), pseudonyms)
    if (refs.length === 0) entries.push(entry)
    for (let at = 0; at < refs.length; at += MAX_SUBJECTS)
      entries.push({ ...entry, subjects: { refs: refs.slice(at, at + MAX_SUBJECTS) } })
  }
  return entries
}

function conclusion({ verdict, reason, rule }: Decided) {
  const { decision, grants } = verdict
  if (reason === undefined)
    return { effect: 'permit' as const, rules: recordRules(decision, grants), fields: recordFields(decision) }
  return { effect: 'deny' as const, reason, rules: rule === undefined || rule === '' ? [] : [rule] }
}

/** The people whose data a permitted row shows: its own, and those of parts of which something is seen. */
function released({ resource, open, verdict }: Decided): readonly Person[] {
  if (open.parts.length === 0) return open.people
  const seen = new Set(
    resource.fields
      .filter(({ path }) => verdict.decision.fields[path]?.outcome !== 'hidden')
      .map((field) => field.part),
  )
  return [
    ...open.people,
    ...open.parts.flatMap((people, part) => (seen.has(part) && typeof people !== 'string' ? people : [])),
  ]
}

function refsOf(people: readonly Person[], pseudonyms: Pseudonyms): string[] {
  return [...new Set(people.map((person) => recordPerson(person, pseudonyms)))]
}

function classOf(row: Decided): unknown {
  return row.reason === undefined ? row.verdict : `${row.resource.name} ${row.reason} ${row.rule}`
}

function groupBy<T>(items: readonly T[], by: (item: T) => unknown): Map<unknown, T[]> {
  const groups = new Map<unknown, T[]>()
  for (const item of items) {
    const key = by(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
