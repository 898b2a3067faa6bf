import { type Id, isId, isTenant, type PersonRef, toPerson } from '../catalog/person.js'
import { PurposeboundError } from '../errors.js'
import { type CheckedKeys, checkKeys, type Keys } from './keys.js'
import { createPseudonyms } from './pseudonym.js'

/** The pseudonyms that people and actors have in records, one for each master key, the current one first. */
export interface Refs {
  /** @throws PurposeboundError `input_invalid` for what is no person, `config_invalid` where a salt cannot be had */
  person(person: PersonRef): readonly string[]
  /** @throws PurposeboundError `input_invalid`, `config_invalid` */
  actor(actor: { readonly id: Id; readonly tenant?: string | number }): readonly string[]
}

/**
 * Computes the names under which a trail knows people and actors, so that whoever holds the keys can find somebody in it.
 *
 * They cannot be inverted: to put names to a trail, compute those of everybody it could be about.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * pseudonyms({ current: 'k2', k1, k2 }).person({ id: 'm-1', population: 'member' })   // ['hmac:k2:…', 'hmac:k1:…']
 * ```
 */
export function pseudonyms(keys: Keys): Refs {
  return refsUnder(checkKeys(keys))
}

/** The same by keys that were checked; a salt that was forgotten since is asked for in vain. */
export function refsUnder({ current, secret, former, salt }: CheckedKeys): Refs {
  const all = [[current, secret] as const, ...former].map(([id, master]) =>
    createPseudonyms({ current: id, [id]: master, ...(salt && { salt }) }),
  )
  return {
    person(ref) {
      const { id, population, tenant } = toPerson(ref) ?? refuse('a person')
      return all.map((each) => each.ref(id, population, tenant))
    },
    actor(actor) {
      const { id, tenant } = Object(actor) as { readonly id: unknown; readonly tenant?: unknown }
      if (!isId(id) || (tenant !== undefined && !isTenant(tenant))) return refuse('an actor')
      return all.map((each) => each.ref(id, 'actor', tenant))
    },
  }
}

function refuse(what: string): never {
  throw new PurposeboundError('input_invalid', `this is not ${what}`)
}
