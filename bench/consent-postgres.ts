/**
 * `postgresStore` on a real server: 1,000 people by one look-up beside a look-up each, and beside the bare driver that asks
 * and parses the same. `npm run bench consent-postgres [people]`; wall time, ratios inside one round.
 */
import { Pool } from 'pg'
import type { ConsentEvent, Person } from '../src/index.js'
import { migrate, postgresStore } from '../src/stores/postgres/index.js'
import { createPostgres } from '../test/sinks/postgres/server.js'
import { compete, print, randomly } from './rounds.js'

const PEOPLE = Number(process.argv[2] ?? 20_000)
const PAGE = 1_000
const ROUNDS = 11
const PURPOSES = Array.from({ length: 16 }, (_, i) => `purpose_${i}`)
const YEAR = 31_536_000_000

const server = await createPostgres()
const pool = new Pool({
  host: '127.0.0.1',
  port: server.port,
  user: 'postgres',
  database: 'postgres',
  max: 4,
})
try {
  await migrate(pool)
  const store = postgresStore({ pool })
  const member = (i: number): Person => ({ id: `m-${i}`, population: 'member' })
  const give = (i: number): ConsentEvent => ({
    id: `e-${String(i).padStart(9, '0')}`,
    action: 'give',
    person: member(i),
    at: i,
    purposes: PURPOSES.map((purpose) => ({ purpose, via: purpose, terms: 2 })),
    expiresAt: YEAR + i * 37,
    version: '2026-11-01',
    method: 'form',
  })
  await store.append(give(0))
  const began = performance.now()
  for (let i = 1; i <= 300; i++) await store.append(give(i))
  const each = (performance.now() - began) / 300
  const client = await pool.connect()
  for (let i = 301; i < PEOPLE; i += 500) {
    await client.query('BEGIN')
    for (let j = i; j < Math.min(i + 500, PEOPLE); j++) await store.with(client).append(give(j))
    await client.query('COMMIT')
  }
  client.release()
  await pool.query('VACUUM ANALYZE')

  const random = randomly(7)
  const asked = Array.from({ length: PAGE }, () => member(Math.floor(random() * PEOPLE)))
  const keys = [asked.map(() => ''), asked.map(() => 'member'), asked.map(({ id }) => `s${id}`)]
  const bare = async (type: string) => {
    const { rows } = await pool.query(
      `SELECT a.n::int AS n, s.version::text AS version, s.purposes::${type} AS purposes
       FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS a(tenant, population, id, n)
       JOIN consent_states AS s ON s.tenant = a.tenant COLLATE "C" AND s.population = a.population COLLATE "C"
         AND s.id = a.id COLLATE "C"`,
      keys,
    )
    return rows.length
  }
  const measured = await compete(
    [
      { name: 'bare driver, one query, jsonb parsed by it', run: () => bare('jsonb') },
      { name: 'bare driver, one query, nothing parsed', run: () => bare('text') },
      {
        name: 'store.lookup, 1,000 people',
        goal: 1.3,
        run: async () => (await store.lookup(asked)).filter(({ version }) => version === 1).length,
      },
      {
        name: 'store.lookup, one after the other',
        against: 'store.lookup, 1,000 people',
        run: async () => {
          let found = 0
          for (const person of asked) found += (await store.lookup([person])).length
          return found
        },
      },
    ],
    { rounds: ROUNDS, units: PAGE, wall: true },
  )
  print(
    `${PEOPLE.toLocaleString('en')} people, 16 purposes, Node ${process.version}: a look-up of one person`,
    measured,
  )
  console.log(`\n  append, one after the other: ${each.toFixed(2)} ms each`)
} finally {
  await pool.end()
  await server.stop()
}
