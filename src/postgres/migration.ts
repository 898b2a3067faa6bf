import { countdown, type PostgresPool, withClient } from './connection.js'

const MIGRATION_MS = 60_000

/** Runs `schema` in one transaction; several with the same `lock` wait for each other. */
export async function inMigration(pool: PostgresPool, schema: string, lock: number): Promise<void> {
  await withClient(pool, countdown(MIGRATION_MS), async (query) => {
    await query(`BEGIN; SELECT pg_advisory_xact_lock(${lock})`)
    await query(schema)
    await query('COMMIT')
  })
}
