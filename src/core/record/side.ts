import type { GapCause } from './gap.js'
import type { Outlet } from './outlet.js'
import { createQueue, type Queue } from './queue.js'
import type { Batch } from './seal.js'

/** Sinks that nothing waits for: they get what they can take, and are told by a gap what they miss. */
export interface Side {
  take(batch: Batch): void
  miss(batch: Batch, cause: GapCause): void
  readonly queues: readonly Queue[]
}

/** How much memory a queue may take, and how long a record waits in it for company. */
export interface Limits {
  readonly maxBytes: number
  readonly waitMs: number
}

export function createSide(outlets: readonly Outlet[], limits: Limits): Side {
  const queues = outlets.map((outlet) => createQueue(outlet, limits))
  return {
    take(batch) {
      queues.forEach((queue, i) => {
        if (queue.fits(batch)) queue.push(batch)
        else outlets[i]!.lose(batch, 'buffer_full')
      })
    },
    miss(batch, cause) {
      for (const outlet of outlets) outlet.lose(batch, cause)
    },
    queues,
  }
}
