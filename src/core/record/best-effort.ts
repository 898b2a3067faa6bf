import type { Queued, QueuedOptions } from './buffered.js'
import { mustBeKept } from './kept.js'
import type { Outlet } from './outlet.js'
import { createQueue } from './queue.js'
import type { Batch } from './seal.js'
import type { Submit } from './strict.js'

/**
 * Best effort: nothing waits. A required sink whose memory is full lacks the record, and a gap says so; the others have it.
 *
 * Refused for what must not be lost: exceptions, provisions, holds, erasures and what people said of their consent are delivered by
 * `strictly`, and may stand before records that were handed over earlier.
 */
export function createBestEffort(
  outlets: readonly Outlet[],
  strictly: Submit,
  { balance, side, limits }: QueuedOptions,
): Queued {
  const queues = outlets.map((outlet) => createQueue(outlet, limits))

  function push(batch: Batch): void {
    const count = batch.records.length
    let left = queues.length
    let whole = true
    const end = (): void => {
      left -= 1
      if (left === 0) whole ? balance.deliver(count) : balance.lose(count)
    }
    queues.forEach((queue, i) => {
      if (queue.fits(batch)) queue.push(batch, end)
      else {
        outlets[i]!.lose(batch, 'buffer_full')
        whole = false
        end()
      }
    })
    side.take(batch)
  }

  return {
    submit: (batch) => (batch.records.some(mustBeKept) ? strictly(batch) : push(batch)),
    queues,
  }
}
