import { type Person, personKey } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { Verdict } from '../decide/decision.js'
import type { OpenRow } from '../decide/open-row.js'
import { shownOf } from '../decide/rows.js'
import type { Reason } from '../errors.js'
import { recordFields, recordPerson, recordRules } from './entry.js'
import type { Pseudonyms } from './pseudonym.js'
import type { Entry } from './scribe.js'
import { pendingSubjects } from './subjects.js'
import { unknownIn } from './unknown.js'

/** Why a row is not released, and the place in the policy that decided. */
export interface Refusal {
  readonly reason: Reason
  readonly rule: string
}

/** A decided row, as the trail sees it. */
export interface Decided {
  readonly resource: ResourceDef
  readonly open: OpenRow
  readonly verdict: Verdict
  readonly refusal?: Refusal | undefined
}

/** Rows that one record can speak of. */
interface Alike {
  readonly resource: ResourceDef
  readonly verdict: Verdict
  readonly refusal: Refusal | undefined
  readonly people: Person[]
  /** Columns of the first row that its schema does not name: rows that were fetched together have the same. */
  readonly unknown: number
  rows: number
}

const MAX_SUBJECTS = 1000
/** Around a name in JSON, with the comma. */
const QUOTES = 3

/** One row: its own record, with the pseudonyms of the row and of its people. */
export function entryOfRow(
  base: Entry,
  { resource, open, verdict, refusal }: Decided,
  id: string | number | bigint | undefined,
  pseudonyms: Pseudonyms,
): Entry {
  const people = refusal ? open.people : shownOf(resource, open, verdict)
  const refs = id === undefined ? undefined : [pseudonyms.ref(id, `row:${resource.name}`, open.tenant)]
  const named = [...new Set(people.map((person) => recordPerson(person, pseudonyms)))]
  // a spread that grows gives each object a hidden class of its own, on Node 20
  return Object.assign(
    {},
    base,
    conclusion(verdict, refusal, refusal ? 0 : unknownIn(resource, open.row)),
    { resource: { type: resource.name, ...(refs && { refs }) } },
    named.length > 0 && { subjects: { refs: named } },
  )
}

/**
 * The verdict classes of many rows: one record each, so that it is true of every person in it, at most 1,000 people a
 * record; and one for each reason of what was refused, which only counts.
 */
export class VerdictClasses {
  readonly #classes = new Map<unknown, Alike>()
  #last: Alike | undefined

  add(
    resource: ResourceDef,
    verdict: Verdict,
    refusal: Refusal | undefined,
    people: Person | readonly Person[] | undefined,
    rows: { at(index: number): OpenRow },
    index = 0,
  ): void {
    const last = this.#last
    const alike =
      last && !refusal && !last.refusal && last.verdict === verdict
        ? last
        : this.#find(resource, verdict, refusal, rows, index)
    this.#last = alike
    alike.rows++
    if (people === undefined || refusal) return
    if (Array.isArray(people)) for (const person of people as readonly Person[]) alike.people.push(person)
    else alike.people.push(people as Person)
  }

  entries(base: Entry, pseudonyms: Pseudonyms): Entry[] {
    return [...this.#classes.values()].flatMap(
      ({ resource, verdict, refusal, people, unknown, rows }): Entry[] => {
        const entry = { ...base, ...conclusion(verdict, refusal, unknown), resource: { type: resource.name } }
        if (refusal) return [{ ...entry, refused: rows }]
        if (people.length === 0) return [entry]
        return pagesOf(people).map((page) => ({ ...entry, subjects: subjectsOf(page, pseudonyms) }))
      },
    )
  }

  #find(
    resource: ResourceDef,
    verdict: Verdict,
    refusal: Refusal | undefined,
    rows: { at(index: number): OpenRow },
    index: number,
  ): Alike {
    const key = refusal ? `${resource.name} ${refusal.reason} ${refusal.rule}` : verdict
    const known = this.#classes.get(key)
    if (known) return known
    const unknown = refusal ? 0 : unknownIn(resource, rows.at(index).row)
    const alike = { resource, verdict, refusal, people: [], unknown, rows: 0 }
    this.#classes.set(key, alike)
    return alike
  }
}

type Conclusion = Pick<Entry, 'effect' | 'reason' | 'rules' | 'fields'>

/** What records say of rows that are permitted alike, said once. */
const PERMITTED = new WeakMap<Verdict, Conclusion>()

function conclusion(verdict: Verdict, refusal: Refusal | undefined, unknown: number): Conclusion {
  if (refusal)
    return { effect: 'deny', reason: refusal.reason, rules: refusal.rule === '' ? [] : [refusal.rule] }
  const known = PERMITTED.get(verdict)
  if (known && unknown === 0) return known
  const { decision, grants } = verdict
  const made: Conclusion = {
    effect: 'permit',
    rules: recordRules(decision, grants),
    fields: recordFields(decision, unknown),
  }
  if (unknown === 0) PERMITTED.set(verdict, made)
  return made
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
  return pendingSubjects(people.length * (pseudonyms.length + QUOTES), pseudonyms.refs(people), people.length)
}
