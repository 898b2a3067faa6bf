import type { Ledger } from './ledger.js'
import type { Outlet } from './outlet.js'
import { createQueue, type Queue } from './queue.js'
import { createRoom } from './room.js'
import type { Batch } from './seal.js'
import type { Limits, Side } from './side.js'
import type { Submit } from './strict.js'

/** Delivery by a queue for each required sink. */
export interface Queued {
  readonly submit: Submit
  readonly queues: readonly Queue[]
}

export interface QueuedOptions {
  readonly ledger: Ledger
  readonly side: Side
  readonly limits: Limits
}

/**
 * Buffered delivery: a record in bounded memory is enough.
 *
 * Every required sink has a queue of its own, so that one that is down holds up no other until the memory is full; then
 * callers wait their turn for up to 500 ms and are denied.
 */
export function createBuffered(outlets: readonly Outlet[], { ledger, side, limits }: QueuedOptions): Queued {
  const queues = outlets.map((outlet) => createQueue(outlet, { ...limits, freed: () => room.freed() }))
  const room = createRoom({
    maxBytes: limits.maxBytes,
    hasRoom: (batch) => queues.every((queue) => queue.fits(batch)),
    refused(batch) {
      for (const outlet of outlets) outlet.lose(batch, 'buffer_full')
      ledger.lose(batch.records.length)
      side.miss(batch, 'buffer_full')
    },
  })

  function push(batch: Batch): void {
    let left = queues.length
    const taken = (): void => {
      left -= 1
      if (left === 0) ledger.deliver(batch.records.length)
    }
    for (const queue of queues) queue.push(batch, taken)
    side.take(batch)
  }

  return { submit: (batch) => room.enter(batch, () => push(batch)), queues }
}
