import { type ConsentEvent, type ConsentState, type Person, personKey } from '../../../../src/index.js'
import { folded } from '../../said.js'

/** One call as its process saw it: from when to when (nanoseconds of the machine's monotone clock), and what came back. */
export type Call = { readonly from: number; readonly to: number; readonly person: Person } & (
  | { readonly event: ConsentEvent; readonly version: number }
  | { readonly purposes: ConsentState['purposes']; readonly version: number }
)

/** The events of each person in the order in which the store says that it took them in. */
export type Order = ReadonlyMap<string, readonly ConsentEvent[]>

/**
 * What is not linearizable in a history, or undefined.
 *
 * The store's own order of each person is the witness: each call must have its place in it between its begin and its end,
 * and each answer must be what the events before that place come to. People are independent of each other, so that each is
 * judged alone (linearizability is local).
 */
export function violation(calls: readonly Call[], order: Order): string | undefined {
  for (const [key, events] of order) {
    const own = calls.filter(({ person }) => personKey(person) === key)
    const found = ofOne(own, events)
    if (found !== undefined) return `${key}: ${found}`
  }
  return undefined
}

function ofOne(calls: readonly Call[], events: readonly ConsentEvent[]): string | undefined {
  const places = new Map(events.map(({ id }, i) => [id, i + 1]))
  if (places.size !== events.length) return 'an event is stored twice'
  const placed = calls.map((call) => ({
    call,
    place: 'event' in call ? places.get(call.event.id) : call.version,
  }))
  for (const { call, place } of placed) {
    if (place === undefined) return 'an event that was acknowledged is not stored'
    if (place > events.length) return 'a version that never was'
    if (call.version < place) return 'an append is acknowledged with a version that lacks it'
    if ('purposes' in call && !same(call.purposes, folded(events.slice(0, place))))
      return `the state at version ${place} is not the fold of what was said`
  }
  // in the order of their beginnings, beside the furthest place that a finished call has proved
  const beginnings = placed.toSorted((a, b) => a.call.from - b.call.from)
  const ends = placed.toSorted((a, b) => a.call.to - b.call.to)
  let ended = 0
  let furthest = 0
  for (const { call, place = 0 } of beginnings) {
    for (; ended < ends.length && ends[ended]!.call.to < call.from; ended += 1)
      furthest = Math.max(furthest, ends[ended]!.place ?? 0)
    if ('event' in call ? place <= furthest : place < furthest)
      return `version ${place} after ${furthest} had been seen`
  }
  return undefined
}

function same(a: ConsentState['purposes'], b: ConsentState['purposes']): boolean {
  return sorted(a) === sorted(b)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
