import { errorMonitor } from 'node:events'

/** What can be seen of where a logger writes to: a word for what is wrong, undefined as far as nothing is. */
export interface Destination {
  /** Nothing should be written now: it would wait in memory, or be an error that ends the process. */
  stuck(): string | undefined
  /** What is written is lost, or was just now. */
  failing(): string | undefined
  /** Whether a record of this level, as pino counts them, gets anywhere. */
  takes(level: number): boolean
}

interface Stream {
  on?(event: string | symbol, listener: (error?: { readonly code?: unknown }) => void): unknown
  /** Of a Node stream; SonicBoom says only here how much waits. */
  readonly writableLength?: unknown
  readonly _len?: unknown
  readonly destroyed?: unknown
  /** Of `pino.multistream`. */
  readonly streams?: readonly { readonly stream: Stream; readonly level: number }[]
}

const MOST_WAITING = 1024 * 1024

/**
 * Watches the stream of a pino logger without handling its errors: whoever should know of them still does.
 *
 * Of a logger that is not pino's nothing is seen.
 */
export function watchDestination(logger: object): Destination {
  const stream = streamOf(logger)
  const entries = stream?.streams ?? (stream === undefined ? [] : [{ stream, level: 0 }])
  const watched = entries.map((entry) => watch(entry.stream))
  const first = (ask: (each: Watched) => string | undefined) =>
    watched.map(ask).find((word) => word !== undefined)
  return {
    stuck: () => first((each) => each.stuck()),
    failing: () => first((each) => each.failing()),
    takes: (level) => watched.length === 0 || entries.some((entry) => entry.level <= level),
  }
}

type Watched = Pick<Destination, 'stuck' | 'failing'>

function watch(stream: Stream): Watched {
  let failure: string | undefined
  let dropped = false
  stream.on?.(errorMonitor, (error) => {
    const code = error?.code
    failure = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'an error'
  })
  // SonicBoom tells of each write that went well; of a pipe that is broken pino says nothing more
  for (const event of ['write', 'drain'])
    stream.on?.(event, () => {
      failure = undefined
    })
  stream.on?.('drop', () => {
    dropped = true
  })
  return {
    stuck() {
      if (stream.destroyed === true) return 'the destination is closed'
      const waiting = Math.max(Number(stream.writableLength ?? 0), Number(stream._len ?? 0))
      // while it fails the rest of what was written still waits
      return failure === undefined && waiting > MOST_WAITING ? 'stalled' : undefined
    },
    failing() {
      const word = failure ?? (dropped ? 'a record was dropped' : undefined)
      dropped = false
      return word
    },
  }
}

/** pino keeps it under a symbol of its own, on the logger or on the one that it is a child of. */
function streamOf(logger: object): Stream | undefined {
  for (let each: object | null = logger; each !== null; each = Object.getPrototypeOf(each)) {
    const symbol = Object.getOwnPropertySymbols(each).find(({ description }) => description === 'pino.stream')
    if (symbol !== undefined) return (each as { readonly [symbol: symbol]: Stream })[symbol]
  }
  return undefined
}
