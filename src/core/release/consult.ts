import { type Person, samePerson } from '../catalog/person.js'
import { within } from '../clock.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { ConsentState, ConsentStore } from '../decide/consent.js'

const NOBODY: ConsentLookup = () => undefined
const UNAVAILABLE: ConsentLookup = () => 'unavailable'

/**
 * Looks up the consent of all `people` at once; synchronous where the store is.
 *
 * Never fails: a store that throws, hangs or answers for somebody else leaves the state `unavailable`, which denies.
 */
export function consult(
  store: ConsentStore,
  people: readonly Person[],
  deadlineMs: number,
): ConsentLookup | Promise<ConsentLookup> {
  if (people.length === 0) return NOBODY
  try {
    const answer: unknown = store.lookup(people)
    if (!isThenable(answer)) return check(people, answer)
    return within(answer, deadlineMs, () => new Error('late'))
      .then((states) => check(people, states))
      .catch(() => UNAVAILABLE)
  } catch {
    return UNAVAILABLE
  }
}

function check(people: readonly Person[], states: unknown): ConsentLookup {
  if (!Array.isArray(states) || states.length !== people.length) return UNAVAILABLE
  let at = 0
  return (person) => {
    // asked in the order of the people, save where somebody is asked about twice
    if (people[at] !== person) at = people[at + 1] === person ? at + 1 : people.indexOf(person)
    return at === -1 ? 'unavailable' : stateOf(states, at, person)
  }
}

function stateOf(states: readonly unknown[], at: number, person: Person): ConsentState | 'unavailable' {
  try {
    const state = states[at] as ConsentState
    const { person: echoed, purposes } = state
    const theirs = echoed === person || samePerson(echoed, person)
    return theirs && isRecord(purposes) ? state : 'unavailable'
  } catch {
    return 'unavailable'
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}
