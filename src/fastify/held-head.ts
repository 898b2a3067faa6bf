import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

type Call = (...args: readonly unknown[]) => unknown

/** What lies below every guard of a response: the functions of Node. */
export interface Below {
  /** Whether Node is what calls: some of its functions call others by the name that is guarded. */
  inside: boolean
}

/** Whether a head may leave (`free`), waits for its body (`held`), or comes too late (`deaf`). */
export type Phase = 'free' | 'held' | 'deaf'

/**
 * Keeps the head of a response back until its first byte may leave: `writeHead` only notes what it is given, and
 * `flushHeaders` waits, unless nobody decides on this response.
 */
export function holdHead(res: ServerResponse, phase: () => Phase): Below {
  const below: Below = { inside: false }
  const writeHead = res.writeHead as Call
  const flushHeaders = res.flushHeaders as Call | undefined
  let open = false

  const opening =
    (own: Call) =>
    (...args: readonly unknown[]): unknown => {
      const outer = below.inside
      open = true
      below.inside = true
      try {
        return own.apply(res, args as unknown[])
      } finally {
        below.inside = outer
      }
    }
  res.write = opening(res.write as Call) as typeof res.write
  res.end = opening(res.end as Call) as typeof res.end

  res.writeHead = ((status: number, ...rest: readonly unknown[]) => {
    const now = open || res.headersSent ? 'free' : phase()
    if (now === 'free') return writeHead.call(res, status, ...rest)
    if (now === 'deaf') return res
    const [message, headers] = typeof rest[0] === 'string' ? rest : [undefined, rest[0] ?? rest[1]]
    res.statusCode = status
    if (message !== undefined) res.statusMessage = message as string
    noteHeaders(res, headers)
    return res
  }) as typeof res.writeHead
  // HTTP/2 knows it by another name
  if (flushHeaders) res.flushHeaders = () => void ((open || phase() === 'free') && flushHeaders.call(res))
  return below
}

function noteHeaders(res: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    const pairs = headers.every(Array.isArray) ? headers : pairsOf(headers)
    for (const [name] of pairs) res.removeHeader(name)
    for (const [name, value] of pairs) res.appendHeader(name, value)
    return
  }
  const own = (headers ?? {}) as OutgoingHttpHeaders
  for (const name of Object.keys(own)) {
    const value = own[name]
    if (value !== undefined) res.setHeader(name, value)
  }
}

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i] as string, flat[i + 1] as string])
  return pairs
}
