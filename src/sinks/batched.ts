import { type AuditRecord, type AuditSink, PurposeboundError } from '../index.js'
import { assertSink, inherited } from './inner.js'

export interface BatchedOptions {
  /**
   * A batch of so many records goes at once.
   * @defaultValue `256`
   */
  readonly size?: number
  /**
   * How long a record waits for company, in milliseconds; keep it well below the deadline of the gate.
   * @defaultValue `20`
   */
  readonly ms?: number
}

interface Batch {
  readonly records: AuditRecord[]
  readonly done: Promise<void>
  settle(answer: void | PromiseLike<void>): void
  readonly timer: ReturnType<typeof setTimeout>
}

/**
 * Writes records to `sink` in batches: for one that costs as much for a record as for a hundred.
 *
 * A write is acknowledged when the sink has acknowledged its batch, and fails when that fails, so nothing is promised
 * sooner than before. Batches go out in order and do not wait for each other: one that hangs holds up no other.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * const collector = batched(collectorSink({ url }), { size: 500, ms: 100 })
 * ```
 */
export function batched(sink: AuditSink, options: BatchedOptions = {}): AuditSink {
  assertSink('batched', sink)
  const { size, ms } = read(options)
  const underWay = new Set<Promise<void>>()
  let batch: Batch | undefined
  let closed = false

  function begin(): Batch {
    let settle = (_: void | PromiseLike<void>): void => {}
    const done = new Promise<void>((resolve) => (settle = resolve))
    underWay.add(done)
    const ended = (): unknown => underWay.delete(done)
    done.then(ended, ended)
    return { records: [], done, settle, timer: setTimeout(send, ms) }
  }

  function send(): void {
    if (batch === undefined) return
    const { records, settle, timer } = batch
    batch = undefined
    clearTimeout(timer)
    settle(answerOf(Object.freeze(records)))
  }

  /** What the sink answers, as it is: whoever waits must see a wrong answer too. */
  function answerOf(records: readonly AuditRecord[]): void | PromiseLike<void> {
    try {
      return sink.write(records)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async function settled(): Promise<void> {
    send()
    await Promise.allSettled(underWay)
  }

  return {
    ...inherited(sink),
    ...(sink.feed !== undefined && { feed: (...to) => sink.feed!(...to) }),
    write(records) {
      if (closed || records.length === 0) return sink.write(records)
      batch ??= begin()
      const { done } = batch
      for (const record of records) batch.records.push(record)
      if (batch.records.length >= size) send()
      return done
    },
    async flush() {
      await settled()
      await sink.flush?.()
    },
    async close() {
      closed = true
      await settled()
      await sink.close?.()
    },
  }
}

function read(options: unknown): Required<BatchedOptions> {
  const { size = 256, ms = 20 } = Object(options) as BatchedOptions
  const fine = Number.isSafeInteger(size) && size >= 1 && typeof ms === 'number' && ms >= 0 && ms <= 60_000
  if (fine) return { size, ms }
  throw new PurposeboundError(
    'config_invalid',
    '`batched` takes `{ size?, ms? }`: 1 record or more, and up to 60,000 milliseconds',
  )
}
