import { isPurposeboundError, PurposeboundError } from '../../index.js'

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

export type Row = { readonly [column: string]: unknown }

/** Runs a statement and gives its rows. */
export type Query = (text: string, values?: unknown[]) => Promise<readonly Row[]>

/** A connection that is lent for a while. */
export interface Lent {
  readonly client: PostgresClient
  /** Each answer must come within `ms`. */
  query(ms: number): Query
  /** Ends it instead when it failed in any way: nobody knows what it still does. */
  giveBack(broken: boolean): void
}

export async function lend(pool: PostgresPool, ms: number): Promise<Lent> {
  const connecting = Promise.resolve(pool.connect())
  const client = await within(connecting, ms).catch((error: unknown) => {
    // one that comes too late goes back
    connecting.then((late) => late.release()).catch(() => {})
    throw error
  })
  const ignore = (): void => {}
  // a connection that breaks while it is lent says so by an event, which ends the process when nobody listens
  client.on?.('error', ignore)
  return {
    client,
    query: (ms) => async (text, values) => {
      const answer = await within(Promise.resolve(client.query(text, values)), ms)
      return (answer as { readonly rows?: readonly Row[] } | undefined)?.rows ?? []
    },
    giveBack(broken) {
      if (!broken) client.removeListener?.('error', ignore)
      client.release(broken)
    },
  }
}

/** Lends a connection to `work`, which must be done within `ms` in all. */
export async function withClient<T>(
  pool: PostgresPool,
  ms: number,
  work: (query: Query, client: PostgresClient) => Promise<T>,
): Promise<T> {
  const until = performance.now() + ms
  const left = (): number => Math.max(1, until - performance.now())
  const lent = await lend(pool, left())
  let broken = true
  try {
    const result = await work((...statement) => lent.query(left())(...statement), lent.client)
    broken = false
    return result
  } finally {
    lent.giveBack(broken)
  }
}

/** The server's word (SQLSTATE) or the system's, never its message, which holds data. */
export function failure(error: unknown): PurposeboundError {
  if (isPurposeboundError(error)) return error
  return new PurposeboundError('sink_failed', `\`postgres\`, ${codeOf(error) ?? 'an error'}`)
}

/** Whether the connection is to blame, so that another one may do better. */
export function isDisconnect(error: unknown): boolean {
  if (isPurposeboundError(error)) return false
  const code = codeOf(error)
  // an error of the driver itself has no code: `Connection terminated unexpectedly`
  return code === undefined || /^(08...|57P0.|ECONN.*|EPIPE)$/.test(code)
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
