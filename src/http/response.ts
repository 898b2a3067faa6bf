import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Exchange, Leaving } from './exchange.js'
import { PROBLEM_JSON, type Problem } from './problem.js'
import { isViewChunk } from './view-stream.js'

type Write = (...args: readonly unknown[]) => boolean
type End = (...args: readonly unknown[]) => ServerResponse

/** Headers that speak of a body, or of a row behind it. */
const OF_THE_BODY = ['Content-Type', 'Content-Length', 'Content-Encoding', 'ETag', 'Last-Modified']

/**
 * Stands before the wire: whatever writes to it, the first byte waits until it is settled what leaves.
 *
 * Framework calls end here as well as raw `write` and `end`, so there is no way around.
 */
export function guardResponse(res: ServerResponse, exchange: Exchange): void {
  const write = res.write as Write
  const end = res.end as End
  let waiting: (() => void)[] | undefined
  let refused = false

  const settle = (hasBody: boolean, go: () => void): void => {
    const leaving = exchange.leave(res.statusCode, hasBody)
    if (!(leaving instanceof Promise)) {
      conclude(leaving, go)
      return
    }
    waiting = []
    void leaving.then((settled) => {
      const rest = waiting ?? []
      waiting = undefined
      conclude(settled, go)
      for (const each of rest) each()
      // the first writer was told to wait too
      res.emit('drain')
    })
  }
  const conclude = (leaving: Leaving, go: () => void): void => {
    if (!res.headersSent) setCaching(res, exchange)
    if (leaving === 'whole') {
      go()
      return
    }
    refused = true
    // a head that is under way cannot be called back, but nothing follows it
    if (res.headersSent) {
      res.destroy()
      return
    }
    for (const name of OF_THE_BODY) res.removeHeader(name)
    if (leaving === 'empty') end.call(res)
    else sendProblem(res, leaving, end)
  }

  res.write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    if (exchange.settled && !waiting && !refused) return write.call(res, chunk, ...rest)
    if (refused) return true
    const go = () => void (refused || write.call(res, chunk, ...rest))
    if (waiting) {
      waiting.push(() => {
        go()
        res.emit('drain')
      })
    } else {
      if (isViewChunk(chunk)) exchange.streams = true
      settle(true, go)
    }
    return waiting === undefined
  }

  res.end = (...args: readonly unknown[]): ServerResponse => {
    if (exchange.settled && !waiting && !refused) return end.call(res, ...args)
    if (refused) return res
    const go = () => void (refused || end.call(res, ...args))
    if (waiting) waiting.push(go)
    else settle(speaks(exchange, args[0], res), go)
    return res
  }
}

/** A problem in the place of a response that has not begun. */
export function sendProblem(res: ServerResponse, problem: Problem, end: End = res.end as End): void {
  const text = JSON.stringify(problem)
  res.statusCode = problem.status
  res.setHeader('Content-Type', PROBLEM_JSON)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.setHeader('Cache-Control', 'private, no-store')
  end.call(res, text)
}

function setCaching(res: ServerResponse, { declared }: Exchange): void {
  if (declared && declared.reason === undefined && declared.cacheControl !== false)
    res.setHeader('Cache-Control', declared.cacheControl)
}

/** Whether a response says more than its status; that to a HEAD speaks by its length. */
function speaks({ method }: Exchange, chunk: unknown, res: ServerResponse): boolean {
  return hasContent(chunk, res) || (method === 'HEAD' && Number(res.getHeader('Content-Length')) > 0)
}

/** Whether what ends a response says more than its status does. */
export function hasContent(chunk: unknown, { statusCode }: ServerResponse): boolean {
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return false
  return chunk.length > 0 && (chunk.length > 40 || String(chunk) !== STATUS_CODES[statusCode])
}

/** Tells an exchange how its response ends: all of it was handed over, or the connection closed before. */
export function watch(res: ServerResponse, exchange: Exchange): void {
  const left = () => exchange.end(false, res.statusCode)
  if (res.destroyed) {
    left()
    return
  }
  // only the first of them counts
  res.on('finish', () => exchange.end(true, res.statusCode))
  res.on('close', left)
}
