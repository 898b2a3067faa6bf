import type { GapCause } from './gap.js'
import type { Outlet } from './outlet.js'
import { createQueue, type Queue } from './queue.js'
import type { Batch } from './seal.js'

/** The optional sinks: fed with what the required ones let pass, in their own time, and told by a gap what they miss. */
export interface Feed {
  take(batch: Batch): void
  miss(batch: Batch, cause: GapCause): void
  readonly queues: readonly Queue[]
}

export function createFeed(
  outlets: readonly Outlet[],
  { maxBytes, waitMs }: { readonly maxBytes: number; readonly waitMs: number },
): Feed {
  const queues = outlets.map((outlet) => createQueue(outlet, { maxBytes, waitMs }))
  return {
    take(batch) {
      queues.forEach((queue, i) => {
        if (queue.fits(batch.bytes)) queue.push(batch)
        else outlets[i]!.lose(batch, 'buffer_full')
      })
    },
    miss(batch, cause) {
      for (const outlet of outlets) outlet.lose(batch, cause)
    },
    queues,
  }
}
