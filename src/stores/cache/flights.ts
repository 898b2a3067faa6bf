import {
  type ConsentState,
  type ConsentStore,
  type Person,
  PurposeboundError,
  personKey,
  samePerson,
} from '../../index.js'
import { aged, type Shelf } from './shelf.js'

/** One question to the inner store that is under way. */
interface Flight {
  readonly asked: number
  readonly answer: Promise<ReadonlyMap<string, ConsentState>>
}

/**
 * Questions to the inner store, one at a time for a person: whoever asks for somebody who is being asked for waits for
 * the same answer, where that is new enough.
 */
export class Flights {
  readonly #inner: ConsentStore
  readonly #shelf: Shelf
  readonly #maxAgeMs: number
  /** The latest question about each person; an answer to any other is handed on and not kept. */
  readonly #current = new Map<string, Flight>()

  constructor(inner: ConsentStore, shelf: Shelf, maxAgeMs: number) {
    this.#inner = inner
    this.#shelf = shelf
    this.#maxAgeMs = maxAgeMs
  }

  async ask(people: readonly Person[], fresh: boolean): Promise<readonly ConsentState[]> {
    const now = performance.now()
    const flights = new Map<string, Flight>()
    const absent = new Map<string, Person>()
    for (const person of people) {
      const key = personKey(person)
      const flight = this.#current.get(key)
      if (!fresh && flight && now - flight.asked < this.#maxAgeMs) flights.set(key, flight)
      else absent.set(key, person)
    }
    if (absent.size > 0) {
      const own = this.#start(absent, fresh)
      for (const key of absent.keys()) flights.set(key, own)
    }
    const found = await statesOf(people, flights)
    const late = people.filter((person, i) => !absent.has(personKey(person)) && this.#isOld(found[i]!))
    if (late.length === 0) return found
    // those who waited for an answer that had become too old by the time it came ask for themselves
    const again = this.#start(new Map(late.map((person) => [personKey(person), person])), true)
    for (const person of late) flights.set(personKey(person), again)
    return statesOf(people, flights)
  }

  /** No answer that is under way will be kept for this person. */
  disown(key: string): void {
    this.#current.delete(key)
  }

  disownAll(): void {
    this.#current.clear()
  }

  #start(people: ReadonlyMap<string, Person>, fresh: boolean): Flight {
    const asked = performance.now()
    const flight: Flight = { asked, answer: this.#answer(people, fresh) }
    for (const key of people.keys()) this.#current.set(key, flight)
    const keep = (states: ReadonlyMap<string, ConsentState> | undefined): void => {
      for (const key of people.keys()) {
        if (this.#current.get(key) !== flight) continue
        this.#current.delete(key)
        const state = states?.get(key)
        if (state) this.#shelf.put(key, state, asked)
      }
    }
    flight.answer.then(keep, () => keep(undefined))
    return flight
  }

  /** Asks, and once more past all copies below for whoever's answer is older than may be. */
  async #answer(
    people: ReadonlyMap<string, Person>,
    fresh: boolean,
  ): Promise<ReadonlyMap<string, ConsentState>> {
    const states = await this.#lookup(people, fresh)
    const old = new Map([...people].filter(([key]) => isAged(states.get(key)!, this.#maxAgeMs)))
    if (old.size === 0 || fresh) return states
    const asked = performance.now()
    const anew = await this.#lookup(old, true)
    const took = performance.now() - asked
    for (const state of anew.values())
      if (isAged(state, this.#maxAgeMs + took)) throw failed('answered with what is too old')
    return new Map([...states, ...anew])
  }

  async #lookup(people: ReadonlyMap<string, Person>, fresh: boolean): Promise<Map<string, ConsentState>> {
    const all = [...people.values()]
    const states = await (fresh ? this.#inner.lookup(all, { fresh }) : this.#inner.lookup(all))
    if (!Array.isArray(states) || states.length !== all.length) throw failed('answered for somebody else')
    return new Map(
      [...people.keys()].map((key, i) => {
        const state = states[i] as ConsentState
        if (!samePerson(state.person, all[i]!)) throw failed('answered for somebody else')
        return [key, state]
      }),
    )
  }

  #isOld({ ageMs = 0 }: ConsentState): boolean {
    return ageMs >= this.#maxAgeMs
  }
}

function isAged({ ageMs = 0 }: ConsentState, mostMs: number): boolean {
  return ageMs > 0 && ageMs >= mostMs
}

function failed(how: string): PurposeboundError {
  return new PurposeboundError('store_failed', `the store under the cache ${how}`)
}

async function statesOf(
  people: readonly Person[],
  flights: ReadonlyMap<string, Flight>,
): Promise<readonly ConsentState[]> {
  const unique = [...new Set(flights.values())]
  const answers = new Map(
    await Promise.all(unique.map(async (flight) => [flight, await flight.answer] as const)),
  )
  const now = performance.now()
  return people.map((person) => {
    const key = personKey(person)
    const flight = flights.get(key)!
    const state = answers.get(flight)!.get(key)!
    return aged(state, person, now - flight.asked + (state.ageMs ?? 0))
  })
}
