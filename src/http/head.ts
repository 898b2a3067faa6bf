import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Exchange } from './exchange.js'

const SETTERS = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader'] as const

/**
 * Makes a response look, to whoever holds it, as one whose head has been sent: what leaves is being decided on, and may
 * not change meanwhile. What it gives ends that, with the status as it was.
 */
export function hold(res: ServerResponse, hasEnded: () => boolean): () => void {
  const { statusCode, statusMessage } = res
  const held: { readonly [name: string]: PropertyDescriptor } = {
    headersSent: { get: () => true },
    writableEnded: { get: hasEnded },
    ...Object.fromEntries(SETTERS.map((name) => [name, { value: refuse }])),
  }
  const before = Object.keys(held).map((name) => [name, Object.getOwnPropertyDescriptor(res, name)] as const)
  for (const [name, descriptor] of Object.entries(held))
    Object.defineProperty(res, name, { ...descriptor, configurable: true })
  return () => {
    for (const [name, own] of before) {
      if (own) Object.defineProperty(res, name, own)
      else Reflect.deleteProperty(res, name)
    }
    res.statusCode = statusCode
    res.statusMessage = statusMessage
  }
}

/** As Node does where the head was sent, so that frameworks and apps know what it is. */
export function refuse(): never {
  throw Object.assign(new Error('Cannot set headers after they are sent to the client'), {
    code: 'ERR_HTTP_HEADERS_SENT',
  })
}

/** Notes what `writeHead` was given: the head itself waits for the first byte. */
export function noteHead(res: ServerResponse, status: number, rest: readonly unknown[]): void {
  const [message, headers] = typeof rest[0] === 'string' ? rest : [undefined, rest[0] ?? rest[1]]
  res.statusCode = status
  if (typeof message === 'string') res.statusMessage = message
  const seen = new Set<string>()
  for (const [name, value] of pairsOf(headers)) {
    if (seen.has(name.toLowerCase())) res.appendHeader(name, value as string)
    else if (value !== undefined) res.setHeader(name, value)
    seen.add(name.toLowerCase())
  }
}

type Pair = readonly [name: string, value: OutgoingHttpHeader | undefined]

/** Headers as an object, as a list of pairs, or as names and values in turn. */
function pairsOf(given: unknown): readonly Pair[] {
  if (!Array.isArray(given)) return Object.entries(Object(given) as OutgoingHttpHeaders)
  if (Array.isArray(given[0])) return given as Pair[]
  return given.flatMap((name, i) => (i % 2 === 0 ? [[String(name), given[i + 1]] as Pair] : []))
}

/** Headers that speak of a body, or of a row behind it. */
export const OF_THE_BODY = [
  'Content-Type',
  'Content-Length',
  'Content-Encoding',
  'Content-Disposition',
  'Content-Language',
  'Content-Location',
  'Content-Range',
  'ETag',
  'Last-Modified',
]

export function dropBodyHeaders(res: ServerResponse): void {
  for (const name of OF_THE_BODY) res.removeHeader(name)
}

/** Drops what a handler has put into the head; `before` are the headers that stood there when it was called, if known. */
export function clearHead(res: ServerResponse, before: OutgoingHttpHeaders | undefined): void {
  res.statusMessage = ''
  if (before) {
    for (const name of res.getHeaderNames()) if (!(name in before)) res.removeHeader(name)
    for (const [name, value] of Object.entries(before)) if (value !== undefined) res.setHeader(name, value)
  }
  dropBodyHeaders(res)
}

interface Noting {
  readonly isPassing: () => boolean
  readonly note: (status: number, rest: readonly unknown[]) => void
}

/** What would send a head, or something of it, waits for the first byte. */
export function guardHead(res: ServerResponse, exchange: Exchange, { isPassing, note }: Noting): void {
  const { writeHead, flushHeaders, writeEarlyHints, addTrailers } = res as unknown as {
    readonly [name: string]: ((...args: readonly unknown[]) => unknown) | undefined
  }
  Object.assign(res, {
    writeHead(status: number, ...rest: readonly unknown[]) {
      if (isPassing()) {
        if (exchange.failed) res.statusMessage = ''
        return writeHead?.call(res, status, ...rest)
      }
      note(status, rest)
      return res
    },
    flushHeaders: () => (isPassing() ? flushHeaders?.call(res) : undefined),
    // hints leave before anything is decided, and trailers hold what they like
    writeEarlyHints: (...args: readonly unknown[]) =>
      exchange.open ? writeEarlyHints?.call(res, ...args) : undefined,
    addTrailers: (...args: readonly unknown[]) =>
      exchange.insists ? undefined : addTrailers?.call(res, ...args),
  })
}
