import type { ServerResponse } from 'node:http'
import { noteHead } from '../http/head.js'

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
    noteHead(res, status, rest)
    return res
  }) as typeof res.writeHead
  // HTTP/2 knows it by another name
  if (flushHeaders) res.flushHeaders = () => void ((open || phase() === 'free') && flushHeaders.call(res))
  return below
}
