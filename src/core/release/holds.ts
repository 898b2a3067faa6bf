import { toInstant } from '../catalog/instant.js'
import { resolveActor } from '../decide/actor.js'
import { readOwn } from '../decide/own.js'
import { AccessDenied, isPurposeboundError, PurposeboundError } from '../errors.js'
import { recordActor, recordPerson } from '../record/entry.js'
import { type Entry, said, timeText } from '../record/scribe.js'
import { createUuid } from '../record/uuid.js'
import { toSubject } from './consent-event.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import type { Hold, HoldStore } from './hold-contract.js'

/** `gate.holds`: what is placed or lifted is recorded first, and what fails after that is recorded as failed. */
export function createHolds(engine: Engine) {
  const uuid = createUuid()

  async function place(given: unknown): Promise<Hold> {
    assertOpen(engine)
    const { catalog } = engine.snapshot
    const [ref, resource, ends] = ['person', 'resource', 'until'].map((key) => partOf(given, key))
    const person = ref === undefined ? undefined : toSubject(catalog, ref)
    const until = ends === undefined ? undefined : toInstant(ends)
    if (person === undefined && resource === undefined)
      throw invalid('a hold is on a person, a resource, or both')
    if (resource !== undefined && !(typeof resource === 'string' && catalog.resources.has(resource)))
      throw invalid('a hold names a resource that the policy does not know')
    const now = nowOf(engine)
    if (Number.isNaN(now)) throw new AccessDenied('evaluation_error', '')
    if (ends !== undefined && !(until !== undefined && until > now))
      throw invalid('`until` is a time to come')
    const store = storeWith(engine, 'place')
    const hold: Hold = Object.freeze({
      id: uuid(now),
      ...(person && { person }),
      ...(resource !== undefined && { resource: resource as string }),
      placedAt: now,
      ...(until !== undefined && { until }),
    })
    const entry = entryOf(engine, given, { id: hold.id, change: 'placed', ...untilOf(until) })
    await carryOut(
      engine,
      {
        ...entry,
        ...(hold.resource !== undefined && { resource: { type: hold.resource } }),
        ...(person && { subjects: { refs: [recordPerson(person, engine.pseudonyms)] } }),
      },
      () => store.place(hold),
    )
    return hold
  }

  async function lift(id: unknown, by: unknown): Promise<void> {
    assertOpen(engine)
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) throw invalid('a hold is lifted by its id')
    const store = storeWith(engine, 'lift')
    await carryOut(engine, entryOf(engine, by, { id, change: 'lifted' }), () => store.lift(id))
  }

  async function list(): Promise<readonly Hold[]> {
    assertOpen(engine)
    const store = storeWith(engine, 'list')
    const now = nowOf(engine)
    try {
      const all = await store.list()
      return Object.freeze(all.filter(({ until }) => !(until !== undefined && until <= now)))
    } catch {
      throw new PurposeboundError('store_failed')
    }
  }

  return { place, lift, list }
}

/** Records, then does it; what a store throws may hold data. @throws PurposeboundError `store_failed` */
async function carryOut(engine: Engine, entry: Entry, work: () => void | PromiseLike<void>): Promise<void> {
  const { snapshot } = engine
  await submit(engine, snapshot, [entry])
  try {
    await work()
  } catch (error) {
    const code = isPurposeboundError(error) ? error.code : 'store_failed'
    const outcome = { status: 'error', rows: 0, code } as const
    await submit(engine, snapshot, [{ ...entry, type: 'outcome', outcome }])
    throw isPurposeboundError(error) ? error : new PurposeboundError('store_failed')
  }
}

function entryOf(engine: Engine, given: unknown, hold: NonNullable<Entry['hold']>): Entry {
  const actor = resolveActor(partOf(given, 'actor'))
  if (typeof actor === 'string') throw new AccessDenied(actor, '')
  const justification = partOf(given, 'justification')
  if (typeof justification !== 'string' || justification.trim() === '')
    throw new AccessDenied('justification_required', '')
  const { roles } = engine.snapshot.catalog
  return {
    type: 'hold',
    ...said({ justification }),
    actor: recordActor(actor, (role) => roles.has(role), engine.pseudonyms),
    hold,
  }
}

function storeWith<M extends 'place' | 'lift' | 'list'>({ holds }: Engine, method: M) {
  if (typeof holds?.[method] !== 'function')
    throw holds
      ? new PurposeboundError('store_read_only', 'holds are kept elsewhere')
      : new PurposeboundError('config_invalid', 'no `holds` were given to the gate')
  return holds as HoldStore & Required<Pick<HoldStore, M>>
}

function untilOf(until: number | undefined) {
  return until === undefined ? {} : { until: timeText(until) }
}

function partOf(given: unknown, key: string): unknown {
  try {
    return readOwn(Object(given), key)
  } catch {
    throw invalid(`\`${key}\` cannot be read`)
  }
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
