import { toInstant } from '../catalog/instant.js'
import type { ResolvedActor } from '../decide/actor.js'
import type { ConsentAction, ConsentEvent, EventAction } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import { createUuid } from '../record/uuid.js'
import { announce, announcements } from './announcement.js'
import { append, assertWritable } from './append.js'
import { type ConsentStatement, reading, toEvent, toSubject } from './consent-event.js'
import { historyOf } from './consent-history.js'
import { createOrder } from './consent-order.js'
import { type ConsentReceipt, receiptOf } from './consent-receipt.js'
import { entriesOf, recordFailure, recordUntilDone, toTeller } from './consent-record.js'
import { type ConsentStanding, isSound, replay, standingOf } from './consent-status.js'
import { freshOf } from './consult.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import type { Snapshot } from './snapshot.js'

/** A statement of the past, for `import`. */
export interface PastStatement extends ConsentStatement {
  readonly action: ConsentAction
  readonly at: Date | number | string
}

const NARROWING: readonly EventAction[] = ['withdraw', 'refuse', 'object', 'restrict']

/** What people say, and where they stand. Narrowing takes effect first and is recorded after; widening is recorded first. */
export function createConsents(engine: Engine) {
  const uuid = createUuid()
  const order = createOrder(engine)
  const say =
    (action: ConsentAction) =>
    async (statement: ConsentStatement): Promise<string> => {
      assertWritable(engine)
      const { snapshot } = engine
      const now = nowOf(engine)
      const { event, teller } = reading(() => ({
        event: toEvent(snapshot.catalog, action, statement, uuid(now), now),
        teller: toTeller(statement.actor),
      }))
      const taken = order.inTurn(event, (dated) => take(engine, snapshot, dated, teller))
      return engine.owed.during(taken.then(recorded))
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
      assertWritable(engine)
      const { snapshot } = engine
      const now = nowOf(engine)
      const events = reading(() => {
        if (!Array.isArray(statements))
          throw new PurposeboundError('input_invalid', '`import` takes a list of statements')
        return Array.from(statements as readonly PastStatement[], (statement) => {
          const { action, at: time, actor } = Object(statement) as PastStatement
          const at = toInstant(time)
          if (at === undefined || !(at <= now))
            throw new PurposeboundError('input_invalid', '`at` is a time in the past')
          const event = toEvent(snapshot.catalog, action, statement, uuid(now), at)
          return { event, teller: toTeller(actor) }
        })
      })
      for (const { event, teller } of events) {
        const taken = take(engine, snapshot, event, teller)
        await engine.owed.during(taken.then(recorded))
      }
    },

    announce: (announcement: unknown) => announce(engine, uuid, announcement),
    announcements: () => announcements(engine),

    async state(subject: unknown): Promise<ConsentStanding> {
      assertOpen(engine)
      const { catalog } = engine.snapshot
      const person = toSubject(catalog, subject)
      const state = await freshOf(engine, person)
      if (state === 'unavailable' || state === undefined || !isSound(state))
        throw new PurposeboundError('store_failed')
      // since when is worth knowing, and not worth failing for
      const events = await historyOf(engine, person).catch(() => undefined)
      return standingOf(catalog, state, nowOf(engine), events)
    },

    async stateAt(subject: unknown, time: Date | number | string): Promise<ConsentStanding> {
      assertOpen(engine)
      const at = reading(() => toInstant(time))
      if (at === undefined)
        throw new PurposeboundError('input_invalid', 'a time is a Date, milliseconds or RFC 3339 text')
      const { catalog } = engine.snapshot
      const person = toSubject(catalog, subject)
      const events = await historyOf(engine, person)
      return standingOf(catalog, replay(person, events, at), at, events)
    },

    async receipt(subject: unknown): Promise<ConsentReceipt> {
      assertOpen(engine)
      const { catalog } = engine.snapshot
      const person = toSubject(catalog, subject)
      return receiptOf(catalog, person, await historyOf(engine, person), {
        receiptId: uuid(nowOf(engine)),
        pseudonym: (id, scope) => engine.pseudonyms.ref(id, scope, person.tenant),
      })
    },

    async history(subject: unknown): Promise<readonly ConsentEvent[]> {
      assertOpen(engine)
      return historyOf(engine, toSubject(engine.snapshot.catalog, subject))
    },
  }
}

/** An event that has taken effect: the token that names it, and the record that is still owed. */
interface Taken {
  readonly token: string
  record?(): Promise<void>
}

async function recorded({ token, record }: Taken): Promise<string> {
  await record?.()
  return token
}

/** Lets an event take effect. */
async function take(
  engine: Engine,
  snapshot: Snapshot,
  event: ConsentEvent,
  teller: ResolvedActor | undefined,
): Promise<Taken> {
  const entries = entriesOf(engine, snapshot, event, teller)
  if (NARROWING.includes(event.action)) {
    // before and after: what is under way asks again, whichever state it saw
    engine.narrowed++
    const token = await append(engine, event)
    engine.narrowed++
    return { token, record: () => recordUntilDone(engine, snapshot, entries) }
  }
  await submit(engine, snapshot, entries)
  try {
    return { token: await append(engine, event) }
  } catch (error) {
    await recordFailure(engine, snapshot, entries, 'store_failed')
    throw error
  }
}
