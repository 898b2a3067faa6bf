import type { ServerResponse } from 'node:http'
import { isUint8Array } from 'node:util/types'
import { isContent, isHeadOfText, speaks } from './content.js'
import type { Exchange, Leaving } from './exchange.js'
import { clearHead, dropBodyHeaders, guardHead, hold, noteHead, refuse } from './head.js'
import { PROBLEM_JSON, type Problem } from './problem.js'

type Write = (...args: readonly unknown[]) => boolean
type End = (...args: readonly unknown[]) => ServerResponse

/**
 * Stands before the wire: whatever writes to it, the first byte waits until it is settled what leaves.
 *
 * Framework calls end here as well as raw `write` and `end`, so there is no way around. Meanwhile the response looks as if
 * its head had been sent, so that nothing is changed, or sent a second time.
 */
export function guardResponse(res: ServerResponse, exchange: Exchange): void {
  const write = res.write as Write
  const end = res.end as End
  let phase: 'open' | 'waiting' | 'through' | 'refused' = 'open'
  let ended = false
  let queue: (() => void)[] = []
  const keep = () => hold(res, () => ended)
  let release: (() => void) | undefined

  const begin = (hasBody: boolean, go: () => void): void => {
    queue = [go]
    exchange.streams = false
    const leaving = exchange.leave(res.statusCode, hasBody)
    if (!(leaving instanceof Promise)) {
      conclude(leaving)
      return
    }
    phase = 'waiting'
    release ??= keep()
    void leaving.then((settled) => {
      conclude(settled)
      if (!ended) res.emit('drain')
    })
  }
  const conclude = (leaving: Leaving): void => {
    release?.()
    release = undefined
    phase = leaving === 'whole' && !res.destroyed ? 'through' : 'refused'
    // who left is answered nothing, and a head that is under way cannot be called back: nothing follows it
    if (res.destroyed || (phase === 'refused' && res.headersSent)) {
      res.destroy()
      return
    }
    if (!res.headersSent) setCaching(res, exchange)
    if (leaving === 'empty') {
      dropBodyHeaders(res)
      end.call(res)
    } else if (leaving === 'whole') {
      for (const each of queue) each()
    } else {
      sendProblem(res, exchange, leaving, end)
    }
  }
  /** Whether a part that follows may go: after a chunk of views only such chunks do. */
  const follows = (part: string | undefined): boolean => {
    if (part !== undefined || !exchange.insists) return true
    exchange.breakOff()
    phase = 'refused'
    res.destroy()
    return false
  }
  /** Somebody else has settled what leaves: the framework, or a guard above this one. */
  const isPassed = (): boolean => phase === 'open' && exchange.settled

  res.write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    if (isPassed()) return exchange.pending || write.call(res, chunk, ...rest)
    if (phase === 'refused' || (ended && phase === 'waiting')) return ignored(rest)
    const part = exchange.partOf(chunk)
    if (phase === 'through') return follows(part) && write.call(res, part ?? chunk, ...rest)
    // read now: a buffer may be changed while it waits
    const text = part ?? (isUint8Array(chunk) ? Buffer.from(chunk) : chunk)
    const go = () => void (phase === 'through' && write.call(res, text, ...rest))
    if (phase === 'open') {
      exchange.judged = part !== undefined
      begin(true, go)
    } else {
      queue.push(() => follows(part) && go())
    }
    return phase !== ('waiting' as string)
  }

  res.end = (...args: readonly unknown[]): ServerResponse => {
    if (isPassed()) return exchange.pending ? res : end.call(res, ...args)
    if (phase === 'refused' || (ended && phase === 'waiting')) return res
    const [chunk, ...rest] = args
    const part = exchange.partOf(chunk)
    const given = part ?? (isUint8Array(chunk) && phase !== 'through' ? Buffer.from(chunk) : chunk)
    const go = () => void (phase === 'through' && end.call(res, given, ...rest))
    const first = phase === 'open'
    if (phase === 'through' && ended) return end.call(res, ...args)
    ended = true
    if (first) {
      exchange.judged = part !== undefined || exchange.isText(chunk) || isHeadOfText(exchange, chunk, res)
      begin(speaks(exchange, chunk, res), go)
    } else if (phase === 'waiting') {
      queue.push(() => (!isContent(chunk) || follows(part)) && go())
    } else if (!isContent(chunk) || follows(part)) {
      go()
    }
    return res
  }

  guardHead(res, exchange, {
    isPassing: () => exchange.open || (exchange.settled && phase !== 'waiting' && !exchange.pending),
    note(status, rest) {
      if (release || phase === 'waiting') refuse()
      noteHead(res, status, rest)
      release = keep()
    },
  })
}

/** A problem in the place of a response that has not begun. */
export function sendProblem(
  res: ServerResponse,
  exchange: Exchange,
  problem: Problem,
  end: End = res.end as End,
): void {
  const text = JSON.stringify(problem)
  clearHead(res, exchange.headers)
  res.statusCode = problem.status
  res.setHeader('Content-Type', PROBLEM_JSON)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.setHeader('Cache-Control', 'private, no-store')
  end.call(res, text)
}

/** An ETag is left only where it was made of the text that leaves. */
function setCaching(res: ServerResponse, { declared, requiresView, text }: Exchange): void {
  if (requiresView && text === undefined) for (const name of ['ETag', 'Last-Modified']) res.removeHeader(name)
  if (declared && declared.reason === undefined && declared.cacheControl !== false)
    res.setHeader('Cache-Control', declared.cacheControl)
}

function ignored(rest: readonly unknown[]): boolean {
  for (const each of rest) if (typeof each === 'function') process.nextTick(each)
  // whoever pipes into it goes on, and comes to its end
  return true
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
