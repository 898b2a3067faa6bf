import { isPurposeboundError } from '../../index.js'
import { countdown, type Query, withClient } from '../../postgres/connection.js'
import type { PostgresClient, PostgresPool } from '../../sinks/postgres/index.js'
import { failure, isPassing } from './failure.js'

/** Transactions and reads over the clients of a pool, each done within `ms`. */
export interface Transactions {
  /** Reads by one statement. */
  read<T>(work: (query: Query) => Promise<T>): Promise<T>
  /**
   * Does `work` in a transaction, and again on another connection where the first was lost, perhaps after it had
   * committed: so `work` must come to the same when it has been done already.
   */
  write<T>(work: (query: Query) => Promise<T>): Promise<T>
}

const MOST_TRIES = 5

/** @param check what a client is asked before it is first used */
export function createTransactions(
  pool: PostgresPool,
  ms: number,
  check: (query: Query) => Promise<void>,
): Transactions {
  const checked = new WeakSet<object>()
  const begin = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = ${ms};
    SET LOCAL idle_in_transaction_session_timeout = ${ms};
    SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`

  async function prove(query: Query, client: PostgresClient): Promise<void> {
    if (!checked.has(client)) await check(query)
    checked.add(client)
  }

  async function transact<T>(left: () => number, work: (query: Query) => Promise<T>): Promise<T> {
    let refused: unknown
    const result = await withClient(pool, left, async (query, client) => {
      await query(begin)
      try {
        await prove(query, client)
        const done = await work(query)
        // a commit that waits for a standby and is cancelled says that it is done: only its answer counts
        await query('SET LOCAL statement_timeout = 0; COMMIT')
        return done
      } catch (error) {
        if (!isPurposeboundError(error)) throw error
        // nothing is wrong with the connection
        refused = error
        await query('ROLLBACK')
        return undefined
      }
    })
    if (refused !== undefined) throw refused
    return result as T
  }

  async function again<T>(work: (left: () => number) => Promise<T>): Promise<T> {
    const left = countdown(ms)
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(left)
      } catch (error) {
        if (tries === MOST_TRIES || left() <= 1 || !isPassing(error)) throw failure(error)
      }
    }
  }

  return {
    read: (work) =>
      again((left) =>
        withClient(pool, left, async (query, client) => {
          await prove(query, client)
          return work(query)
        }),
      ),
    write: (work) => again((left) => transact(left, work)),
  }
}
