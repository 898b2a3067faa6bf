import { isDeepStrictEqual } from 'node:util'
import {
  type ConsentEvent,
  type ConsentState,
  checkEvent,
  type Person,
  PurposeboundError,
} from '../../index.js'
import { failed } from './failure.js'
import { unpack } from './packed.js'

type Purposes = ConsentState['purposes']

/** An event as JSON; whose it is stands in columns beside it, as an id may hold what JSON in the server cannot. */
export function eventText({ person: _, ...event }: ConsentEvent): string {
  return JSON.stringify(event)
}

/** @throws PurposeboundError `store_failed` for what is no event of this person */
export function toEvent(text: unknown, person: Person): ConsentEvent {
  try {
    return checkEvent({ ...(JSON.parse(text as string) as ConsentEvent), person })
  } catch {
    throw failed('a row holds what is no event')
  }
}

/** @throws PurposeboundError `input_invalid` when the id is taken by another event */
export function assertSame(stored: unknown, event: ConsentEvent): void {
  if (!isDeepStrictEqual(JSON.parse(String(stored)), JSON.parse(eventText(event)))) throw taken()
}

export function taken(): PurposeboundError {
  return new PurposeboundError('input_invalid', 'consent event: `id` is that of another event')
}

/** @throws PurposeboundError `store_failed` */
export function toPurposes(text: unknown): Purposes {
  try {
    return unpack(JSON.parse(text as string))
  } catch {
    // the message would show what it found
    throw strange()
  }
}

/** A whole number that came as text. @throws PurposeboundError `store_failed` */
export function toWhole(text: unknown): number {
  const number = typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw strange()
  return number
}

function strange(): PurposeboundError {
  return failed('a row holds what is no state')
}
