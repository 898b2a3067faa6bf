import { isId, type Person } from '../catalog/person.js'
import type { SubjectDef } from '../catalog/subject.js'
import type { Problem } from './open-row.js'
import { collect, type Place, valueAt } from './place.js'

/** Where the id of a person stands in a row, and of which types it may be. */
export type Subject = SubjectDef & { readonly place: Place; readonly accepts: (id: unknown) => boolean }

/** The tenant that people of the row are keyed in; undefined where the resource has none. */
type Tenant = string | number | undefined

/** The people whose data a row is, or why they are not known. */
export function peopleAt(
  subject: readonly Subject[],
  values: readonly unknown[],
  tenant: Tenant,
): readonly Person[] | Problem {
  const first = subject[0]
  if (first && subject.length === 1 && !first.place.many) {
    const person = personOf(valueAt(values, first.place), first, tenant)
    return typeof person === 'string' ? person : [person]
  }
  const people: Person[] = []
  let missing = false
  for (const each of subject) {
    for (const id of collect(values, each.place)) {
      const person = personOf(id, each, tenant)
      if (person === 'row_invalid') return person
      if (person === 'subject_missing') missing = true
      else people.push(person)
    }
  }
  return missing ? 'subject_missing' : people
}

export function personOf(id: unknown, { population, accepts }: Subject, tenant: Tenant): Person | Problem {
  if (id === undefined || id === null || id === '') return 'subject_missing'
  if (!isId(id) || !accepts(id)) return 'row_invalid'
  return tenant === undefined ? { id, population } : { id, population, tenant }
}
