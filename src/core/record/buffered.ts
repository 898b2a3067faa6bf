import type { Balance } from './balance.js'
import type { Cover } from './cover.js'
import type { SinkOutlet } from './outlet.js'
import { createQueue, type Queue } from './queue.js'
import { createRoom } from './room.js'
import type { Batch } from './seal.js'
import type { Limits, Side } from './side.js'
import type { Submit } from './strict.js'

/** What a killed process leaves behind of a sink; undefined where that cannot be known. */
export type CoverOf = (outlet: SinkOutlet, raised: () => void) => Cover | undefined

/** Delivery by a queue for each required sink. */
export interface Queued {
  readonly submit: Submit
  readonly queues: readonly Queue[]
}

export interface QueuedOptions {
  readonly balance: Balance
  readonly side: Side
  readonly limits: Limits
}

/**
 * Buffered delivery: a record in bounded memory is enough.
 *
 * Every required sink has a queue of its own, so that one that is down holds up no other until the memory is full; then
 * callers wait their turn for up to 500 ms and are denied. So they are where a sink can say how much a killed process lost,
 * and cannot be told that there will be so much.
 */
export function createBuffered(
  outlets: readonly SinkOutlet[],
  coverOf: CoverOf,
  { balance, side, limits }: QueuedOptions,
): Queued {
  const covers = outlets.map((outlet) => coverOf(outlet, () => room.freed()))
  const queues = outlets.map((outlet, i) =>
    createQueue(outlet, {
      ...limits,
      freed() {
        covers[i]?.holds(queues[i]!.pending)
        room.freed()
      },
    }),
  )
  const room = createRoom({
    maxBytes: limits.maxBytes,
    hasRoom: (batch) =>
      queues.every(
        (queue, i) => queue.fits(batch) && (covers[i]?.covers(queue.pending + batch.records.length) ?? true),
      ),
    refused(batch) {
      for (const outlet of outlets) outlet.lose(batch, 'buffer_full')
      balance.lose(batch.records.length)
      side.miss(batch, 'buffer_full')
    },
  })

  function push(batch: Batch): void {
    let left = queues.length
    const taken = (): void => {
      left -= 1
      if (left === 0) balance.deliver(batch.records.length)
    }
    for (const queue of queues) queue.push(batch, taken)
    side.take(batch)
  }

  return { submit: (batch) => room.enter(batch, () => push(batch)), queues }
}
