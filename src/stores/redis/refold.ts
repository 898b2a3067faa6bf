import { type ConsentEvent, type ConsentMoment, type ConsentState, foldConsent } from '../../index.js'
import type { Connection } from './client.js'
import { failed } from './failure.js'
import { PAGE_SIZE, readPage } from './history.js'
import type { Keys } from './key.js'
import { digest, pack, unpack } from './shape.js'
import { toWhole } from './state.js'
import { precedes } from './stored.js'

type Purposes = ConsentState['purposes']

/** How many events are folded before what they come to is worth keeping. */
export const STRIDE = 200

/** What all events up to one come to, as it is kept: a time and a text. */
export type Fold = readonly [at: string, text: string]

export interface Refolded {
  readonly purposes: Purposes
  readonly folds: readonly Fold[]
}

/**
 * Folds an event that came late in its place: from what was kept nearest before it, to the last event of its person. In
 * pages: memory does not grow with the history, and the server does other things in between.
 */
export async function refold(connection: Connection, keys: Keys, event: ConsentEvent): Promise<Refolded> {
  const { folds } = keys
  const before = ['ZREVRANGEBYSCORE', folds, `(${event.at}`, '-inf', 'LIMIT', '0', '1']
  let { id: after, purposes } = toFolded(await connection.send(folds, before))
  const made: Fold[] = []
  let came = false
  let since = 0
  const take = (next: ConsentEvent): void => {
    purposes = foldConsent(purposes, next)
    since += 1
  }
  const keep = (moment: ConsentMoment): void => {
    made.push(foldOf(moment, purposes))
    since = 0
  }
  for (;;) {
    const { events } = await readPage(connection, keys, event.person, after)
    for (const each of events) {
      if (!came && precedes(event, each)) {
        came = true
        take(event)
        if (since >= STRIDE) keep(event)
      }
      take(each)
    }
    const last = events.at(-1)
    if (last !== undefined && came && since >= STRIDE) keep(last)
    if (last === undefined || events.length < PAGE_SIZE) break
    after = last.id
  }
  if (!came) throw failed('the last event is not where it was')
  return { purposes, folds: made }
}

export function foldOf({ id, at }: ConsentMoment, purposes: Purposes): Fold {
  const { shape, times } = pack(purposes)
  return [String(at), [id, [digest(shape), ...times].join(' '), shape].join('\n')]
}

function toFolded(kept: unknown): { readonly id: string; readonly purposes: Purposes } {
  if (!Array.isArray(kept)) throw failed('an answer to something else')
  if (kept.length === 0) return { id: '', purposes: {} }
  const [id = '', comes = '', shape = ''] = String(kept[0]).split('\n')
  const [name, ...times] = comes.split(' ')
  if (id === '' || digest(shape) !== name) throw failed('a key holds what is no state')
  return { id, purposes: unpack(shape)(times.map(toWhole)) }
}
