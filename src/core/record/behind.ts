import type { QueuedOptions } from './buffered.js'
import type { GapCause } from './gap.js'
import type { Outlet } from './outlet.js'
import { createQueue, type Queue } from './queue.js'
import { createRoom } from './room.js'
import type { Batch } from './seal.js'
import type { StrictOptions, Submit } from './strict.js'

/** Where a record goes once strict delivery has it, or has not. */
export type Following = StrictOptions['onward'] & {
  readonly queues: readonly Queue[]
  /** Lets nothing in that the sinks behind would have no room for. */
  guard(submit: Submit): Submit
}

/**
 * Required remote sinks that no journal feeds, behind local ones: they get from memory what was delivered to those.
 *
 * No release waits for them, but none takes place that they have no room for: callers wait up to 500 ms and are denied.
 */
export function createBehind(
  outlets: readonly Outlet[],
  { balance, side, limits, front }: QueuedOptions & { readonly front: readonly Outlet[] },
): Following {
  const queues = outlets.map((outlet) => createQueue(outlet, { ...limits, freed: () => room.freed() }))
  const room = createRoom({
    maxBytes: limits.maxBytes,
    hasRoom: (batch) => queues.every((queue) => queue.fits(batch)),
    refused(batch) {
      for (const outlet of front) outlet.lose(batch, 'buffer_full')
      lost(batch, 'buffer_full')
    },
  })

  function lost(batch: Batch, cause: GapCause = 'sink_failed'): void {
    balance.lose(batch.records.length)
    for (const outlet of outlets) outlet.lose(batch, cause)
    side.miss(batch, cause)
  }

  function delivered(batch: Batch): void {
    let left = queues.length
    if (left === 0) balance.deliver(batch.records.length)
    else {
      const taken = (): void => {
        left -= 1
        if (left === 0) balance.deliver(batch.records.length)
      }
      for (const queue of queues) queue.push(batch, taken)
    }
    side.take(batch)
  }

  return {
    queues,
    delivered,
    lost: (batch) => lost(batch),
    guard: (submit) => (outlets.length === 0 ? submit : (batch) => room.enter(batch, () => submit(batch))),
  }
}
