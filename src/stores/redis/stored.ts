import { isDeepStrictEqual } from 'node:util'
import {
  type ConsentEvent,
  type ConsentMoment,
  checkEvent,
  type Person,
  PurposeboundError,
} from '../../index.js'
import { failed } from './failure.js'

/** An event as it is kept: as the how manieth it was taken in, and JSON; whose it is, is the key. */
export function eventText(version: number, event: ConsentEvent): string {
  return `${version} ${jsonOf(event)}`
}

function jsonOf({ person: _, ...event }: ConsentEvent): string {
  return JSON.stringify(event)
}

/** @throws PurposeboundError `store_failed` for what is no event of this id */
export function toEvent(text: unknown, id: unknown, { id: own, population, tenant }: Person): ConsentEvent {
  const person = tenant === undefined ? { id: own, population } : { id: own, population, tenant }
  const kept = parsed(text) as ConsentEvent
  try {
    if (kept.id === id) return checkEvent({ ...kept, person })
  } catch {
    // the message would show what it found
  }
  throw strange()
}

/** @throws PurposeboundError `input_invalid` when the id is taken by another event */
export function assertSame(stored: unknown, event: ConsentEvent): void {
  if (!isDeepStrictEqual(parsed(stored), JSON.parse(jsonOf(event))))
    throw new PurposeboundError('input_invalid', 'consent event: `id` is that of another event')
}

function parsed(text: unknown): unknown {
  try {
    const found = String(text)
    return JSON.parse(found.slice(found.indexOf(' ') + 1))
  } catch {
    throw strange()
  }
}

function strange(): PurposeboundError {
  return failed('a key holds what is no event')
}

/** The order of events: by their times, and of one time by their ids. */
export function precedes(a: ConsentMoment, b: ConsentMoment): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}
