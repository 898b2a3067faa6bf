import type { ConsentEvent } from '../../../src/index.js'
import type { PostgresPool, PostgresStore } from '../../../src/stores/postgres/index.js'

/** Appends events: the first by themselves, and many in transactions of some hundred, which takes a tenth of the time. */
export async function fill(
  pool: PostgresPool,
  store: PostgresStore,
  events: readonly ConsentEvent[],
): Promise<void> {
  const alone = events.length < 500 ? events.length : 20
  for (const each of events.slice(0, alone)) await store.append(each)
  const client = await pool.connect()
  for (let i = alone; i < events.length; i += 200) {
    await client.query('BEGIN')
    for (const each of events.slice(i, i + 200)) await store.with(client).append(each)
    await client.query('COMMIT')
  }
  client.release()
}
