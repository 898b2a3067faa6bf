import {
  type Appended,
  type ConsentEvent,
  type ConsentListener,
  type ConsentMoment,
  type ConsentState,
  type ConsentStore,
  checkEvent,
  type Person,
  PurposeboundError,
} from '../../index.js'
import { append } from './append.js'
import { createCheck } from './check.js'
import type { Connection, RedisClient } from './client.js'
import { inTime, type Left, within } from './deadline.js'
import { failed } from './failure.js'
import { history } from './history.js'
import { createTurns } from './in-turn.js'
import { overIoRedis } from './io-redis.js'
import { DEFAULT_NAME, toNames } from './key.js'
import { createListening, type RedisListener } from './listen.js'
import { overNodeRedis } from './node-redis.js'
import { lookup, readHeld } from './read.js'
import { Shapes } from './state.js'
import { createReadValues } from './values.js'

export type { IoRedisClient, NodeRedisClient, RedisClient } from './client.js'
export type { RedisListener } from './listen.js'

export interface RedisStoreOptions {
  /** A client of `redis` or `ioredis`, connected, of the primary or of a cluster; you close it. */
  readonly client: RedisClient
  /**
   * What the keys and the channel begin with.
   * @defaultValue `'consent'`
   */
  readonly name?: string
  /**
   * How long a call may take, in milliseconds.
   * @defaultValue `5000`
   */
  readonly timeoutMs?: number
  /**
   * A client of its own that listens for as long as somebody subscribes: `client.duplicate()`, connected. Without it nobody
   * can, and whoever keeps copies must ask.
   */
  readonly listen?: RedisListener
  /**
   * Waits until so many replicas have what was said, `WAIT`, so that it outlasts the loss of the primary. By a `client` of
   * its own, since all that is asked behind it has to wait too.
   */
  readonly waitReplicas?: { readonly client: RedisClient; readonly count: number }
  /**
   * Takes a server that writes no append-only file. When it starts again it may have forgotten what was said, and grants what
   * had been withdrawn.
   * @defaultValue `false`
   */
  readonly acceptLoss?: boolean
}

/** A store in Redis. */
export interface RedisStore extends ConsentStore {
  lookup(people: readonly Person[]): Promise<readonly ConsentState[]>
  append(event: ConsentEvent): Promise<Appended>
  history(person: Person): Promise<readonly ConsentEvent[]>
  latest(person: Person): Promise<ConsentMoment | undefined>
  /** Where `listen` is given. */
  subscribe?(listener: ConsentListener): () => void
  /** Ends what listens. The clients are yours to close. */
  close(): void
}

/**
 * Keeps consent in Redis, one server or a cluster: each event of a person once, and what all of them come to, changed as one.
 *
 * What one person says is taken in one after the other, whichever process it comes by. A look-up asks the primary each
 * time, for all people in one round trip. How much of it outlasts a crash or a failover is up to the server: see the guide.
 *
 * @throws PurposeboundError `config_invalid`; from each call `store_failed`, and `input_invalid` for a malformed event or one
 *   under the id of another of the same person
 * @example
 * ```ts
 * const consents = redisStore({ client: await createClient().connect() })
 * ```
 */
export function redisStore(options: RedisStoreOptions): RedisStore {
  const { names, timeoutMs, acceptLoss, connection, writing, replicas, listen } = read(options)
  const shapes = new Shapes()
  const values = createReadValues(connection, names)
  const check = createCheck(connection, names, { acceptLoss })
  const inTurn = createTurns()
  const listening = listen && createListening(listen, names.channel)
  let closed = false

  function call<T>(work: (left: Left) => Promise<T>): Promise<T> {
    return inTime(timeoutMs, async (left) => {
      if (closed) throw failed('the store is closed')
      return within(
        check().then(() => work(left)),
        left,
      )
    })
  }

  return {
    name: 'redis',
    async lookup(people) {
      if (people.length === 0) return []
      return call(() => lookup(connection, values, shapes, names, people))
    },
    async append(input) {
      const event = checkEvent(input)
      return call((left) =>
        inTurn(names.of(event.person).tag, () =>
          within(append(writing, names, shapes, event, left, replicas), left),
        ),
      )
    },
    async history(person) {
      return call(() => history(connection, names.of(person), person))
    },
    async latest(person) {
      return call(async () => (await readHeld(connection, shapes, names.of(person), '')).latest)
    },
    ...(listening && {
      subscribe(told: ConsentListener) {
        if (closed) throw failed('the store is closed')
        return listening.subscribe(told)
      },
    }),
    close() {
      closed = true
      listening?.close()
    },
  }
}

function read(options: unknown) {
  const given = Object(options) as Partial<RedisStoreOptions>
  const { client, timeoutMs = 5000, listen, waitReplicas, acceptLoss = false } = given
  const { client: writer, count } = waitReplicas ?? {}
  const fine =
    isClient(client) &&
    Number.isSafeInteger(timeoutMs) &&
    timeoutMs > 0 &&
    (listen === undefined || typeof listen?.subscribe === 'function') &&
    (waitReplicas === undefined || (isClient(writer) && writer !== client && isCount(count))) &&
    typeof acceptLoss === 'boolean'
  if (!fine)
    throw new PurposeboundError(
      'config_invalid',
      '`redisStore` takes `{ client, name?, timeoutMs?, listen?, waitReplicas?: { client, count }, acceptLoss? }`',
    )
  const connection = over(client)
  return {
    names: toNames(given.name ?? DEFAULT_NAME),
    timeoutMs,
    listen,
    connection,
    writing: writer === undefined ? connection : over(writer),
    replicas: count === undefined ? undefined : { count },
    // what replicas have outlasts a server that forgets
    acceptLoss: acceptLoss || count !== undefined,
  }
}

function isClient(client: unknown): client is RedisClient {
  const { call, sendCommand } = Object(client) as { readonly call?: unknown; readonly sendCommand?: unknown }
  return typeof call === 'function' || typeof sendCommand === 'function'
}

function isCount(count: unknown): boolean {
  return Number.isSafeInteger(count) && (count as number) > 0
}

function over(client: RedisClient): Connection {
  return 'call' in client ? overIoRedis(client) : overNodeRedis(client)
}
