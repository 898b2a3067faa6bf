import { toInstant } from '../catalog/instant.js'
import { PurposeboundError } from '../errors.js'
import { reading } from './consent-event.js'

const TIMEOUT_MS = 60_000
const LONGEST_MS = 3_600_000
const KEYS = ['since', 'until', 'timeoutMs']

/** A part of the past in milliseconds, and how long looking may take. @throws PurposeboundError `input_invalid` */
export function readSpan(given: unknown): {
  readonly since?: number
  readonly until?: number
  readonly timeoutMs: number
} {
  if (given === undefined) return { timeoutMs: TIMEOUT_MS }
  return reading(() => {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw refused('a span is an object')
    // a misspelt `since` would give more than was asked for
    if (Object.keys(given).some((key) => !KEYS.includes(key)))
      throw refused('a span has `since`, `until` and `timeoutMs`')
    const { since, until, timeoutMs = TIMEOUT_MS } = given as { readonly [key: string]: unknown }
    if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= LONGEST_MS))
      throw refused('`timeoutMs` is a number of milliseconds up to an hour')
    return {
      ...(since !== undefined && { since: timeOf(since) }),
      ...(until !== undefined && { until: timeOf(until) }),
      timeoutMs,
    }
  })
}

function timeOf(given: unknown): number {
  const time = toInstant(given)
  if (time === undefined || Math.abs(time) > 8.64e15)
    throw refused('a time is a Date, milliseconds or RFC 3339 text')
  return time
}

function refused(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
