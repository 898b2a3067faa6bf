import type { Catalog } from '../catalog/catalog.js'
import { segments } from '../catalog/path.js'
import { type Person, samePerson } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { OpenRow } from '../decide/open-row.js'
import { PurposeboundError } from '../errors.js'
import { valuesAt } from './leaves.js'

/** The resources that hold data of people such as this one: of the population, and keyed in a tenant or not. */
export function resourcesOf({ resources }: Catalog, person: Person): readonly ResourceDef[] {
  return [...resources.values()].filter(
    ({ subject, parts, tenant }) =>
      (tenant !== undefined) === (person.tenant !== undefined) &&
      [subject, ...parts].flat().some(({ population }) => population === person.population),
  )
}

/** @throws PurposeboundError `source_failed` for a row that is about somebody else; one that cannot be read is denied as such */
export function assertAbout(name: string, open: OpenRow, person: Person): void {
  if (open.problem !== undefined || concerns(open, person)) return
  throw new PurposeboundError('source_failed', `\`${name}\` gave a row that is not of the person`)
}

function concerns({ people, parts }: OpenRow, person: Person): boolean {
  return (
    people.some((each) => samePerson(each, person)) ||
    parts.some((part) => typeof part !== 'string' && part.some((each) => samePerson(each, person)))
  )
}

/**
 * The leaves of a row that are about the person and nobody else: what it holds of others, by fields of their own, by a
 * row that several people share, or by a row inside it, is theirs. Of keys only the row's own, and the person's.
 */
export function ownLeaves(
  resource: ResourceDef,
  { people, parts }: OpenRow,
  values: object,
  person: Person,
): readonly string[] {
  const mine = (all: readonly Person[] | string | undefined): boolean =>
    typeof all === 'object' && all.length > 0 && all.every((each) => samePerson(each, person))
  return resource.fields
    .filter(({ path, class: kind, part }) => {
      if (kind === 'key') return path === resource.id || namesOnly(path)
      return mine(part === undefined ? people : parts[part])
    })
    .map(({ path }) => path)

  function namesOnly(path: string): boolean {
    const names = [resource.subject, ...resource.parts]
      .flat()
      .some((each) => each.path === path && each.population === person.population)
    const found = names ? valuesAt(values, segments(path)) : []
    return found.length > 0 && found.every((value) => value === person.id)
  }
}

/** A copy of a view, as JSON, with nothing in it but `paths`. */
export function only(view: unknown, paths: readonly string[]): { readonly [key: string]: unknown } {
  const wanted = new Set(paths)
  return (copy(view, '') ?? {}) as { readonly [key: string]: unknown }

  function copy(value: unknown, at: string): unknown {
    if (wanted.has(at)) return toJson(value)
    if (typeof value !== 'object' || value === null || value instanceof Date) return undefined
    if (Array.isArray(value)) {
      const items = value.map((item) => copy(item, `${at}[]`))
      return items.some((item) => item !== undefined) ? items.map((item) => item ?? null) : undefined
    }
    const kept = Object.entries(value).flatMap(([key, inner]) => {
      const path = at === '' ? key : `${at}.${key}`
      const found = copy(inner, path) ?? copy(inner, at === '' ? '*' : `${at}.*`)
      return found === undefined ? [] : [[key, found] as const]
    })
    return kept.length > 0 ? Object.fromEntries(kept) : undefined
  }
}

/** Times as RFC 3339, big integers as text; frozen. */
export function toJson(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(toJson))
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)])))
}
