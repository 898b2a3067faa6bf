import { after } from '../clock.js'
import type { Outlet } from './outlet.js'
import { fits } from './room.js'
import type { Batch } from './seal.js'

const MOST_RECORDS = 256
const MOST_BYTES = 1024 * 1024
const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 10_000

/** Records in memory on their way to one sink, in order, at least once. */
export interface Queue {
  /** How many records wait, those that are being written included. */
  readonly pending: number
  /** Whether it stays in bounds; one batch always has room alone. */
  fits(batch: Batch): boolean
  /** `taken` is told once the sink has the batch. */
  push(batch: Batch, taken?: () => void): void
  /** Writes all that is there now and resolves when nothing is left; a sink that fails is tried on, without long pauses. */
  drain(): Promise<void>
  /** Tries no more; what is left stays unwritten. */
  stop(): void
}

export interface QueueOptions {
  readonly maxBytes: number
  /** How long a record may wait for company; 0 writes at once unless a write is under way. */
  readonly waitMs: number
  /** Told after each write that the sink has taken. */
  readonly freed?: () => void
}

interface Item {
  readonly batch: Batch
  readonly taken: (() => void) | undefined
}

/**
 * One write at a time. A sink that fails or is overdue is tried again after a pause that doubles, up to 10 s: that is its
 * circuit breaker.
 */
export function createQueue(outlet: Outlet, { maxBytes, waitMs, freed }: QueueOptions): Queue {
  const items: Item[] = []
  let bytes = 0
  let records = 0
  let busy = false
  let retryMs = 0
  let draining = false
  let stopped = false
  const drained: (() => void)[] = []
  let off: (() => void) | undefined

  function schedule(ms: number, ref: boolean): void {
    if (!stopped) off ??= after(ms, () => void turn(), { ref })
  }

  /** Writes until nothing is left or the sink fails; one turn at a time. */
  async function turn(): Promise<void> {
    off?.()
    off = undefined
    if (busy) return
    busy = true
    while (items.length > 0 && !stopped) {
      const some = head()
      const answer = outlet.write(join(items.slice(0, some)))
      const verdict = answer instanceof Promise ? await answer : answer
      if (!(typeof verdict === 'object' ? await lateOr(verdict.settled) : verdict)) break
      retryMs = 0
      remove(some)
    }
    busy = false
    if (items.length > 0) rest()
    else for (const resolve of drained.splice(0)) resolve()
  }

  /** What failed stays, and is tried again after a pause that doubles. A dead sink keeps no process alive. */
  function rest(): void {
    retryMs = Math.min(retryMs === 0 ? FIRST_RETRY_MS : retryMs * 2, LAST_RETRY_MS)
    schedule(draining ? Math.min(retryMs, FIRST_RETRY_MS) : retryMs, false)
  }

  /** Waits a little longer for an overdue write, rather than to write the same again. */
  function lateOr(settled: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = after(FIRST_RETRY_MS, () => resolve(false))
      void settled.then((ok) => {
        cancel()
        resolve(ok)
      })
    })
  }

  function head(): number {
    let count = 0
    let size = 0
    let some = 0
    while (some < items.length && count < MOST_RECORDS && size < MOST_BYTES) {
      count += items[some]!.batch.records.length
      size += items[some]!.batch.bytes
      some += 1
    }
    return some
  }

  function remove(some: number): void {
    const gone = items.splice(0, some)
    for (const { batch } of gone) {
      bytes -= batch.bytes
      records -= batch.records.length
    }
    for (const { taken } of gone) taken?.()
    freed?.()
  }

  return {
    get pending() {
      return records
    },
    fits: (batch) => fits(batch, bytes, maxBytes),
    push(batch, taken) {
      items.push({ batch, taken })
      bytes += batch.bytes
      records += batch.records.length
      if (busy || retryMs > 0) return
      if (waitMs === 0 || records >= MOST_RECORDS) void turn()
      else schedule(waitMs, true)
    },
    drain() {
      draining = true
      return new Promise((resolve) => {
        drained.push(resolve)
        void turn()
      })
    },
    stop() {
      stopped = true
      off?.()
    },
  }
}

function join(items: readonly Item[]): Batch {
  if (items.length === 1) return items[0]!.batch
  const records = Object.freeze(items.flatMap(({ batch }) => batch.records))
  return { records, bytes: items.reduce((sum, { batch }) => sum + batch.bytes, 0), denials: false }
}
