import type { ServerResponse } from 'node:http'
import { isUint8Array } from 'node:util/types'
import { isContent, isHeadOfText, speaks } from './content.js'
import type { Body, Exchange, Leaving } from './exchange.js'
import { clearHead, dropBodyHeaders, guardHead, hold } from './head.js'
import { bytesOf, isTextOf, roomFor } from './packed.js'
import { PROBLEM_JSON, type Problem } from './problem.js'

type Write = (...args: readonly unknown[]) => boolean
type End = (...args: readonly unknown[]) => ServerResponse

/**
 * How far a response has come:
 *
 * - `open`: nothing of its body has come, so nothing is settled;
 * - `gathering`: bytes have come that may be the expected text in another form; they are compared when they are whole;
 * - `waiting`: it is settled what leaves, and the record of it is being written;
 * - `through`: it leaves;
 * - `shut`: nothing follows: all of it has left, or a problem in its place.
 */
type Phase = 'open' | 'gathering' | 'waiting' | 'through' | 'shut'

/**
 * Stands before the wire: whatever writes to it, the first byte waits until it is settled what leaves.
 *
 * Framework calls end here as well as raw `write` and `end`, so there is no way around. While a record is written the
 * response looks as if its head had been sent, so that nothing is changed, or sent a second time.
 */
export class Wire {
  readonly #res: ServerResponse
  readonly #exchange: Exchange
  readonly #write: Write
  readonly #end: End
  #phase: Phase = 'open'
  /** Whether Node is what calls: some of its functions call others by the name that is guarded. */
  #inside = false
  #ended = false
  #gathered: Buffer[] = []
  #size = 0
  #queue: (() => void)[] = []

  constructor(res: ServerResponse, exchange: Exchange) {
    this.#res = res
    this.#exchange = exchange
    this.#write = res.write as Write
    this.#end = res.end as End
    res.write = (...args: readonly unknown[]) => this.#onWrite(args)
    res.end = (...args: readonly unknown[]) => {
      this.#onEnd(args)
      return res
    }
    guardHead(res, exchange, this)
    exchange.wire = this
  }

  get waits(): boolean {
    return this.#phase === 'waiting'
  }

  /** Whether it is settled what leaves, or about to be. */
  get begun(): boolean {
    return this.#phase !== 'open' && this.#phase !== 'gathering'
  }

  /** Whether a head may go: it is settled what follows it, or nobody asks. */
  get passesHead(): boolean {
    return (
      this.#inside || this.#exchange.open || (this.begun && !this.waits) || this.#isPassed() === 'settled'
    )
  }

