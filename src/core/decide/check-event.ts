import { toPerson } from '../catalog/person.js'
import { PurposeboundError } from '../errors.js'
import { type ConsentEvent, type EventAction, isEventAction } from './consent.js'
import { evidence, recipientsOf } from './evidence.js'

type Named = ConsentEvent['purposes'][number]

const NAME = /^[a-z][A-Za-z0-9_]*$/
const ID = /^[\x20-\x7e]{1,128}$/
/** The last millisecond that a Date can hold. */
const LAST = 8.64e15

/**
 * The event as plain data of our own, each property read once: what a store does first with whatever it is given.
 *
 * @throws PurposeboundError `input_invalid` naming the first field that is malformed, never its value.
 * @example
 * ```ts
 * const append = async (event: ConsentEvent) => save(checkEvent(event))
 * ```
 */
export function checkEvent(event: ConsentEvent): ConsentEvent {
  const { id, action, person: ref, at, purposes, expiresAt, effectiveAt, onlyRecipients } = event
  const person = toPerson(ref)
  check(typeof id === 'string' && ID.test(id), 'id')
  check(isEventAction(action), 'action')
  check(person !== undefined, 'person')
  check(isTime(at), 'at')
  check(Array.isArray(purposes), 'purposes')
  check(expiresAt === undefined || isTime(expiresAt), 'expiresAt')
  // an announcement holds from some time on, and what people say holds at once
  const timed = action === 'announce' ? isTime(effectiveAt) : effectiveAt === undefined
  check(timed && (effectiveAt === undefined || effectiveAt >= at), 'effectiveAt')
  return {
    id,
    action,
    person,
    at,
    purposes: purposes.map(checkPurpose),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(onlyRecipients !== undefined && { onlyRecipients: onlyOf(onlyRecipients, action, check) }),
    ...evidence(event, check),
  }
}

/** Whom alone a no is about: at least one, since none would be no no. */
export function onlyOf(
  given: readonly string[],
  action: EventAction,
  right: (is: boolean, field: string) => void,
): readonly string[] {
  const only = recipientsOf(given, right, 'onlyRecipients')
  right(only.length > 0 && (action === 'withdraw' || action === 'refuse'), 'onlyRecipients')
  return only
}

function checkPurpose({ purpose, via, terms }: Named): Named {
  check(typeof purpose === 'string' && NAME.test(purpose), 'purpose')
  check(typeof via === 'string' && NAME.test(via), 'via')
  check(terms === undefined || Number.isSafeInteger(terms), 'terms')
  return { purpose, via, ...(terms !== undefined && { terms }) }
}

function isTime(ms: unknown): boolean {
  return Number.isSafeInteger(ms) && Math.abs(ms as number) <= LAST
}

function check(right: boolean, field: string): asserts right {
  if (!right) throw new PurposeboundError('input_invalid', `consent event: \`${field}\``)
}
