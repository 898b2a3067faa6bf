/**
 * A person's report over an audit table of 10^6 records on a real server, with the plan that the cursor runs under.
 * `npm run bench report [records]`; wall time, the goal is 200 ms.
 */
import { Pool } from 'pg'
import * as z from 'zod'
import { createGate, parsePolicy, pseudonyms } from '../src/index.js'
import { migrate, postgresSink } from '../src/sinks/postgres/index.js'
import { memoryStore } from '../src/stores/memory.js'
import { createPostgres } from '../test/sinks/postgres/server.js'

const RECORDS = Number(process.argv[2] ?? 1_000_000)
const PEOPLE = 20_000
const ROUNDS = 21
const BATCH = 100_000

const policy = parsePolicy(
  {
    name: 'shop',
    version: '1',
    categories: { identity: {}, contact: {} },
    resources: { member: { subject: 'id', fields: { id: 'key', name: 'identity', email: 'contact' } } },
    purposes: {
      support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact'] },
      rights: {
        title: 'Rights',
        basis: 'legal_obligation',
        uses: ['identity', 'contact'],
        self: { may: ['read', 'audit'] },
      },
    },
    roles: {},
  },
  { schemas: { member: z.object({ id: z.string(), name: z.string(), email: z.string() }) } },
)
const keys = { current: 'k1', k1: new Uint8Array(32).fill(7) }
const [ref = ''] = pseudonyms(keys).person('m-1')
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
  const began = performance.now()
  for (let from = 0; from < RECORDS; from += BATCH)
    await pool.query(
      `INSERT INTO audit_records (log, seq, id, type, time, actors, subjects, line)
       SELECT 'bench', i, 'id-' || i, 'decision', t, ARRAY['hmac:k1:a' || i % 300], ARRAY[s],
         convert_to(json_build_object('v', 1, 'id', 'id-' || i, 'type', 'decision', 'time',
           to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'purpose', 'support', 'basis', 'contract',
           'action', 'read', 'effect', 'permit', 'resource', json_build_object('type', 'member'),
           'actor', json_build_object('kind', 'employee', 'ref', 'hmac:k1:a' || i % 300, 'roles', ARRAY['agent']),
           'subjects', json_build_object('refs', ARRAY[s]), 'fields',
           json_build_object('clear', ARRAY['email', 'id', 'name'], 'masked', ARRAY[]::text[], 'hidden', ARRAY[]::text[]),
           'policy', json_build_object('name', 'shop', 'version', '1', 'digest', repeat('a', 64)))::text, 'UTF8')
       FROM (SELECT i, CASE WHEN i % $3 = 1 THEN $4 ELSE 'hmac:k1:' || substr(md5((i % $3)::text), 1, 22) END AS s,
         '2026-01-01'::timestamptz + i * interval '10 seconds' AS t
         FROM generate_series($1::bigint, $2::bigint) AS i) AS rows`,
      [from, Math.min(from + BATCH, RECORDS) - 1, PEOPLE, ref],
    )
  await pool.query('VACUUM ANALYZE audit_records')
  console.log(
    `${RECORDS.toLocaleString('en')} records in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  )

  const select = `SELECT line FROM audit_records WHERE subjects && $1::text[] ORDER BY time, log, seq`
  const { rows: plan } = await pool.query(
    `EXPLAIN (COSTS OFF) DECLARE audit NO SCROLL CURSOR FOR ${select.replace('$1', `ARRAY['${ref}']`)}`,
  )
  console.log(plan.map((row) => `  ${row['QUERY PLAN']}`).join('\n'))
  const gate = createGate({
    policy,
    consents: memoryStore(),
    audit: { sinks: [postgresSink({ pool, onWarning: () => {} })], delivery: 'remote' },
    keys,
    onWarning: () => {},
    sources: { member: { of: () => ({ id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com' }) } } as never,
  })
  const actor = { id: 'login', roles: [], subject: 'm-1' }
  const report = () => gate.subject('m-1', { purpose: 'rights', actor } as never).report()
  const first = performance.now()
  const { used } = await report()
  console.log(
    `  uses found: ${used[0]?.permitted}; the first report: ${(performance.now() - first).toFixed(1)} ms`,
  )
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await report()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * (ROUNDS - 1))]?.toFixed(1)
  console.log(`  a report: median ${at(0.5)} ms, p90 ${at(0.9)} ms, goal 200 ms`)
  await gate.close()
} finally {
  await pool.end()
  await server.stop()
}
