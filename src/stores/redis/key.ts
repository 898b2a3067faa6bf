import { type Person, PurposeboundError, personKey, toPerson } from '../../index.js'

/** The keys of one person. Their tag is the same, so that a cluster keeps all of them in one slot. */
export interface Keys {
  /** Whose they are: stands in the state too, so that a state of somebody else is known as such. */
  readonly tag: string
  /** A text: whose it is, how many events, and what they come to. */
  readonly state: string
  /** A hash: the events by their ids, and under the empty id the shape of the state. */
  readonly events: string
  /** A sorted set: the ids in the order of the events. */
  readonly order: string
  /** A sorted set: what all events up to one come to, now and then. */
  readonly folds: string
}

/** Those that are there from the first event on. */
export function always({ state, events, order }: Keys): readonly string[] {
  return [state, events, order]
}

/** Names the keys of one store. */
export interface Names {
  readonly channel: string
  /** A key that never is. */
  readonly fence: string
  stateOf(tag: string): string
  of(person: Person): Keys
}

export const DEFAULT_NAME = 'consent'

/** @throws PurposeboundError `config_invalid` for a name that would move or mix the tags */
export function toNames(name: unknown): Names {
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/.test(name))
    throw new PurposeboundError('config_invalid', '`name` is letters, digits and `_ . : -`, 100 at most')
  const stateOf = (tag: string): string => `${name}:{${tag}}`
  return {
    channel: `${name}:changed`,
    fence: `${name}:fence`,
    stateOf,
    of(person) {
      const tag = tagOf(person)
      const state = stateOf(tag)
      return { tag, state, events: `${state}:events`, order: `${state}:order`, folds: `${state}:folds` }
    },
  }
}

/**
 * An injective text of a person. What would end the tag or a line, and halves of characters, which clients send as one and
 * the same, are escaped; so is what escapes.
 */
export function tagOf(person: Person): string {
  const key = personKey(person)
  // nearly all; a look-up asks it of thousands
  if (!ESCAPED.test(key)) return key
  return key.replaceAll(
    new RegExp(ESCAPED, 'gu'),
    (char) => `\\${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const ESCAPED = /[\\}\p{Cc}\p{Surrogate}]/u

/** A person as others are told of them: well-formed JSON whatever stands in the id. */
export function told({ id, population, tenant }: Person): string {
  const typed = typeof id === 'bigint' ? { n: String(id) } : id
  return JSON.stringify(tenant === undefined ? [typed, population] : [typed, population, tenant])
}

/** Undefined for what tells of nobody. */
export function heard(text: unknown): Person | undefined {
  try {
    const [typed, population, tenant] = JSON.parse(String(text)) as unknown[]
    const big = (typed as { readonly n?: string } | null)?.n
    return toPerson({
      id: big === undefined ? typed : BigInt(big),
      population,
      ...(tenant !== undefined && { tenant }),
    })
  } catch {
    return undefined
  }
}
