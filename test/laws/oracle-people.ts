import type { PolicyDocument } from '../../src/index.js'
import { at } from './oracle-condition.js'
import { stops } from './oracle-consent.js'
import { deny, type Finding, type Known, type Person, personName, type Question } from './oracle-question.js'
import { LEAVES } from './schemas.js'

/** The people at these places, or why they are not known. */
export function peopleAt(
  { resource, row }: Question,
  places: readonly { population: string; at: string }[],
  tenant: unknown,
): Person[] | 'row_invalid' | 'subject_missing' {
  const people = places.map((place) => ({
    id: at(row, place.at),
    population: place.population,
    tenant,
    at: place.at,
  }))
  if (people.some(({ id, at }) => id !== '' && isWrong(resource, at, id))) return 'row_invalid'
  return people.some(({ id }) => id === undefined || id === null || id === '') ? 'subject_missing' : people
}

export function ofPerson(
  document: PolicyDocument,
  purpose: string,
  person: Person,
  { said, usual, now }: Known,
): Finding[] {
  return stops(document.purposes, purpose, said[personName(person)] ?? usual, now).map((reason) =>
    deny(5, reason, `/purposes/${purpose}/${reason === 'consent_outdated' ? 'terms' : 'basis'}`),
  )
}

/** By tenant, population and typed id; a person without a tenant is one of the actor's own, where the resource has tenants. */
export function isSame(
  person: Person,
  { actor, resource }: Question,
  { resources }: PolicyDocument,
): boolean {
  if (actor.subject === undefined) return false
  const me = typeof actor.subject === 'object' ? actor.subject : { id: actor.subject }
  const tenant = resources[resource]!.tenant === undefined ? undefined : actor.tenant
  return personName(person) === personName({ population: 'person', tenant, ...me })
}

export function isWrong(resource: string, path: string, value: unknown): boolean {
  if (value === undefined || value === null) return false
  const kind = LEAVES[resource]![path]
  if (kind === 'date') return !(value instanceof Date) || Number.isNaN(value.getTime())
  return kind === 'number' ? !Number.isFinite(value) : kind !== 'opaque' && typeof value !== kind
}
