import { type Person, personKey } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { Verdict } from '../decide/compile.js'
import type { OpenRow } from '../decide/open-row.js'
import type { Reason } from '../errors.js'
import { recordFields, recordPerson, recordRules } from './entry.js'
import type { Pseudonyms } from './pseudonym.js'
import type { Entry } from './scribe.js'
import { pendingSubjects } from './subjects.js'

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
/** Around a name in JSON, with the comma. */
const QUOTES = 3

/** Rows that one record can speak of. */
interface Alike {
  readonly first: Decided
  readonly people: Person[]
  rows: number
}

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
  return classify(rows).flatMap(({ first, people, rows }): Entry[] => {
    const entry = { ...base, ...conclusion(first), resource: { type: first.resource.name } }
    if (first.reason !== undefined) return [{ ...entry, refused: rows }]
    if (people.length === 0) return [entry]
    return pagesOf(people).map((page) => ({ ...entry, subjects: subjectsOf(page, pseudonyms) }))
  })
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

function classify(rows: readonly Decided[]): readonly Alike[] {
  const classes = new Map<unknown, Alike>()
  let last: Alike | undefined
  for (const row of rows) {
    if (last?.first.verdict !== row.verdict || last.first.reason !== row.reason || row.reason !== undefined) {
      const key = row.reason === undefined ? row.verdict : `${row.resource.name} ${row.reason} ${row.rule}`
      last = classes.get(key) ?? { first: row, people: [], rows: 0 }
      if (last.rows === 0) classes.set(key, last)
    }
    last.rows++
    if (row.reason === undefined) for (const person of released(row)) last.people.push(person)
  }
  return [...classes.values()]
}

/** Pages of people, each of them once where there is more than one. */
function pagesOf(people: readonly Person[]): readonly (readonly Person[])[] {
  if (people.length <= MAX_SUBJECTS) return [people]
  const each = [...new Map(people.map((person) => [personKey(person), person])).values()]
  return Array.from({ length: Math.ceil(each.length / MAX_SUBJECTS) }, (_, page) =>
    each.slice(page * MAX_SUBJECTS, (page + 1) * MAX_SUBJECTS),
  )
}

function subjectsOf(people: readonly Person[], pseudonyms: Pseudonyms) {
  return pendingSubjects(people.length * (pseudonyms.length + QUOTES), pseudonyms.refs(people))
}
