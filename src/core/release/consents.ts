import { toInstant } from '../catalog/instant.js'
import { type Person, toPerson } from '../catalog/person.js'
import { after, within } from '../clock.js'
import { resolveActor } from '../decide/actor.js'
import type { ConsentAction, ConsentEvent } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import { recordActor, recordPerson } from '../record/entry.js'
import { type Entry, timeText } from '../record/scribe.js'
import { createUuid } from '../record/uuid.js'
import { type ConsentStatement, toEvent } from './consent-event.js'
import { type ConsentStanding, replay, standingOf } from './consent-status.js'
import { consult } from './consult.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import type { Snapshot } from './snapshot.js'

/** A statement of the past, for `import`. */
export interface PastStatement extends ConsentStatement {
  readonly action: ConsentAction
  readonly at: Date | number | string
}

const NARROWING: readonly ConsentAction[] = ['withdraw', 'refuse', 'object', 'restrict']
const RETRY_MS = 1000

/** What people say, and where they stand. Narrowing takes effect first and is recorded after; widening is recorded first. */
export function createConsents(engine: Engine) {
  const uuid = createUuid()
  const say =
    (action: ConsentAction) =>
    async (statement: ConsentStatement): Promise<void> => {
      assertOpen(engine)
      const { snapshot } = engine
      const now = nowOf(engine)
      await apply(
        engine,
        snapshot,
        [toEvent(snapshot.catalog, action, statement, uuid(now), now)],
        statement.actor,
      )
    }
  return {
    give: say('give'),
    renew: say('renew'),
    withdraw: say('withdraw'),
    refuse: say('refuse'),
    object: say('object'),
    restrict: say('restrict'),
    lift: say('lift'),

    async import(statements: readonly PastStatement[]): Promise<void> {
      assertOpen(engine)
      const { snapshot } = engine
      const now = nowOf(engine)
      const events = statements.map((statement) => {
        const at = toInstant(statement.at)
        if (at === undefined || !(at <= now))
          throw new PurposeboundError('input_invalid', '`at` is a time in the past')
        return {
          event: toEvent(snapshot.catalog, statement.action, statement, uuid(now), at),
          actor: statement.actor,
        }
      })
      for (const { event, actor } of events) await apply(engine, snapshot, [event], actor)
    },

    async state(subject: unknown): Promise<ConsentStanding> {
      const person = personOf(subject)
      const { catalog } = engine.snapshot
      const state = (await consult(engine.store, [person], engine.deadlineMs))(person)
      if (state === 'unavailable' || state === undefined) throw new PurposeboundError('store_failed')
      return standingOf(catalog, state, nowOf(engine))
    },

    async stateAt(subject: unknown, time: Date | number | string): Promise<ConsentStanding> {
      const at = toInstant(time)
      if (at === undefined)
        throw new PurposeboundError('input_invalid', 'a time is a Date, milliseconds or RFC 3339 text')
      const person = personOf(subject)
      return standingOf(engine.snapshot.catalog, replay(person, await historyOf(engine, person), at), at)
    },

    history: async (subject: unknown): Promise<readonly ConsentEvent[]> =>
      historyOf(engine, personOf(subject)),
  }
}

async function apply(
  engine: Engine,
  snapshot: Snapshot,
  events: readonly ConsentEvent[],
  actor: unknown,
): Promise<void> {
  if (!engine.store.append) throw new PurposeboundError('store_read_only')
  for (const event of events) {
    const entries = entriesOf(engine, snapshot, event, actor)
    if (!NARROWING.includes(event.action)) {
      await submit(engine, snapshot, entries)
      await append(engine, event)
      continue
    }
    // before and after: what is under way asks again, whichever state it saw
    engine.narrowed++
    await append(engine, event)
    engine.narrowed++
    await recordUntilDone(engine, snapshot, entries)
  }
}

async function append({ store, deadlineMs }: Engine, event: ConsentEvent): Promise<void> {
  const failed = () => new PurposeboundError('store_failed')
  try {
    await within(Promise.resolve(store.append?.(event)), deadlineMs, failed)
  } catch {
    throw failed()
  }
}

/** What a person narrowed holds whether or not the trail is up: the record follows as soon as it can. */
async function recordUntilDone(engine: Engine, snapshot: Snapshot, entries: readonly Entry[]): Promise<void> {
  try {
    await submit(engine, snapshot, entries)
  } catch {
    if (!engine.closed) after(RETRY_MS, () => void recordUntilDone(engine, snapshot, entries), { ref: false })
  }
}

function entriesOf({ pseudonyms }: Engine, { catalog }: Snapshot, event: ConsentEvent, by: unknown): Entry[] {
  const actor = by === undefined ? undefined : resolveActor(by)
  if (typeof actor === 'string') throw new PurposeboundError('input_invalid', '`actor` is `{ id, roles }`')
  const ref = recordPerson(event.person, pseudonyms)
  const named = [...new Set(event.purposes.map(({ via }) => via))]
  return named.map((purpose) => ({
    type: 'consent',
    actor: actor
      ? recordActor(actor, (role) => catalog.roles.has(role), pseudonyms)
      : { kind: 'person', ref, roles: [] },
    purpose,
    subjects: { refs: [ref] },
    consent: {
      asOf: timeText(event.at),
      source: 'store',
      event: event.action,
      ...(event.version !== undefined && { version: event.version }),
    },
  }))
}

async function historyOf({ store, deadlineMs }: Engine, person: Person): Promise<readonly ConsentEvent[]> {
  const failed = () => new PurposeboundError('store_failed')
  if (!store.history) throw new PurposeboundError('store_failed', 'the store keeps no history')
  try {
    return await within(Promise.resolve(store.history(person)), deadlineMs, failed)
  } catch {
    throw failed()
  }
}

function personOf(subject: unknown): Person {
  const person = toPerson(subject)
  if (!person)
    throw new PurposeboundError('input_invalid', 'a person is an id, or an id with its population and tenant')
  return person
}
