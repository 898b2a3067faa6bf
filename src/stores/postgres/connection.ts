import { isPurposeboundError, PurposeboundError } from '../../index.js'
import type { PostgresClient, PostgresPool } from '../../sinks/postgres/index.js'

/** What runs statements: a client of `pg`, a transaction of PGlite. */
export interface PostgresQueryable {
  query(text: string, values?: unknown[]): PromiseLike<unknown>
}

export type Row = { readonly [column: string]: unknown }

/** Runs a statement and gives its rows. */
export type Query = (text: string, values?: unknown[]) => Promise<readonly Row[]>

/** A connection that is lent for a while. */
export interface Lent {
  readonly client: PostgresClient
  readonly query: Query
  /** Ends it instead when it failed in any way: nobody knows what it still does. */
  giveBack(broken: boolean): void
}

/** Each answer must come before `left` has run out, in milliseconds. */
export function asking(client: PostgresQueryable, left: () => number): Query {
  return async (text, values) => {
    const answer = await within(Promise.resolve(client.query(text, values)), left())
    return (answer as { readonly rows?: readonly Row[] } | undefined)?.rows ?? []
  }
}

export async function lend(pool: PostgresPool, left: () => number): Promise<Lent> {
  const connecting = Promise.resolve(pool.connect())
  const client = await within(connecting, left()).catch((error: unknown) => {
    // one that comes too late goes back
    connecting.then((late) => late.release()).catch(() => {})
    throw error
  })
  const ignore = (): void => {}
  // a connection that breaks while it is lent says so by an event, which ends the process when nobody listens
  client.on?.('error', ignore)
  return {
    client,
    query: asking(client, left),
    giveBack(broken) {
      if (!broken) client.removeListener?.('error', ignore)
      client.release(broken)
    },
  }
}

/** Lends a connection to `work`, and ends it where that fails. */
export async function withClient<T>(
  pool: PostgresPool,
  left: () => number,
  work: (query: Query, client: PostgresClient) => Promise<T>,
): Promise<T> {
  const { client, query, giveBack } = await lend(pool, left)
  let broken = true
  try {
    const result = await work(query, client)
    broken = false
    return result
  } finally {
    giveBack(broken)
  }
}

/** How much of `ms` is left: by the monotone clock of this process, and at least 1. */
export function countdown(ms: number): () => number {
  const until = performance.now() + ms
  return () => Math.max(1, until - performance.now())
}

/** The server's word (SQLSTATE) or the system's, never its message, which holds data. */
export function failure(error: unknown): PurposeboundError {
  return isPurposeboundError(error) ? error : failed(codeOf(error) ?? 'an error')
}

export function failed(detail: string): PurposeboundError {
  return new PurposeboundError('store_failed', `\`postgres\`, ${detail}`)
}

/**
 * Whether the same may do better on another connection: it was cut, a deadlock was broken, or a key was taken by somebody
 * else in the same moment.
 */
export function isPassing(error: unknown): boolean {
  if (isPurposeboundError(error)) return false
  const code = codeOf(error)
  // an error of the driver itself has no code: `Connection terminated unexpectedly`
  return code === undefined || /^(08...|57P0.|40001|40P01|23505|ECONN.*|EPIPE)$/.test(code)
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : undefined
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
