import { type Person, personKey } from '../catalog/person.js'
import { recordPerson } from '../record/entry.js'
import type { Pseudonyms } from '../record/pseudonym.js'
import type { Entry } from '../record/scribe.js'
import type { DueItem } from './due-rows.js'

const MAX_SUBJECTS = 1000

/** One record for the rows of which the same goes, at most 1,000 people each: true of every person in it. */
export function erasureEntries(
  base: Entry,
  because: 'expired' | 'requested',
  items: readonly DueItem[],
  peopleOf: (item: DueItem) => readonly Person[],
  pseudonyms: Pseudonyms,
): Entry[] {
  const alike = new Map<string, DueItem[]>()
  for (const item of items) {
    const key = `${item.whole} ${item.fields.map(({ path }) => path).join('\n')}`
    const known = alike.get(key)
    if (known) known.push(item)
    else alike.set(key, [item])
  }
  return [...alike.values()].flatMap((group) => pages(group, peopleOf).map((page) => entryOf(page)))

  function entryOf({ rows, people }: Page): Entry {
    const [{ fields, whole }] = rows as [DueItem]
    const rules = fields.flatMap(({ own, purposes }) => [
      ...own.map(({ rule }) => rule),
      ...purposes.flatMap(({ term }) => term?.rule ?? []),
    ])
    return {
      ...base,
      effect: 'permit',
      ...(because === 'expired' && { rules: [...new Set(rules)].sort() }),
      erasure: {
        because,
        rows: rows.length,
        whole: whole ? rows.length : 0,
        fields: fields.map(({ path }) => path).sort(),
      },
      ...(people.length > 0 && { subjects: { refs: people.map((each) => recordPerson(each, pseudonyms)) } }),
    }
  }
}

interface Page {
  readonly rows: DueItem[]
  readonly people: readonly Person[]
}

/** Rows in pages of so many people; a row is in one page with all of its own. */
function pages(items: readonly DueItem[], peopleOf: (item: DueItem) => readonly Person[]): Page[] {
  const done: Page[] = []
  let rows: DueItem[] = []
  let people = new Map<string, Person>()
  for (const item of items) {
    const more = peopleOf(item).map((person) => [personKey(person), person] as const)
    const added = more.filter(([key]) => !people.has(key)).length
    if (people.size + added > MAX_SUBJECTS && rows.length > 0) {
      done.push({ rows, people: [...people.values()] })
      rows = []
      people = new Map()
    }
    for (const [key, person] of more) people.set(key, person)
    rows.push(item)
  }
  return rows.length === 0 ? done : [...done, { rows, people: [...people.values()] }]
}
