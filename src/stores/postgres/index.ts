import {
  type Appended,
  type ConsentCount,
  type ConsentEvent,
  type ConsentListener,
  type ConsentMoment,
  type ConsentState,
  type ConsentStore,
  checkEvent,
  type Person,
  PurposeboundError,
} from '../../index.js'
import { asking, type PostgresQueryable, type Query } from '../../postgres/connection.js'
import type { PostgresPool } from '../../sinks/postgres/index.js'
import { append, pairsOf } from './append.js'
import { check } from './check.js'
import { failed, failure } from './failure.js'
import { inTurn } from './in-turn.js'
import { createListener } from './listen.js'
import { count, history, latest, lookup } from './read.js'
import { createRegistry } from './registry.js'
import { DEFAULT_NAME, toTables } from './tables.js'
import { createTransactions } from './transaction.js'

export type { PostgresQueryable } from '../../postgres/connection.js'
export type { PostgresClient, PostgresPool } from '../../sinks/postgres/index.js'
export { migrate, type PostgresStoreSchemaOptions, postgresStoreSchema } from './schema.js'

export interface PostgresStoreOptions {
  /** A `Pool` of `pg`, of the primary server; yours to end. */
  readonly pool: PostgresPool
  /**
   * What the names of the tables begin with, made by {@link migrate}.
   * @defaultValue `'consent'`
   */
  readonly name?: string
  /**
   * How long a call may take, in milliseconds.
   * @defaultValue `5000`
   */
  readonly timeoutMs?: number
  /**
   * Lends one connection for as long as somebody subscribes. Without it nobody can, and whoever keeps copies must ask.
   * Not through a pooler that shares connections between transactions.
   */
  readonly listen?: PostgresPool
}

/** What the store does, over a connection of its own or within a transaction of yours. */
export interface PostgresConsents extends ConsentStore {
  lookup(people: readonly Person[]): Promise<readonly ConsentState[]>
  append(event: ConsentEvent): Promise<Appended>
  history(person: Person): Promise<readonly ConsentEvent[]>
  latest(person: Person): Promise<ConsentMoment | undefined>
  count(asked: ConsentCount): Promise<number>
}

/** A store whose writes can be part of a transaction of yours. */
export interface PostgresStore extends PostgresConsents {
  /**
   * The store inside the transaction that `client` has begun: sees what it has appended there, and for all others that is
   * in force when the transaction commits, or never. A call that fails may have failed the transaction: roll it back.
   *
   * Who appends for several people in one transaction does so in one order everywhere, or deadlocks are broken by the server.
   */
  with(client: PostgresQueryable): PostgresConsents
  /** Where `listen` is given. */
  subscribe?(listener: ConsentListener): () => void
  /** Ends what listens. The pool is yours to end. */
  close(): void
}

/**
 * Keeps consent in PostgreSQL (12 and later): each event once in a table that is only added to, and in the same
 * transaction a row a person with all that their events come to.
 *
 * What one person says is taken in one after the other, whichever process it comes by. A look-up asks the primary server
 * each time, and no clock of it; `count` reads all states. When `append` fails nobody knows: append the same event again.
 *
 * @throws PurposeboundError `config_invalid`; from each call `store_failed`, and `input_invalid` for a malformed event or one
 *   under the id of another
 * @example
 * ```ts
 * const consents = postgresStore({ pool: new Pool() })
 * ```
 */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const { pool, tables, timeoutMs, listen } = read(options)
  const registry = createRegistry(tables)
  const transactions = createTransactions(pool, timeoutMs, (query) => check(query, tables))
  const listener = listen && createListener(listen, tables, timeoutMs)
  let closed = false
  const open = (): void => {
    if (closed) throw failed('the store is closed')
  }

  async function take(event: ConsentEvent): Promise<Appended> {
    // in a transaction of their own, which ends at once: nobody who holds a state waits for bits that another gives out
    const pairs = pairsOf(event)
    if (!registry.knows(pairs))
      registry.keep(await transactions.write((query) => registry.take(query, pairs)))
    const { appended, bits } = await transactions.write((query) => append(query, tables, registry, event))
    registry.keep(bits)
    return appended
  }

  return {
    name: 'postgres',
    async lookup(people) {
      open()
      return people.length === 0 ? [] : transactions.read((query) => lookup(query, tables, people))
    },
    async append(input) {
      open()
      return take(checkEvent(input))
    },
    async history(person) {
      open()
      return transactions.read((query) => history(query, tables, person))
    },
    async count(asked) {
      open()
      return transactions.read((query) => count(query, tables, asked))
    },
    async latest(person) {
      open()
      return transactions.read((query) => latest(query, tables, person))
    },
    with(client) {
      const query = asking(client, () => timeoutMs)
      const within = async <T>(work: (query: Query) => Promise<T>): Promise<T> => {
        open()
        try {
          return await inTurn(client, () => work(query))
        } catch (error) {
          throw failure(error)
        }
      }
      return {
        name: 'postgres',
        lookup: (people) => within((query) => lookup(query, tables, people)),
        append: (input) =>
          within(async (query) => {
            const event = checkEvent(input)
            // its bits count when the transaction commits, which is not known here
            const { appended } = await append(query, tables, registry, event)
            return appended
          }),
        history: (person) => within((query) => history(query, tables, person)),
        latest: (person) => within((query) => latest(query, tables, person)),
        count: (asked) => within((query) => count(query, tables, asked)),
      }
    },
    ...(listener && {
      subscribe(told: ConsentListener) {
        open()
        return listener.subscribe(told)
      },
    }),
    close() {
      closed = true
      listener?.close()
    },
  }
}

function read(options: unknown) {
  const given = Object(options) as Partial<PostgresStoreOptions>
  const { pool, timeoutMs = 5000, listen } = given
  const fine =
    typeof pool?.connect === 'function' &&
    Number.isSafeInteger(timeoutMs) &&
    timeoutMs > 0 &&
    (listen === undefined || typeof listen?.connect === 'function')
  if (fine) return { pool, tables: toTables(given.name ?? DEFAULT_NAME), timeoutMs, listen }
  throw new PurposeboundError(
    'config_invalid',
    '`postgresStore` takes `{ pool, name?, timeoutMs?, listen? }`',
  )
}
