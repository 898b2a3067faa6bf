import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Exchange } from './exchange.js'

const SETTERS = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader'] as const

/**
 * Makes a response look, to whoever holds it, as one whose head has been sent: what leaves is being decided on, and may
 * not change meanwhile. What it gives ends that, with the status as it was.
 */
export function hold(res: ServerResponse, hasEnded: () => boolean): () => void {
  const { statusCode } = res
  const message = isHttp2(res) ? undefined : res.statusMessage
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
    if (message !== undefined) res.statusMessage = message
  }
}

/** HTTP/2 has no status message, and warns of who asks. */
function isHttp2({ req }: ServerResponse): boolean {
  return req.httpVersionMajor >= 2
}

/** As Node does where the head was sent, so that frameworks and apps know what it is. */
function refuse(): never {
  throw Object.assign(new Error('Cannot set headers after they are sent to the client'), {
    code: 'ERR_HTTP_HEADERS_SENT',
  })
}

/** Notes what `writeHead` was given: the head itself waits for the first byte. */
function noteHead(res: ServerResponse, status: number, rest: readonly unknown[]): void {
  const [message, headers] = typeof rest[0] === 'string' ? rest : [undefined, rest[0] ?? rest[1]]
  res.statusCode = status
  if (typeof message === 'string' && !isHttp2(res)) res.statusMessage = message
  if (!Array.isArray(headers)) {
    const given = Object(headers) as OutgoingHttpHeaders
    for (const name of Object.keys(given)) if (given[name] !== undefined) res.setHeader(name, given[name])
    return
  }
  const seen = new Set<string>()
  for (const [name, value] of pairsOf(headers)) {
    if (seen.has(name.toLowerCase())) res.appendHeader(name, value as string)
    else if (value !== undefined) res.setHeader(name, value)
    seen.add(name.toLowerCase())
  }
}

type Pair = readonly [name: string, value: OutgoingHttpHeader | undefined]

/** Headers as a list of pairs, or as names and values in turn. */
function pairsOf(given: readonly unknown[]): readonly Pair[] {
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
  'Trailer',
  'Transfer-Encoding',
]

export function dropBodyHeaders(res: ServerResponse): void {
  for (const name of OF_THE_BODY) res.removeHeader(name)
}

type Headers = { [name: string]: OutgoingHttpHeader | undefined }

/** Headers as they stand now, from an object of their own: to append to one of several values changes its list. */
export function noted(own: Headers): Headers {
  for (const name of Object.keys(own)) {
    const value = own[name]
    if (Array.isArray(value)) own[name] = [...value]
  }
  return own
}

/** Drops what a handler has put into the head; `before` are the headers that stood there when it was called, if known. */
export function clearHead(res: ServerResponse, before: Exchange['before']): void {
  if (!isHttp2(res)) res.statusMessage = ''
  if (before) {
    for (const name of res.getHeaderNames()) if (!(name in before)) res.removeHeader(name)
    for (const [name, value] of Object.entries(before)) if (value !== undefined) res.setHeader(name, value)
  }
  dropBodyHeaders(res)
}

/** Whether what sends a head may do so, or the head has to wait for the first byte. */
interface Passing {
  readonly waits: boolean
  readonly passesHead: boolean
  whenItLeaves(work: () => void): void
}

type Call = (...args: readonly unknown[]) => unknown

/** What would send a head, or something of it, waits for the first byte. */
export function guardHead(res: ServerResponse, exchange: Exchange, wire: Passing): void {
  const own = res as unknown as { [name: string]: Call | undefined }
  const { writeHead, flushHeaders, writeEarlyHints, addTrailers, createPushResponse } = own
  own['writeHead'] = (...args) => {
    if (wire.passesHead) return writeHead?.apply(res, args as unknown[])
    if (wire.waits) refuse()
    noteHead(res, args[0] as number, args.slice(1))
    return res
  }
  own['flushHeaders'] = () => (wire.passesHead ? flushHeaders?.call(res) : undefined)
  // hints leave before anything is decided, and trailers hold what they like
  own['writeEarlyHints'] = (...args) =>
    exchange.open ? writeEarlyHints?.apply(res, args as unknown[]) : undefined
  own['addTrailers'] = (...args) =>
    wire.whenItLeaves(() => {
      if (!exchange.insists && exchange.expected?.as !== 'problem') addTrailers?.apply(res, args as unknown[])
    })
  // of HTTP/2: another response, which nobody decides on
  if (createPushResponse)
    own['createPushResponse'] = (...args) =>
      exchange.open ? createPushResponse.apply(res, args as unknown[]) : refuse()
}
