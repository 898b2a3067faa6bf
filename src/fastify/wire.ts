import type { FastifyReply } from 'fastify'
import type { Exchange } from '../http/exchange.js'
import { guardResponse } from '../http/response.js'
import { isViewStream } from '../http/view-stream.js'
import { holdHead } from './held-head.js'
import { chunkFits, roomFor, type Seal, statusFits, textFits } from './seal.js'

type Write = (...args: readonly unknown[]) => boolean
type End = (...args: readonly unknown[]) => FastifyReply['raw']

/**
 * The last stretch of a response. Hooks and serializers of an app may run after what leaves was settled: what comes here
 * is compared with what was settled, and decided on anew where it is something else.
 */
export class Wire {
  /** The text that was made of the body that was looked at. */
  text: unknown
  readonly #reply: FastifyReply
  readonly #exchange: Exchange
  #seal: Seal | undefined
  #waits = false
  #over = false

  constructor(reply: FastifyReply, exchange: Exchange) {
    this.#reply = reply
    this.#exchange = exchange
    const { raw } = reply
    const below = holdHead(raw, () =>
      this.#waits || this.#over ? 'deaf' : isFree(exchange) ? 'free' : 'held',
    )
    guardResponse(raw, exchange)
    const [write, end, writeHead] = [raw.write as Write, raw.end as End, raw.writeHead as End]
    let held: Buffer[] | undefined
    let size = 0

    raw.writeHead = ((...args: readonly unknown[]) =>
      !below.inside && (this.#waits || this.#over)
        ? raw
        : writeHead.apply(raw, args as unknown[])) as typeof raw.writeHead
    raw.write = ((chunk: unknown, ...rest: readonly unknown[]): boolean => {
      if (below.inside) return write.call(raw, chunk, ...rest)
      if (this.#waits || this.#over) return true
      const seal = this.#watched()
      if (!seal || chunkFits(seal, chunk)) return write.call(raw, chunk, ...rest)
      const bytes = bytesOf(chunk, rest[0])
      if (!bytes || isViewStream(seal.body) || size + bytes.length > roomFor(seal)) {
        this.#reopen()
        return write.call(raw, chunk, ...rest)
      }
      held ??= []
      held.push(bytes)
      size += bytes.length
      // whoever waits for it was called
      for (const each of rest) if (typeof each === 'function') process.nextTick(each as () => void)
      return true
    }) as typeof raw.write

    raw.end = ((...args: readonly unknown[]) => {
      if (below.inside) return end.apply(raw, args as unknown[])
      if (this.#waits || this.#over) return raw
      this.#over = true
      this.#sent()
      const [chunk, encoding] = args
      const seal = this.#watched()
      if (!seal || (held === undefined && this.#fits(seal, chunk))) return end.apply(raw, args as unknown[])
      const last = bytesOf(chunk, encoding)
      const whole = Buffer.concat([...(held ?? []), ...(last ? [last] : [])])
      if (!textFits(seal, whole, raw.getHeader('content-encoding'))) this.#reopen()
      return end.call(raw, whole, ...args.filter((each) => typeof each === 'function'))
    }) as typeof raw.end
  }

  /** Whether this is what was settled before. */
  settledOn(status: number, body: unknown): boolean {
    const seal = this.#seal
    return seal !== undefined && statusFits(seal, status) && seal.body === body
  }

  /** Only this leaves from now on. */
  seal(seal: Seal): void {
    this.#seal = seal
  }

  /**
   * The reply counts as sent while `work` is under way, as it does in Fastify from the first `send` on: who sends again,
   * writes or throws meanwhile is not heard.
   */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#waits = true
    this.#sent()
    try {
      return await work
    } finally {
      this.#waits = false
      delete (this.#reply as { sent?: boolean }).sent
    }
  }

  #sent(): void {
    Object.defineProperty(this.#reply, 'sent', { value: true, configurable: true })
  }

  /** The seal, where the body must be that of it; what has another status than was settled is decided on anew. */
  #watched(): Seal | undefined {
    const seal = this.#seal
    if (!seal) return undefined
    if (!statusFits(seal, this.#reply.raw.statusCode)) this.#reopen()
    return this.#seal?.exact ? seal : undefined
  }

  #fits(seal: Seal, chunk: unknown): boolean {
    const bare = chunk === undefined || chunk === null || chunk === '' || typeof chunk === 'function'
    return bare ? saysNoLength(this.#reply, seal) : chunk === seal.body || chunkFits(seal, chunk)
  }

  #reopen(): void {
    this.#seal = undefined
    reopen(this.#exchange)
  }
}

/** Nothing is settled any more. */
export function reopen(exchange: Exchange): void {
  exchange.settled = false
  exchange.judged = false
  exchange.streams = false
}

/** Whether nobody decides on what leaves. */
function isFree({ declared, house }: Exchange): boolean {
  return declared ? declared.reason !== undefined : !house.all
}

/** The response to a HEAD speaks by its length. */
function saysNoLength({ raw, request }: FastifyReply, { body }: Seal): boolean {
  const length = raw.getHeader('content-length')
  if (request.method !== 'HEAD' || length === undefined) return true
  return typeof body !== 'string' || Number(length) === Buffer.byteLength(body)
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array
    ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    : undefined
}
