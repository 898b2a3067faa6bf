import { type Person, samePerson } from '../catalog/person.js'
import type { PurposeDef } from '../catalog/purpose.js'
import { mono, within } from '../clock.js'
import { awaitsAnnouncement } from '../decide/announced.js'
import type { ConsentLookup } from '../decide/basis.js'
import { type ConsentState, type ConsentStore, EVERYBODY, type LookupOptions } from '../decide/consent.js'
import type { Engine } from './engine.js'
import type { AtLeast } from './token.js'

const NOBODY: ConsentLookup = () => undefined
const UNAVAILABLE: ConsentLookup = () => 'unavailable'

/**
 * Looks up the consent of all `people` at once; synchronous where the store is.
 *
 * Whoever's answer is older than what was said through this gate, or than `atLeast`, is asked for once more past all
 * copies. Never fails: a store that throws, hangs, answers for somebody else or still with what is older leaves the state
 * `unavailable`, which denies.
 */
function consult(
  { store, deadlineMs, own }: Pick<Engine, 'store' | 'deadlineMs' | 'own'>,
  people: readonly Person[],
  atLeast?: AtLeast,
): ConsentLookup | Promise<ConsentLookup> {
  if (people.length === 0) return NOBODY
  const until = mono() + deadlineMs * 1000
  const first = ask(store, people, deadlineMs)
  if (!atLeast && !own.any) return first
  const isOlder = (person: Person, state: ReturnType<ConsentLookup>): boolean =>
    typeof state === 'object' &&
    ((atLeast?.(person) ?? 0) > (state.version ?? 0) || own.mayMiss(person, state))

  function insist(known: ConsentLookup): ConsentLookup | Promise<ConsentLookup> {
    const older = people.filter((person) => isOlder(person, known(person)))
    if (older.length === 0) return known
    const left = (until - mono()) / 1000
    if (left <= 0) return UNAVAILABLE
    const again = ask(store, older, left, { fresh: true })
    const among = new Set(older)
    const join = (fresh: ConsentLookup): ConsentLookup => {
      const joined: ConsentLookup = (person) => {
        if (!among.has(person)) return known(person)
        const state = fresh(person)
        return isOlder(person, state) ? 'unavailable' : state
      }
      return among.size === people.length ? withAge(joined, fresh.ageMs) : withAge(joined, known.ageMs)
    }
    return again instanceof Promise ? again.then(join) : join(again)
  }
  return first instanceof Promise ? first.then(insist) : insist(first)
}

/** The same for a purpose: with what everybody was told, where it asks for that. */
export function consultFor(
  engine: Pick<Engine, 'store' | 'deadlineMs' | 'own'>,
  purpose: PurposeDef | undefined,
  people: readonly Person[],
  atLeast?: AtLeast,
): ConsentLookup | Promise<ConsentLookup> {
  if (!purpose || people.length === 0 || !awaitsAnnouncement(purpose)) return consult(engine, people, atLeast)
  const found = consult(engine, [...people, EVERYBODY], atLeast)
  const settle = (known: ConsentLookup): ConsentLookup => {
    const told = withAge((person) => known(person), known.ageMs)
    told.everybody = { state: known(EVERYBODY) }
    return told
  }
  return found instanceof Promise ? found.then(settle) : settle(found)
}

/** What one person has said, past all copies. */
export async function freshOf(
  { store, deadlineMs }: Pick<Engine, 'store' | 'deadlineMs'>,
  person: Person,
): Promise<ReturnType<ConsentLookup>> {
  return (await ask(store, [person], deadlineMs, { fresh: true }))(person)
}

function ask(
  store: ConsentStore,
  people: readonly Person[],
  ms: number,
  options?: LookupOptions,
): ConsentLookup | Promise<ConsentLookup> {
  try {
    const answer: unknown = options ? store.lookup(people, options) : store.lookup(people)
    if (!isThenable(answer)) return check(people, answer)
    return within(answer, ms, () => new Error('late'))
      .then((states) => check(people, states))
      .catch(() => UNAVAILABLE)
  } catch {
    return UNAVAILABLE
  }
}

function check(people: readonly Person[], states: unknown): ConsentLookup {
  if (!Array.isArray(states) || states.length !== people.length) return UNAVAILABLE
  let at = 0
  const lookup: ConsentLookup = (person) => {
    // asked in the order of the people, save where somebody is asked about twice
    if (people[at] !== person) at = people[at + 1] === person ? at + 1 : people.indexOf(person)
    return at === -1 ? 'unavailable' : stateOf(states, at, person)
  }
  return withAge(lookup, ageOf(states))
}

function withAge(lookup: ConsentLookup, ageMs: number | undefined): ConsentLookup {
  if (ageMs !== undefined && ageMs > 0) lookup.ageMs = ageMs
  return lookup
}

/** The age of the oldest; one that says nonsense is refused where it is asked for. */
function ageOf(states: readonly unknown[]): number {
  let oldest = 0
  for (let i = 0; i < states.length; i++) {
    const ageMs = (states[i] as ConsentState | undefined)?.ageMs ?? 0
    if (ageMs > oldest && Number.isFinite(ageMs)) oldest = ageMs
  }
  return oldest
}

function stateOf(states: readonly unknown[], at: number, person: Person): ConsentState | 'unavailable' {
  try {
    const state = states[at] as ConsentState
    const { person: echoed, purposes, version, ageMs } = state
    const theirs = echoed === person || samePerson(echoed, person)
    return theirs && isRecord(purposes) && isCount(version) && isAge(ageMs) ? state : 'unavailable'
  } catch {
    return 'unavailable'
  }
}

function isCount(version: unknown): boolean {
  return version === undefined || (Number.isSafeInteger(version) && (version as number) >= 0)
}

function isAge(ageMs: unknown): boolean {
  return ageMs === undefined || (Number.isFinite(ageMs) && (ageMs as number) >= 0)
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}
