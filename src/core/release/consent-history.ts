import { type Person, samePerson } from '../catalog/person.js'
import { within } from '../clock.js'
import { type ConsentEvent, type ConsentMoment, isEventAction } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import type { Engine } from './engine.js'

/** What a person has said, as the store tells it in time. @throws PurposeboundError `store_failed` also where it tells anything else */
export async function historyOf(
  { store, deadlineMs }: Engine,
  person: Person,
): Promise<readonly ConsentEvent[]> {
  if (!store.history) throw new PurposeboundError('store_failed', 'the store keeps no history')
  const failed = () => new PurposeboundError('store_failed')
  try {
    const told: unknown = await within(Promise.resolve(store.history(person)), deadlineMs, failed)
    if (!Array.isArray(told)) throw failed()
    return Array.from(told, (event: ConsentEvent) => own(event, person) ?? fail(failed()))
  } catch {
    throw failed()
  }
}

/** The last thing a person has said, or nothing, without the rest. @throws PurposeboundError `store_failed` */
export async function latestOf(
  { store, deadlineMs }: Engine,
  person: Person,
): Promise<readonly ConsentMoment[]> {
  const failed = () => new PurposeboundError('store_failed')
  try {
    const told = await within(Promise.resolve(store.latest?.(person)), deadlineMs, failed)
    if (told === undefined) return []
    const { id, at } = told
    return typeof id === 'string' && Number.isFinite(at) ? [{ id, at }] : fail(failed())
  } catch {
    throw failed()
  }
}

/** A copy of an event of this person, or nothing where it is none. */
function own(event: ConsentEvent, person: Person): ConsentEvent | undefined {
  const copy = { ...event, purposes: Array.from(event.purposes, (purpose) => ({ ...purpose })) }
  const told =
    typeof copy.id === 'string' &&
    isEventAction(copy.action) &&
    Number.isFinite(copy.at) &&
    samePerson(copy.person, person) &&
    copy.purposes.every(({ purpose, via }) => typeof purpose === 'string' && typeof via === 'string')
  return told ? copy : undefined
}

function fail(error: Error): never {
  throw error
}
