import type { Feed } from './feed.js'
import type { Ledger } from './ledger.js'
import type { Outlet, Verdict } from './outlet.js'
import type { AuditRecord } from './record.js'
import { type Batch, seal } from './seal.js'
import { AuditUnavailable } from './unavailable.js'

/** Hands a batch over; returns, or resolves, once the delivery mode lets data go. */
export type Submit = (batch: Batch) => void | Promise<void>

export interface StrictOptions {
  readonly ledger: Ledger
  readonly feed: Feed
  readonly aborted: (records: readonly AuditRecord[]) => readonly AuditRecord[]
}

/**
 * Strict delivery: all required sinks at once, and every one must acknowledge in time.
 *
 * A record that some sink has, or gets too late, although its access was denied is followed by what `aborted` says of it.
 */
export function createStrict(outlets: readonly Outlet[], { ledger, feed, aborted }: StrictOptions): Submit {
  return (batch) => send(batch, true)

  function send(batch: Batch, promised: boolean): void | Promise<void> {
    const verdicts = outlets.map((outlet) => outlet.write(batch))
    if (verdicts.some((verdict) => verdict instanceof Promise)) {
      return Promise.all(verdicts).then((late) => conclude(batch, late, promised))
    }
    conclude(batch, verdicts as Verdict[], promised)
  }

  function conclude(batch: Batch, verdicts: readonly Verdict[], promised: boolean): void {
    if (verdicts.every((verdict) => verdict === true)) {
      delivered(batch)
      return
    }
    if (verdicts.some((verdict) => typeof verdict === 'object')) void settle(batch, verdicts, promised)
    else amend(batch, verdicts as boolean[], promised)
    throw new AuditUnavailable(verdicts.includes(false) ? 'sink_failed' : 'sink_timeout')
  }

  async function settle(batch: Batch, verdicts: readonly Verdict[], promised: boolean): Promise<void> {
    const settled = verdicts.map((verdict) => (typeof verdict === 'object' ? verdict.settled : verdict))
    amend(batch, await Promise.all(settled), promised)
  }

  /** Sets right what the sinks say about a denied access; a failure of that is a gap, and not amended again. */
  function amend(batch: Batch, outcomes: readonly boolean[], promised: boolean): void {
    const truth = promised && outcomes.includes(true) ? truthOf(batch) : undefined
    if (outcomes.includes(false)) lost(batch)
    else delivered(batch)
    if (truth === undefined) return
    try {
      send(truth, false)?.catch(() => {})
    } catch {
      // noted as lost
    }
  }

  function truthOf(batch: Batch): Batch | undefined {
    try {
      const truth = seal(aborted(batch.records))
      ledger.submit(truth.records.length)
      return truth
    } catch {
      return undefined
    }
  }

  function delivered(batch: Batch): void {
    ledger.deliver(batch.records.length)
    feed.take(batch)
  }

  function lost(batch: Batch): void {
    ledger.lose(batch.records.length)
    feed.miss(batch, 'sink_failed')
  }
}
