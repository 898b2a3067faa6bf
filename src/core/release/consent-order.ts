import { personKey } from '../catalog/person.js'
import type { ConsentEvent } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import { historyOf, latestOf } from './consent-history.js'
import type { Engine } from './engine.js'

/** The last millisecond that a Date can hold. */
const LAST = 8.64e15

type Dated = Pick<ConsentEvent, 'at' | 'id'>

/**
 * Keeps what people say in the order in which they say it, whatever the clocks.
 *
 * What one person says through this gate is taken one after the other, and dated after all that the store knows of them.
 */
export function createOrder(engine: Engine) {
  const turns = new Map<string, Promise<unknown>>()
  // a store that keeps no history knows no order but that of the times: at least those of this gate only rise
  let latest: Dated | undefined

  async function dated(event: ConsentEvent): Promise<ConsentEvent> {
    const past = (await pastOf(engine, event)) ?? (latest ? [latest] : [])
    const before = past.reduce<Dated | undefined>((a, b) => (a && precedes(b, a) ? a : b), undefined)
    const at = !before || precedes(before, event) ? event.at : Math.floor(before.at) + 1
    if (at > LAST) throw new PurposeboundError('store_failed')
    const placed = Object.freeze({ ...event, at })
    latest = placed
    return placed
  }

  return {
    /** Does `take` with the event as it is dated, once all that the person said before has been taken. */
    async inTurn<T>(event: ConsentEvent, take: (dated: ConsentEvent) => Promise<T>): Promise<T> {
      const key = personKey(event.person)
      const work = async () => take(await dated(event))
      const turn = (turns.get(key) ?? Promise.resolve()).then(work, work)
      turns.set(key, turn)
      try {
        return await turn
      } finally {
        if (turns.get(key) === turn) turns.delete(key)
      }
    },
  }
}

/** What the store knows of the person, as far as the order asks for it; undefined where it keeps no history. */
async function pastOf(engine: Engine, { person }: ConsentEvent): Promise<readonly Dated[] | undefined> {
  if (engine.store.latest) return latestOf(engine, person)
  return engine.store.history ? historyOf(engine, person) : undefined
}

/** The order of events: by their times, and of one time by their ids. */
export function precedes(a: Dated, b: Dated): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}
