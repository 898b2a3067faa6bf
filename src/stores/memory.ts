import {
  type Appended,
  type ConsentCount,
  type ConsentEntry,
  type ConsentEvent,
  type ConsentMoment,
  type ConsentState,
  type ConsentStore,
  checkEvent,
  type Person,
} from '../index.js'
import { fill } from './packed/fill.js'
import { Fillings } from './packed/fillings.js'
import { Late } from './packed/late.js'
import { Log, type LogEvent, precedes } from './packed/log.js'
import { PAGE, People } from './packed/people.js'
import type { Statement } from './packed/statement.js'
import { SILENT, type Standing, States } from './packed/states.js'
import { Values } from './packed/values.js'

export { memoryHolds } from './holds/memory.js'

/** A consent store that answers at once and counts its people. */
export interface MemoryStore extends ConsentStore {
  lookup(people: readonly Person[]): readonly ConsentState[]
  append(event: ConsentEvent): Appended
  history(person: Person): readonly ConsentEvent[]
  latest(person: Person): ConsentMoment | undefined
  count(asked: ConsentCount): number
  /** How many people have said something. */
  readonly size: number
}

/**
 * Keeps consent in the memory of this process, packed: a million people and all they said take some 100 MB.
 *
 * A state is the fold of its person's history in the order of `(at, id)`, in whatever order the events came in.
 * It ends with the process: for tests, for first runs, and as a copy of what is kept elsewhere.
 */
export function memoryStore(): MemoryStore {
  const people = new People()
  const states = new States()
  const statements = new Values<Statement>()
  const log = new Log()
  const fillings = new Fillings()

  function standing(who: number): Standing {
    const shape = people.shape(who)
    return { shape, times: people.times(who, states.shape(shape).count) }
  }

  function fold(before: Standing, { said, expiresAt }: LogEvent): Standing {
    return states.fold(before, said, statements.read(said), expiresAt)
  }

  const late = new Late(log, fold)

  /** Folds what a person's events come to that came late. */
  function settle(who: number): void {
    people.settle(who, late.settle(who, people.latest(who)))
  }

  function purposesOf(who: number): ConsentState['purposes'] {
    if (late.any && late.of(who)) settle(who)
    const shape = states.shape(who === 0 ? SILENT.shape : people.shape(who))
    if (shape.count === 0) return shape.purposes
    return shape.count === 1
      ? fillings.get(shape, people.time(who))
      : fill(shape, people.times(who, shape.count))
  }

  return {
    name: 'memory',
    get size() {
      return people.size
    },
    lookup(asked) {
      const found = new Array<ConsentState>(asked.length)
      for (let from = 0; from < asked.length; from += PAGE) {
        const end = Math.min(from + PAGE, asked.length)
        const addresses = people.findAll(asked, from, end)
        for (let i = from; i < end; i++) {
          const who = addresses[i - from] as number
          const version = who === 0 ? 0 : people.version(who)
          found[i] = { person: asked[i] as Person, purposes: purposesOf(who), version }
        }
      }
      return found
    },
    append(input) {
      const { id, person, at, expiresAt, ...statement } = checkEvent(input)
      const who = people.intern(person)
      const latest = people.latest(who)
      const waiting = late.of(who)
      if (log.has(who, latest, waiting ?? [], id)) return { version: people.version(who) }
      const event: LogEvent = { id, at, said: statements.intern(statement), expiresAt }
      if (latest !== 0 && !precedes(log.read(latest), event)) {
        const address = log.write(who, 0, event)
        const version = people.take(who, latest)
        const full = late.wait(who, address, version)
        if (full !== undefined) settle(full)
        return { version }
      }
      if (waiting) return { version: people.take(who, log.write(who, latest, event)) }
      // folded first and written last: what fails leaves no trace and can be tried again
      const next = fold(standing(who), event)
      const address = log.write(who, latest, event)
      const version = people.take(who, address)
      people.settle(who, next)
      late.keep(address, version, next)
      return { version }
    },
    history({ id, population, tenant }) {
      const person = tenant === undefined ? { id, population } : { id, population, tenant }
      const who = people.find(person)
      if (late.of(who)) settle(who)
      const events = who === 0 ? [] : [...log.chain(people.latest(who))].reverse()
      return events.map(({ id, at, said, expiresAt }) => ({
        id,
        person,
        at,
        ...statements.read(said),
        ...(expiresAt !== undefined && { expiresAt }),
      }))
    },
    count({ purpose, terms = 1, now }) {
      let count = 0
      for (const who of people.addresses()) {
        const shape = states.shape(people.shape(who))
        if (!Object.hasOwn(shape.purposes, purpose)) continue
        const { given, stopped } = shape.purposes[purpose] as ConsentEntry
        if (!given || stopped?.length || !((given.terms ?? 1) >= terms)) continue
        const until =
          given.expiresAt === undefined
            ? Number.POSITIVE_INFINITY
            : people.times(who, shape.count)[given.expiresAt]
        if ((until as number) > now) count++
      }
      return count
    },
    latest(person) {
      const who = people.find(person)
      if (who === 0) return undefined
      const { id, at } = log.read(people.latest(who))
      return { id, at }
    },
  }
}
