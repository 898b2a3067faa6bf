import type { ServerResponse } from 'node:http'
import { Below, ignored } from './below.js'
import { bodyOf, isContent } from './content.js'
import type { Body, Exchange, Leaving } from './exchange.js'
import { dropBodyHeaders, guardHead, hold } from './head.js'
import { bytesOf, copy, Gathered } from './packed.js'
import { problemIn, setCaching } from './settled-head.js'
import { isGone } from './watch.js'

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
  readonly #below: Below
  #phase: Phase = 'open'
  #ended = false
  #gathered: Gathered | undefined = undefined
  /** What is done once it leaves. */
  #queue: (() => void)[] = []

  constructor(res: ServerResponse, exchange: Exchange) {
    this.#res = res
    this.#exchange = exchange
    this.#below = new Below(res)
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
    return this.#exchange.open || (this.begun && !this.waits) || this.#passed === 'through'
  }

  /** Does `work` once something leaves, and never if nothing does. */
  whenItLeaves(work: () => void): void {
    if (this.#phase === 'through' || this.#passed === 'through') work()
    else if (this.#phase !== 'shut') this.#queue.push(work)
  }

  /** What a wire above this one makes of a response, once it has begun: whatever comes is of its making. */
  get #passed(): 'through' | 'waiting' | undefined {
    const { wire } = this.#exchange
    if (wire === undefined || wire === this || !wire.begun) return undefined
    return wire.waits ? 'waiting' : 'through'
  }

  #onWrite(args: readonly unknown[]): boolean {
    const [chunk, encoding] = args
    if (this.#passed === 'through' || this.#below.isOwn(chunk)) return this.#below.write(args)
    if (this.#passed || this.#phase === 'shut' || this.#ended) return ignored(args)
    const part = this.#exchange.partOf(chunk)
    if (!this.begun) {
      if (part === undefined && this.#gather(bytesOf(chunk, encoding))) return ignored(args)
      const kept = part ?? this.#whole(chunk, encoding)
      this.#settle(part === undefined ? 'other' : 'views', () => this.#below.write(args, kept))
      return !this.waits
    }
    const kept = part ?? copy(chunk)
    const go = () => this.#follows(part) && this.#below.write(args, kept)
    if (!this.waits) return go()
    this.#queue.push(go)
    return false
  }

  #onEnd(args: readonly unknown[]): void {
    const [chunk, encoding] = args
    if (this.#passed === 'through') this.#below.end(args)
    if (this.#passed || this.#phase === 'shut' || this.#ended) return
    this.#ended = true
    const part = this.#exchange.partOf(chunk)
    if (!this.begun) {
      const kept = part ?? this.#whole(chunk, encoding)
      this.#settle(part === undefined ? bodyOf(this.#exchange, kept, encoding, this.#res) : 'views', () =>
        this.#close(args, kept),
      )
      return
    }
    const kept = part ?? copy(chunk)
    this.whenItLeaves(() => (!isContent(chunk) || this.#follows(part)) && this.#close(args, kept))
  }

  /** Keeps bytes that may be those of the expected text. */
  #gather(bytes: Buffer | undefined): boolean {
    const { expected } = this.#exchange
    if (!expected || !bytes) return false
    this.#phase = 'gathering'
    this.#gathered ??= new Gathered(expected.text)
    return this.#gathered.take(bytes)
  }

  /** What was gathered, and what comes now. */
  #whole(chunk: unknown, encoding: unknown): unknown {
    return this.#gathered ? this.#gathered.with(bytesOf(chunk, encoding)) : copy(chunk)
  }

  #settle(body: Body, go: () => void): void {
    const res = this.#res
    this.#queue.push(go)
    const leaving = this.#exchange.leave(res.statusCode, body)
    if (!(leaving instanceof Promise)) {
      this.conclude(leaving)
      return
    }
    this.#phase = 'waiting'
    const release = hold(res, () => this.#ended)
    leaving
      .then((settled) => {
        release()
        this.conclude(settled)
        if (!this.#ended) res.emit('drain')
      })
      .catch(() => res.destroy())
  }

  /** Does what was settled. */
  conclude(leaving: Leaving): void {
    const [res, queue] = [this.#res, this.#queue]
    this.#queue = []
    this.#phase = leaving === 'whole' && !isGone(res) ? 'through' : 'shut'
    // who left is answered nothing, and a head that is under way cannot be called back: nothing follows it
    if (isGone(res) || (this.#phase === 'shut' && res.headersSent)) return void res.destroy()
    try {
      if (!res.headersSent) setCaching(res, this.#exchange)
      if (leaving === 'whole') for (const each of queue) each()
      else
        this.#close([], leaving === 'empty' ? dropBodyHeaders(res) : problemIn(res, this.#exchange, leaving))
    } catch (error) {
      // Node refuses the head: what the app says of that is decided on anew
      if (!res.headersSent) [this.#phase, this.#ended] = ['open', false]
      throw error
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

  #close(args: readonly unknown[], chunk: unknown): void {
    this.#phase = 'shut'
    this.#below.end(args, chunk)
  }
}
