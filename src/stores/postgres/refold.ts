import { type ConsentEvent, type ConsentMoment, type ConsentState, foldConsent } from '../../index.js'
import type { Query } from '../../postgres/connection.js'
import { keyOf } from './key.js'
import { toEvent, toPurposes, toWhole } from './stored.js'
import type { Tables } from './tables.js'

type Purposes = ConsentState['purposes']

/** How many events are folded before what they come to is worth keeping. */
export const STRIDE = 200
const PAGE = 1000

interface Refolded {
  readonly purposes: Purposes
  /** What all up to the late event came to, where it took long to find out. */
  readonly folded: Purposes | undefined
}

/**
 * Folds an event that came late in its place: from what was kept nearest before it, to the last event of its person.
 *
 * What was kept counts only where nothing has come late before it since. In pages: memory does not grow with the history.
 */
export async function refold(query: Query, tables: Tables, event: ConsentEvent): Promise<Refolded> {
  const key = keyOf(event.person)
  const [kept] = await query(keptBefore(tables), [...key, String(event.at), event.id])
  let purposes: Purposes = kept === undefined ? {} : toPurposes(kept['folded'])
  let after: ConsentMoment | undefined = kept && { at: toWhole(kept['at']), id: String(kept['id']) }
  let folded: Purposes | undefined
  let count = 0
  let page: readonly ConsentEvent[]
  do {
    page = await pageAfter(query, tables, event, after)
    for (const each of page) {
      if (folded === undefined && precedes(event, each)) purposes = folded = foldConsent(purposes, event)
      purposes = foldConsent(purposes, each)
    }
    count += page.length
    after = page.at(-1)
  } while (page.length === PAGE)
  return { purposes, folded: count < STRIDE ? undefined : folded }
}

/** The order of events: by their times, and of one time by their ids. */
export function precedes(a: ConsentMoment, b: ConsentMoment): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}

async function pageAfter(
  query: Query,
  { events }: Tables,
  { person }: ConsentEvent,
  after: ConsentMoment | undefined,
): Promise<readonly ConsentEvent[]> {
  const rows = await query(
    `SELECT event::text AS event FROM ${events} WHERE tenant = $1 AND population = $2 AND person = $3
     ${after === undefined ? '' : 'AND (at, id) > ($4::bigint, $5::text)'} ORDER BY at, id LIMIT ${PAGE}`,
    [...keyOf(person), ...(after === undefined ? [] : [String(after.at), after.id])],
  )
  return rows.map(({ event }) => toEvent(event, person))
}

const keptBefore = ({ events }: Tables) =>
  `SELECT at::text AS at, id, folded::text AS folded FROM ${events} AS e
   WHERE tenant = $1 AND population = $2 AND person = $3 AND folded IS NOT NULL AND (at, id) < ($4::bigint, $5::text)
   AND NOT EXISTS (
     SELECT FROM ${events} AS l WHERE l.tenant = $1 AND l.population = $2 AND l.person = $3 AND l.late
     AND l.version > e.version AND (l.at, l.id) < (e.at, e.id))
   ORDER BY at DESC, id DESC LIMIT 1`