  /** Does `work` once something leaves, and never if it does not. */
  whenItLeaves(work: () => void): void {
    if (this.#phase === 'through') work()
    else if (this.#phase !== 'shut') this.#queue.push(work)
  }

  /** Sends a problem in the place of a response that has not begun. */
  refuse(problem: Problem): void {
    this.#conclude(problem)
  }

  #onWrite(args: readonly unknown[]): boolean {
    const passed = this.#inside || this.#isPassed()
    if (passed) return passed === 'waiting' || this.#write.apply(this.#res, args as unknown[])
    if (this.#phase === 'shut' || this.#ended) return ignored(args)
    const [chunk, encoding] = args
    const part = this.#exchange.partOf(chunk)
    if (this.#phase === 'through') return this.#follows(part) && this.#pass(args, part ?? chunk)
    if (this.#phase === 'waiting') {
      const kept = part ?? copy(chunk)
      this.#queue.push(() => void (this.#follows(part) && this.#pass(args, kept)))
      return false
    }
    if (part === undefined && this.#gather(bytesOf(chunk, encoding))) return ignored(args)
    const kept = part ?? copy(this.#whole(chunk, encoding))
    this.#settle(part === undefined ? 'other' : 'views', () => this.#pass(args, kept))
    return !this.waits
  }

  #onEnd(args: readonly unknown[]): void {
    const passed = this.#inside || this.#isPassed()
    if (passed) {
      if (passed !== 'waiting') this.#end.apply(this.#res, args as unknown[])
      return
    }
    if (this.#phase === 'shut' || this.#ended) return
    this.#ended = true
    const [chunk, encoding] = args
    const part = this.#exchange.partOf(chunk)
    if (this.#phase === 'through' || this.#phase === 'waiting') {
      const kept = part ?? copy(chunk)
      const go = () => void ((!isContent(chunk) || this.#follows(part)) && this.#close(args, kept))
      if (this.waits) this.#queue.push(go)
      else go()
      return
    }
    const kept = part ?? copy(this.#whole(chunk, encoding))
    this.#settle(part === undefined ? this.#bodyOf(kept, encoding) : 'views', () => this.#close(args, kept))
  }

  /** Whether a wire above this one has settled what leaves, or is about to. */
  #isPassed(): 'settled' | 'waiting' | false {
    const { wire } = this.#exchange
    if (wire === undefined || wire === this || !wire.begun) return false
    return wire.waits ? 'waiting' : 'settled'
  }

  /** Keeps bytes that may be those of the expected text. */
  #gather(bytes: Buffer | undefined): boolean {
    const { expected } = this.#exchange
    if (!expected || !bytes || this.#size + bytes.length > roomFor(expected.text)) return false
    this.#phase = 'gathering'
    this.#gathered.push(bytes)
    this.#size += bytes.length
    return true
  }

  /** What was gathered, and what comes now. */
  #whole(chunk: unknown, encoding: unknown): unknown {
    if (this.#size === 0) return chunk
    const last = bytesOf(chunk, encoding)
    return Buffer.concat(last ? [...this.#gathered, last] : this.#gathered)
  }

  #bodyOf(chunk: unknown, encoding: unknown): Body {
    const [res, exchange] = [this.#res, this.#exchange]
    const { expected } = exchange
    if (expected && (chunk === expected.text || isHeadOfText(exchange, chunk, res))) return expected.as
    if (!speaks(exchange, chunk, res)) return 'none'
    const bytes = expected && bytesOf(chunk, encoding)
    return bytes && isTextOf(expected.text, bytes, res.getHeader('Content-Encoding')) ? expected.as : 'other'
  }

  #settle(body: Body, go: () => void): void {
    const res = this.#res
    this.#queue.push(go)
    const leaving = this.#exchange.leave(res.statusCode, body)
    if (!(leaving instanceof Promise)) {
      this.#conclude(leaving)
      return
    }
    this.#phase = 'waiting'
    const release = hold(res, () => this.#ended)
    void leaving.then((settled) => {
      release()
      this.#conclude(settled)
      if (!this.#ended) res.emit('drain')
    })
  }

  #conclude(leaving: Leaving): void {
    const res = this.#res
    const queue = this.#queue
    this.#queue = []
    this.#phase = leaving === 'whole' && !isGone(res) ? 'through' : 'shut'
    // who left is answered nothing, and a head that is under way cannot be called back: nothing follows it
    if (isGone(res) || (this.#phase === 'shut' && res.headersSent)) {
      res.destroy()
      return
    }
    if (!res.headersSent) setCaching(res, this.#exchange)
    if (leaving === 'whole') {
      for (const each of queue) each()
    } else if (leaving === 'empty') {
      dropBodyHeaders(res)
      this.#close([], undefined)
    } else {
      this.#close([], problemIn(res, this.#exchange, leaving))
    }
  }

  /** Whether a part that follows may go: after a chunk of views only such chunks do. */
  #follows(part: string | undefined): boolean {
    if (this.#phase === 'shut') return false
    if (part !== undefined || !this.#exchange.insists) return true
    this.#exchange.breakOff()
    this.#phase = 'shut'
    this.#res.destroy()
    return false
  }

  #pass([, ...rest]: readonly unknown[], chunk: unknown): boolean {
    return this.#own(() => this.#write.call(this.#res, chunk, ...rest))
  }

  #close([, ...rest]: readonly unknown[], chunk: unknown): void {
    this.#phase = 'shut'
    this.#own(() => this.#end.call(this.#res, chunk, ...rest))
  }

  #own<T>(work: () => T): T {
    const outer = this.#inside
    this.#inside = true
    try {
      return work()
    } finally {
      this.#inside = outer
    }
  }
}

/** The text of a problem, with a head that holds nothing which a handler has made. */
function problemIn(res: ServerResponse, { before }: Exchange, problem: Problem): string {
  const text = JSON.stringify(problem)
  clearHead(res, before)
  res.statusCode = problem.status
  res.setHeader('Content-Type', PROBLEM_JSON)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.setHeader('Cache-Control', 'private, no-store')
  return text
}

/** An ETag is left only where it was made of the text that leaves. */
function setCaching(res: ServerResponse, { declared, requires, requiresView, expected }: Exchange): void {
  if (requiresView && expected === undefined)
    for (const name of ['ETag', 'Last-Modified']) res.removeHeader(name)
  if (declared && requires && declared.cacheControl !== false)
    res.setHeader('Cache-Control', declared.cacheControl)
}

/** Read now: a buffer may be changed while it waits. */
function copy(chunk: unknown): unknown {
  return isUint8Array(chunk) ? Buffer.from(chunk) : chunk
}

function ignored(args: readonly unknown[]): boolean {
  for (const each of args) if (typeof each === 'function') process.nextTick(each)
  // whoever pipes into it goes on, and comes to its end
  return true
}

/** Of HTTP/2 it is the stream that is gone. */
function isGone(res: ServerResponse): boolean {
  const { destroyed, stream } = res as {
    readonly destroyed?: boolean
    readonly stream?: { destroyed: boolean }
  }
  return destroyed === true || stream?.destroyed === true
}

/** Tells an exchange how its response ends: all of it was handed over, or the connection closed before. */
export function watch(res: ServerResponse, exchange: Exchange): void {
  const left = () => exchange.end(false, res.statusCode)
  if (isGone(res)) {
    left()
    return
  }
  // only the first of them counts
  res.on('finish', () => exchange.end(true, res.statusCode))
  res.on('close', left)
}
