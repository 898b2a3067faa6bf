import {
  type AuditRecord,
  type AuditSink,
  type Durability,
  type LedgerQuery,
  PurposeboundError,
} from '../../index.js'
import { countdown, type PostgresPool, withClient } from '../../postgres/connection.js'
import { append } from './append.js'
import { check } from './check.js'
import { type Entry, toEntry } from './entry.js'
import { isDisconnect } from './failure.js'
import { find } from './read.js'
import { DEFAULT_TABLE, toTable } from './table.js'
import { createWriter } from './writer.js'

export type { PostgresClient, PostgresPool } from '../../postgres/connection.js'
export { migrate, type PostgresSchemaOptions, postgresSchema } from './migrate.js'
export { type PostgresLinesOptions, postgresLines } from './read.js'

export interface PostgresSinkOptions {
  /** A `Pool` of `pg`, with room for two connections at least; yours to end. */
  readonly pool: PostgresPool
  /**
   * `table` or `schema.table`, made by {@link migrate}.
   * @defaultValue `'audit_records'`
   */
  readonly table?: string
  /**
   * What a commit promises; the server is asked, and the sink fails when it promises less. `os` and `memory` are for
   * servers that do not force to disk, such as PGlite.
   * @defaultValue `'disk'`
   */
  readonly durability?: Durability
  /**
   * Refuse to write as a role that could change what is written. Otherwise that is said once.
   * @defaultValue `false`
   */
  readonly requireAppendOnly?: boolean
  /**
   * How long a transaction may take, in milliseconds.
   * @defaultValue `5000`
   */
  readonly timeoutMs?: number
  /** Told once when records could be changed. @defaultValue `console.warn` */
  readonly onWarning?: (message: string) => void
}

/** A sink that can be read. */
export interface PostgresSink extends AuditSink {
  write(records: readonly AuditRecord[]): Promise<void>
  find(query: LedgerQuery): AsyncIterable<AuditRecord>
}

/**
 * Keeps audit records in a table of PostgreSQL (12 and later) that the application can add to and read, and nothing else.
 *
 * Written again, a record is the same record: by log and number where a journal has numbered it, else by `id`. So a commit
 * whose answer is lost is healed by writing again. When the table holds another record in its place, the write fails with
 * `log_invalid`, and so does every later one: somebody has changed one of them.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * const audit = postgresSink({ pool: new Pool(), requireAppendOnly: true })
 * ```
 */
export function postgresSink(options: PostgresSinkOptions): PostgresSink {
  const { pool, table, durability, requireAppendOnly, timeoutMs, onWarning } = read(options)
  const synchronous = durability === 'disk' || durability === 'replicated'
  const checked = new WeakSet<object>()
  let warned = false
  const warn = (message: string): void => {
    if (!warned) onWarning(message)
    warned = true
  }
  const begin = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = ${timeoutMs};
    SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs}`

  const put = (entries: readonly Entry[], ms: number): Promise<void> =>
    withClient(pool, countdown(ms), async (query, client) => {
      await query(begin)
      if (!checked.has(client)) await check(query, table, { durability, requireAppendOnly, warn })
      checked.add(client)
      await append(query, table, entries, synchronous)
      // a commit that waits for a standby and is cancelled says that it is done: only its answer counts
      await query('SET LOCAL statement_timeout = 0; COMMIT')
    })

  const writer = createWriter(async (entries) => {
    const until = performance.now() + timeoutMs
    try {
      await put(entries, timeoutMs)
    } catch (error) {
      const left = until - performance.now()
      if (left <= 0 || !isDisconnect(error)) throw error
      await put(entries, left)
    }
  })

  return {
    name: 'postgres',
    durability,
    remote: true,
    write: async (records) => (records.length === 0 ? undefined : writer.write(records.map(toEntry))),
    flush: () => writer.idle(),
    close: () => writer.idle(),
    find: (query) => find(pool, timeoutMs, table, query),
  }
}

function read(options: unknown) {
  const given = Object(options) as Partial<PostgresSinkOptions>
  const { pool, durability = 'disk', requireAppendOnly = false, timeoutMs = 5000 } = given
  const onWarning = given.onWarning ?? ((message) => console.warn(`purposebound: ${message}`))
  const fine =
    typeof pool?.connect === 'function' &&
    ['memory', 'os', 'disk', 'replicated'].includes(durability) &&
    typeof requireAppendOnly === 'boolean' &&
    Number.isSafeInteger(timeoutMs) &&
    timeoutMs > 0 &&
    typeof onWarning === 'function'
  if (fine) {
    const table = toTable(given.table ?? DEFAULT_TABLE)
    return { pool, table, durability, requireAppendOnly, timeoutMs, onWarning }
  }
  throw new PurposeboundError(
    'config_invalid',
    '`postgresSink` takes `{ pool, table?, durability?, requireAppendOnly?, timeoutMs?, onWarning? }`',
  )
}
