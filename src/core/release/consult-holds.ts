import { type Person, samePerson } from '../catalog/person.js'
import { within } from '../clock.js'
import type { ConsentLookup } from '../decide/basis.js'
import { isThenable } from './consult.js'
import { type Engine, nowOf } from './engine.js'
import type { Hold } from './hold-contract.js'

type Asking = Pick<Engine, 'holds' | 'deadlineMs' | 'clock'>

/** Whether a hold is on a person's rows of a resource; `'unknown'` where the store did not say. */
export type HoldLookup = (person: Person, resource: string) => boolean | 'unknown'

const NOBODY: HoldLookup = () => false
const UNKNOWN: HoldLookup = () => 'unknown'

/** In an exception holds are looked up in place of consent: one that is not known is none, so that nothing is shown by it. */
export function consultHolds(
  engine: Asking,
  people: readonly Person[],
): ConsentLookup | Promise<ConsentLookup> {
  const asLookup = (holds: HoldLookup): ConsentLookup =>
    Object.assign(() => undefined, {
      held: (person: Person, resource: string) => holds(person, resource) === true,
    })
  const found = holdsOn(engine, people)
  return found instanceof Promise ? found.then(asLookup) : asLookup(found)
}

/** Looks up the holds on all `people` at once. Never fails: what a store does not answer, in time and for each, is unknown. */
export function holdsOn(engine: Asking, people: readonly Person[]): HoldLookup | Promise<HoldLookup> {
  const { holds, deadlineMs } = engine
  if (!holds || people.length === 0) return NOBODY
  try {
    const answer: unknown = holds.lookup(people)
    if (!isThenable(answer)) return check(people, answer, nowOf(engine as Engine))
    return within(answer, deadlineMs, () => new Error('late'))
      .then((told) => check(people, told, nowOf(engine as Engine)))
      .catch(() => UNKNOWN)
  } catch {
    return UNKNOWN
  }
}

function check(people: readonly Person[], told: unknown, now: number): HoldLookup {
  if (!Array.isArray(told) || told.length !== people.length) return UNKNOWN
  const holds = new Map(people.map((person, i) => [person, read(told[i], person, now)]))
  return (person, resource) => {
    const known = holds.has(person) ? person : people.find((each) => samePerson(each, person))
    const of = known && holds.get(known)
    if (!of) return 'unknown'
    return of.some((hold) => hold.resource === undefined || hold.resource === resource)
  }
}

/** The holds on one person that have not ended; undefined where there is anything else among them. */
function read(given: unknown, person: Person, now: number): readonly Pick<Hold, 'resource'>[] | undefined {
  try {
    if (!Array.isArray(given)) return undefined
    return given.flatMap((hold: Hold) => {
      const { person: on, resource, until } = hold
      if (on !== undefined && !samePerson(on, person)) throw new TypeError('of somebody else')
      if (until !== undefined && !Number.isFinite(until)) throw new TypeError('no time')
      // a time that is no number ends nothing
      return until !== undefined && until <= now ? [] : [resource === undefined ? {} : { resource }]
    })
  } catch {
    return undefined
  }
}
