import {
  type ConsentState,
  type ConsentStore,
  type Person,
  type PersonRef,
  PurposeboundError,
  personKey,
  toPerson,
} from '../index.js'
import { Flights } from './cache/flights.js'
import { Shelf } from './cache/shelf.js'

/** How a store is cached. */
export interface CachedOptions {
  /** How old an answer may be, ms, from before the inner store was asked; reading never extends it. */
  readonly maxStalenessMs: number
  /** How many people are kept at most. @defaultValue 100,000 */
  readonly maxPeople?: number
}

/** A store that keeps copies, and lets them go. */
export interface CachedStore extends ConsentStore {
  /** Forgets one person, or everybody. What is being asked at the time is not kept either. */
  invalidate(person?: PersonRef): void
  /** Of how many people a copy is held. */
  readonly size: number
}

/**
 * Keeps answers of another store for a while: a consent that was withdrawn elsewhere may be seen as given for
 * `maxStalenessMs`, and no longer.
 *
 * What is appended through it is forgotten at once. `subscribe` of the inner store makes it forget sooner, and nothing
 * rests on that. While the inner store is down, people whose copy is too old are `consent_unavailable`.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * const consents = cached(memoryStore(), { maxStalenessMs: 5_000 })
 * ```
 */
export function cached(inner: ConsentStore, options: CachedOptions): CachedStore {
  const { maxStalenessMs, maxPeople } = checked(inner, options)
  const shelf = new Shelf(maxStalenessMs, maxPeople)
  const flights = new Flights(inner, shelf, maxStalenessMs)

  function forget(person: Person): void {
    const key = personKey(person)
    flights.disown(key)
    shelf.delete(key)
  }
  function forgetAll(): void {
    flights.disownAll()
    shelf.clear()
  }
  const end = inner.subscribe?.((changed) => {
    if (changed === 'all') forgetAll()
    else changed.forEach(forget)
  })

  const store: CachedStore = {
    name: `cached(${inner.name})`,
    get size() {
      return shelf.size
    },
    invalidate(ref) {
      if (ref === undefined) return forgetAll()
      const person = toPerson(ref)
      if (!person)
        throw new PurposeboundError('input_invalid', '`invalidate` takes a person, or nothing for all')
      forget(person)
    },
    lookup(people, { fresh = false } = {}) {
      const now = performance.now()
      const known = new Array<ConsentState | undefined>(people.length)
      const missing: number[] = []
      for (let i = 0; i < people.length; i++) {
        const person = people[i] as Person
        const state = fresh ? undefined : shelf.get(personKey(person), person, now)
        if (state) known[i] = state
        else missing.push(i)
      }
      if (missing.length === 0) return known as ConsentState[]
      return flights
        .ask(
          missing.map((i) => people[i] as Person),
          fresh,
        )
        .then((found) => {
          for (const [at, i] of missing.entries()) known[i] = found[at]
          return known as ConsentState[]
        })
    },
    close() {
      end?.()
      forgetAll()
      return inner.close?.()
    },
  }
  const { append, history, latest, count, subscribe } = inner
  if (append)
    store.append = async (event) => {
      const person = personOf(event)
      forget(person)
      try {
        return await append.call(inner, event)
      } finally {
        // once more: what was asked for meanwhile may have seen either; and what failed may have taken effect
        forget(person)
      }
    }
  if (history) store.history = (person) => history.call(inner, person)
  if (latest) store.latest = (person) => latest.call(inner, person)
  if (count) store.count = (asked) => count.call(inner, asked)
  if (subscribe) store.subscribe = (listener) => subscribe.call(inner, listener)
  return Object.freeze(store)
}

function personOf(event: { readonly person: Person }): Person {
  const person = toPerson(event?.person)
  if (person) return person
  throw new PurposeboundError('input_invalid', 'consent event: `person`')
}

function checked(inner: ConsentStore, options: CachedOptions): Required<CachedOptions> {
  const refuse = (detail: string): never => {
    throw new PurposeboundError('config_invalid', detail)
  }
  if (typeof (inner as Partial<ConsentStore> | undefined)?.lookup !== 'function')
    return refuse('`cached` takes a consent store')
  const { maxStalenessMs, maxPeople = 100_000 } = Object(options) as CachedOptions
  if (!(Number.isFinite(maxStalenessMs) && maxStalenessMs >= 0 && maxStalenessMs <= 86_400_000))
    return refuse('`maxStalenessMs` is a number of milliseconds up to a day')
  if (!(Number.isSafeInteger(maxPeople) && maxPeople >= 1))
    return refuse('`maxPeople` is a whole number from 1 on')
  return { maxStalenessMs, maxPeople }
}
