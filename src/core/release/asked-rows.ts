import { type Person, samePerson } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type OpenRow, peopleOf } from '../decide/open-row.js'
import { PurposeboundError } from '../errors.js'
import type { Due, DueItem, DueRows } from './due-rows.js'

/** What one person asked to be erased. */
export interface AskedFor {
  readonly person: Person
  /** Leaves; without them, all that is about the person. */
  readonly fields?: ReadonlySet<string>
}

/**
 * What goes of rows because a person asked for it: fields about nobody else, and the whole row where nothing of it is.
 * Rows about others too, about somebody else, or that cannot be read are counted with what is not known.
 */
export async function askedPage(
  due: DueRows,
  resource: ResourceDef,
  { person, fields }: AskedFor,
  rows: readonly unknown[],
): Promise<Due> {
  const isTheirs = (people: readonly Person[]): boolean =>
    people.length > 0 && people.every((each) => samePerson(each, person))
  const items = rows.flatMap((row, index): DueItem[] => {
    const open = due.reader.open(row)
    if (open.problem || !isTheirs(open.people)) return []
    const mine = due.ends.fields.filter(({ path }) => isAbout(path, open) && (fields?.has(path) ?? true))
    const whole = fields === undefined && mine.length === due.ends.fields.length && isTheirs(peopleOf(open))
    return mine.length === 0
      ? []
      : [{ row, open, index, fields: mine, whole: whole && resource.nested.size === 0 }]
  })
  const free = await due.unheld(items)
  return { items: free, held: items.length - free.length, unknown: rows.length - items.length }

  function isAbout(path: string, { parts }: OpenRow): boolean {
    const part = resource.fields.find((field) => field.path === path)?.part
    const people = part === undefined ? undefined : parts[part]
    // a part that names nobody is about nobody else
    return part === undefined || people === 'subject_missing' || (Array.isArray(people) && isTheirs(people))
  }
}

/** @throws PurposeboundError `input_invalid` for a field that the resource has not */
export function fieldsAsked(given: unknown, { ends }: DueRows): ReadonlySet<string> | undefined {
  if (given === undefined) return undefined
  const known = ends.fields.map(({ path }) => path)
  if (!Array.isArray(given) || given.length === 0 || !given.every((path) => known.includes(path as string)))
    throw new PurposeboundError('input_invalid', '`fields` are personal leaves of the resource')
  return new Set(given as string[])
}
