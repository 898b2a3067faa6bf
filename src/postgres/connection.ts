/** The part of a `Pool` of `pg` that is used here. */
export interface PostgresPool {
  connect(): PromiseLike<PostgresClient>
}

/** The part of a client of that pool that is used here. */
export interface PostgresClient {
  /** Without `values` the text may hold several statements. */
  query(text: string, values?: unknown[]): PromiseLike<unknown>
  /** Gives the connection back, or ends it when told that it is broken. */
  release(broken?: boolean): void
  on?(event: 'error', listener: (error: Error) => void): unknown
  removeListener?(event: 'error', listener: (error: Error) => void): unknown
}

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

/** The server's word (SQLSTATE) or the system's, never its message, which holds data. Undefined for an error of the driver itself: `Connection terminated unexpectedly`. */
export function codeOf(error: unknown): string | undefined {
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
