import { isDeepStrictEqual } from 'node:util'
import { type ConsentEvent, type ConsentMoment, checkEvent, type Person, PurposeboundError } from '../../index.js'
import { failed } from './failure.js'

/** An event as JSON; whose it is, is the key. */
export function eventText({ person: _, ...event }: ConsentEvent): string {
  return JSON.stringify(event)
}

/** @throws PurposeboundError `store_failed` for what is no event of this id */
export function toEvent(text: unknown, id: unknown, { id: own, population, tenant }: Person): ConsentEvent {
  const person = tenant === undefined ? { id: own, population } : { id: own, population, tenant }
  let event: ConsentEvent | undefined
  try {
    event = checkEvent({ ...(JSON.parse(text as string) as ConsentEvent), person })
  } catch {
    // the message would show what it found
  }
  if (event === undefined || event.id !== id) throw failed('a key holds what is no event')
  return event
}

/** @throws PurposeboundError `input_invalid` when the id is taken by another event */
export function assertSame(stored: unknown, event: ConsentEvent): void {
  if (!isDeepStrictEqual(parsed(stored), JSON.parse(eventText(event))))
    throw new PurposeboundError('input_invalid', 'consent event: `id` is that of another event')
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    throw failed('a key holds what is no event')
  }
}

/** The order of events: by their times, and of one time by their ids. */
export function precedes(a: ConsentMoment, b: ConsentMoment): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}
