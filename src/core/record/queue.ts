import { after } from '../clock.js'
import type { Outlet } from './outlet.js'
import type { Batch } from './seal.js'

const MOST_RECORDS = 256
const MOST_BYTES = 1024 * 1024
const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 10_000

/** Records in memory on their way to one sink, in order, at least once. */
export interface Queue {
  /** Whether so many more bytes stay in bounds; one batch always has room alone. */
  fits(bytes: number): boolean
  push(batch: Batch): void
  /** Writes all that is there now and resolves when nothing is left; a sink that fails is tried on, without long pauses. */
  drain(): Promise<void>
  /** Tries no more; what is left stays unwritten. */
  stop(): void
}

export interface QueueOptions {
  readonly maxBytes: number
  /** How long a record may wait for company; 0 writes at once unless a write is under way. */
  readonly waitMs: number
  /** Told after each write how many records the sink has taken. */
  readonly taken?: (records: number) => void
}

export function createQueue(outlet: Outlet, { maxBytes, waitMs, taken = () => {} }: QueueOptions): Queue {
  const items: Batch[] = []
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
      count += items[some]!.records.length
      size += items[some]!.bytes
      some += 1
    }
    return some
  }

  function remove(some: number): void {
    let gone = 0
    for (const item of items.splice(0, some)) {
      bytes -= item.bytes
      gone += item.records.length
    }
    records -= gone
    taken(gone)
  }

  return {
    fits: (more) => bytes === 0 || bytes + more <= maxBytes,
    push(batch) {
      items.push(batch)
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

function join(batches: readonly Batch[]): Batch {
  if (batches.length === 1) return batches[0]!
  const records = Object.freeze(batches.flatMap((batch) => batch.records))
  return { records, bytes: batches.reduce((sum, batch) => sum + batch.bytes, 0) }
}
