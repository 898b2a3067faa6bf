/** An identifier as it stands in the row. `1` and `'1'` are two people. */
export type Id = string | number | bigint

/** Whom data is about (data subject, 本人), keyed by tenant, population and typed id. */
export interface Person {
  readonly id: Id
  /** A set of people with one id space. */
  readonly population: string
  /** The tenant of the row, where its resource has one. */
  readonly tenant?: string | number
}

/** A person as callers write it: an id, or the id with its population and tenant. */
export type PersonRef =
  | Id
  | { readonly id: Id; readonly population?: string; readonly tenant?: string | number }

/** The population when none is named. */
export const DEFAULT_POPULATION = 'person'

/** The person that `ref` names, or undefined when it names none. */
export function toPerson(ref: unknown, tenant?: string | number): Person | undefined {
  if (isId(ref))
    return tenant === undefined
      ? { id: ref, population: DEFAULT_POPULATION }
      : { id: ref, population: DEFAULT_POPULATION, tenant }
  if (typeof ref !== 'object' || ref === null) return undefined
  const {
    id,
    population = DEFAULT_POPULATION,
    tenant: own = tenant,
  } = ref as { id?: unknown; population?: unknown; tenant?: unknown }
  if (!isId(id) || typeof population !== 'string') return undefined
  if (own === undefined) return { id, population }
  return isTenant(own) ? { id, population, tenant: own } : undefined
}

/** A string, a safe integer or a bigint; the empty string is nobody. */
export function isId(value: unknown): value is Id {
  return typeof value === 'string' ? value !== '' : typeof value === 'bigint' || Number.isSafeInteger(value)
}

const LONGEST_TENANT = 1000

export function isTenant(value: unknown): value is string | number {
  if (typeof value !== 'string') return Number.isSafeInteger(value)
  return value !== '' && value[0] !== '\0' && value.length <= LONGEST_TENANT
}

export function samePerson(a: Person, b: Person): boolean {
  return a.id === b.id && a.population === b.population && a.tenant === b.tenant
}

/** An injective text of a person, for maps: tenant `a`, id `b|c` and tenant `a|b`, id `c` differ, as do 1 and `'1'`. */
export function personKey({ id, population, tenant }: Person): string {
  const where =
    tenant === undefined ? '' : `${typeof tenant === 'string' ? 's' : 'i'}${String(tenant).length}:${tenant}`
  return `${where}/${population.length}:${population}/${tag(id)}${id}`
}

/** The type tag of an id in keys and pseudonyms. */
function tag(id: Id): 's' | 'i' | 'n' {
  return typeof id === 'string' ? 's' : typeof id === 'number' ? 'i' : 'n'
}
