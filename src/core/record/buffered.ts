import { after } from '../clock.js'
import type { Feed } from './feed.js'
import type { Ledger } from './ledger.js'
import type { Outlet } from './outlet.js'
import { createQueue, type Queue } from './queue.js'
import type { Batch } from './seal.js'
import type { Submit } from './strict.js'
import { AuditUnavailable } from './unavailable.js'

const LONGEST_WAIT_MS = 500

export interface BufferedOptions {
  readonly ledger: Ledger
  readonly feed: Feed
  readonly maxBytes: number
  readonly waitMs: number
}

/**
 * Buffered delivery: a record in bounded memory is enough.
 *
 * Every required sink has a queue of its own, so that one that is down holds up no other until the memory is full; then
 * callers wait their turn for up to 500 ms and are denied.
 */
export function createBuffered(
  outlets: readonly Outlet[],
  { ledger, feed, maxBytes, waitMs }: BufferedOptions,
): { readonly submit: Submit; readonly queues: readonly Queue[] } {
  const took = outlets.map(() => 0)
  let delivered = 0
  let line: { readonly batch: Batch; readonly admit: () => void }[] = []

  const queues = outlets.map((outlet, i) =>
    createQueue(outlet, { maxBytes, waitMs, taken: (count) => taken(i, count) }),
  )

  /** Delivered is what the slowest sink has: all get the same records in the same order. */
  function taken(i: number, count: number): void {
    took[i]! += count
    const least = Math.min(...took)
    ledger.deliver(least - delivered)
    delivered = least
    while (line.length > 0 && fits(line[0]!.batch)) line.shift()!.admit()
  }

  const fits = (batch: Batch): boolean => queues.every((queue) => queue.fits(batch.bytes))

  function push(batch: Batch): void {
    for (const queue of queues) queue.push(batch)
    feed.take(batch)
  }

  function submit(batch: Batch): void | Promise<void> {
    if (line.length === 0 && fits(batch)) return push(batch)
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        off()
        push(batch)
        resolve()
      }
      const waiter = { batch, admit }
      const off = after(LONGEST_WAIT_MS, () => {
        line = line.filter((other) => other !== waiter)
        for (const outlet of outlets) outlet.lose(batch, 'buffer_full')
        ledger.lose(batch.records.length)
        feed.miss(batch, 'buffer_full')
        reject(new AuditUnavailable('buffer_full'))
      })
      line.push(waiter)
    })
  }

  return { submit, queues }
}
