import type { ConsentCount, ConsentEvent, ConsentMoment, ConsentState, Person } from '../../index.js'
import type { Query } from '../../postgres/connection.js'
import { failed } from './failure.js'
import { keyOf } from './key.js'
import { toEvent, toPurposes, toWhole } from './stored.js'
import type { Tables } from './tables.js'

const NOTHING: ConsentState['purposes'] = Object.freeze({})

/** The states of all, in their order, by one query. */
export async function lookup(
  query: Query,
  { states }: Tables,
  people: readonly Person[],
): Promise<readonly ConsentState[]> {
  if (people.length === 0) return []
  const keys = people.map(keyOf)
  const rows = await query(
    `SELECT a.n::int AS n, s.version::text AS version, s.purposes::text AS purposes
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS a(tenant, population, id, n)
     JOIN ${states} AS s ON s.tenant = a.tenant COLLATE "C" AND s.population = a.population COLLATE "C"
       AND s.id = a.id COLLATE "C"`,
    [keys.map(([tenant]) => tenant), keys.map(([, population]) => population), keys.map(([, , id]) => id)],
  )
  const found = new Map<unknown, ConsentState>()
  for (const { n, version, purposes } of rows) {
    const person = typeof n === 'number' ? people[n - 1] : undefined
    if (person === undefined || found.has(n)) throw failed('a row is of nobody')
    found.set(n, { person, purposes: toPurposes(purposes), version: toWhole(version) })
  }
  return people.map((person, i) => found.get(i + 1) ?? { person, purposes: NOTHING, version: 0 })
}

/** The events of a person, oldest first. */
export async function history(
  query: Query,
  { events }: Tables,
  person: Person,
): Promise<readonly ConsentEvent[]> {
  const rows = await query(
    `SELECT event::text AS event FROM ${events} WHERE tenant = $1 AND population = $2 AND person = $3
     ORDER BY at, id`,
    [...keyOf(person)],
  )
  const { id, population, tenant } = person
  const same = tenant === undefined ? { id, population } : { id, population, tenant }
  return rows.map(({ event }) => toEvent(event, same))
}

/** How many people's yes to a purpose stands: each state is looked at. */
export async function count(
  query: Query,
  { states }: Tables,
  { purpose, terms = 1, now }: ConsentCount,
): Promise<number> {
  const [row] = await query(
    `SELECT count(*)::text AS people FROM ${states} WHERE EXISTS (
       SELECT FROM jsonb_array_elements(purposes) AS said
       WHERE said->1 @> to_jsonb($1::text) AND jsonb_array_length(coalesce(said->0->'stopped', '[]'::jsonb)) = 0
         AND said->0->'given' IS NOT NULL
         AND coalesce((said->0->'given'->>'terms')::bigint, 1) >= $2::text::bigint
         AND coalesce((said->0->'given'->>'expiresAt')::numeric > $3::text::numeric, true))`,
    [purpose, String(terms), String(now)],
  )
  return toWhole(row?.['people'])
}

/** The last event of that history, from the state. */
export async function latest(
  query: Query,
  { states }: Tables,
  person: Person,
): Promise<ConsentMoment | undefined> {
  const [row] = await query(
    `SELECT latest_at::text AS at, latest_id AS id FROM ${states}
     WHERE tenant = $1 AND population = $2 AND id = $3 AND latest_id IS NOT NULL`,
    [...keyOf(person)],
  )
  return row && { id: String(row['id']), at: toWhole(row['at']) }
}
