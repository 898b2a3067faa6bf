import { mono } from '../clock.js'
import type { Outlet, Overdue, Verdict } from './outlet.js'
import { fits } from './room.js'
import type { Batch } from './seal.js'

const SHORTEST_PAUSE = 250_000
const LONGEST_PAUSE = 5_000_000

/**
 * Keeps a hanging sink from holding up more than a deadline's worth of callers, and from filling the memory.
 *
 * After a write that was overdue every write fails at once; after a pause one is let through to try. A write that
 * fails is noted as lost. At most `maxBytes` are under way (or one batch that is larger), and as many overdue; beyond
 * that overdue ones are given up. Denials may fill three quarters of it.
 */
export function createBreaker(outlet: Outlet, maxBytes: number): Outlet {
  let underWay = 0
  let overdue = 0
  let open = false
  let trying = false
  let retryAt = 0
  let pause = SHORTEST_PAUSE

  function write(batch: Batch): Verdict | Promise<Verdict> {
    if (!fits(batch, underWay, maxBytes)) return give(batch, 'buffer_full')
    if (open && (trying || mono() < retryAt)) return give(batch, 'sink_timeout')
    const trial = open
    if (trial) trying = true
    underWay += batch.bytes
    const verdict = outlet.write(batch)
    return verdict instanceof Promise
      ? verdict.then((late) => conclude(batch, late, trial))
      : conclude(batch, verdict, trial)
  }

  function conclude(batch: Batch, verdict: Verdict, trial: boolean): Verdict {
    underWay -= batch.bytes
    if (trial) trying = false
    if (typeof verdict === 'object') return hold(batch, verdict, trial)
    // an answer in time, be it an error, is an answer
    close()
    return verdict || give(batch, 'sink_failed')
  }

  function hold(batch: Batch, verdict: Overdue, trial: boolean): Verdict {
    if (!open || trial) {
      open = true
      retryAt = mono() + pause
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    }
    if (overdue + batch.bytes > maxBytes) return give(batch, 'sink_timeout')
    overdue += batch.bytes
    const settled = verdict.settled.then((ok) => {
      overdue -= batch.bytes
      if (ok) close()
      return ok || give(batch, 'sink_timeout')
    })
    return { settled }
  }

  function close(): void {
    open = false
    pause = SHORTEST_PAUSE
  }

  function give(batch: Batch, cause: 'sink_failed' | 'sink_timeout' | 'buffer_full'): false {
    outlet.lose(batch, cause)
    return false
  }

  return { name: outlet.name, write, lose: outlet.lose }
}
