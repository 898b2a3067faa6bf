import type { Balance } from './balance.js'
import type { Outlet, Verdict } from './outlet.js'
import type { AuditRecord } from './record.js'
import { type Batch, seal } from './seal.js'
import { AuditUnavailable } from './unavailable.js'

/** Hands a batch over; returns, or resolves, once the delivery mode lets data go. */
export type Submit = (batch: Batch) => void | Promise<void>

export interface StrictOptions {
  readonly balance: Balance
  /** Takes what was delivered, and what was not, to the sinks that nothing waits for. */
  readonly onward: { delivered(batch: Batch): void; lost(batch: Batch): void }
  readonly aborted: (records: readonly AuditRecord[]) => readonly AuditRecord[]
  /** Remote sinks that must have it as well, once the others do. */
  readonly relays?: readonly Outlet[]
}

/**
 * Strict delivery: all required sinks at once, and every one must acknowledge in time.
 *
 * A record that some sink has, or gets too late, although its access was denied is followed by what `aborted` says of it.
 */
export function createStrict(
  outlets: readonly Outlet[],
  { balance, onward, aborted, relays = [] }: StrictOptions,
): Submit {
  return (batch) => send(batch, true)

  function send(batch: Batch, promised: boolean): void | Promise<void> {
    const verdicts = outlets.map((outlet) => outlet.write(batch))
    if (verdicts.some((verdict) => verdict instanceof Promise)) {
      return Promise.all(verdicts).then((late) => conclude(batch, late, promised))
    }
    return conclude(batch, verdicts as Verdict[], promised)
  }

  function conclude(batch: Batch, verdicts: readonly Verdict[], promised: boolean): void | Promise<void> {
    if (verdicts.every((verdict) => verdict === true)) {
      onward.delivered(batch)
      return promised && relays.length > 0 ? relay(batch) : undefined
    }
    if (verdicts.some((verdict) => typeof verdict === 'object')) void settle(batch, verdicts, promised)
    else amend(batch, verdicts as boolean[], promised)
    throw denied(verdicts)
  }

  /** The journal has it and the remote sinks will: what they say of a denied access is set right by way of the journal. */
  async function relay(batch: Batch): Promise<void> {
    const verdicts = await Promise.all(relays.map((outlet) => outlet.write(batch)))
    if (verdicts.every((verdict) => verdict === true)) return
    tell(truthOf(batch))
    throw denied(verdicts)
  }

  /** Sets right what the sinks say about a denied access; a failure of that is a gap, and not amended again. */
  function amend(batch: Batch, outcomes: readonly boolean[], promised: boolean): void {
    const truth = promised && outcomes.includes(true) ? truthOf(batch) : undefined
    end(batch, outcomes)
    tell(truth)
  }

  /** The same where some are overdue: each gets the truth after the record, and waits for no other to answer. */
  async function settle(batch: Batch, verdicts: readonly Verdict[], promised: boolean): Promise<void> {
    const settled = verdicts.map(async (verdict) => (typeof verdict === 'object' ? verdict.settled : verdict))
    const truth = promised && (await anyOf(settled)) ? truthOf(batch) : undefined
    if (truth) {
      const written = settled.map(async (outcome, i) => {
        await outcome
        const verdict = await outlets[i]!.write(truth)
        return typeof verdict === 'object' ? verdict.settled : verdict
      })
      void Promise.all(written).then((outcomes) => end(truth, outcomes))
    }
    end(batch, await Promise.all(settled))
  }

  function tell(truth: Batch | undefined): void {
    try {
      if (truth) send(truth, false)?.catch(() => {})
    } catch {
      // noted as lost
    }
  }

  function truthOf(batch: Batch): Batch | undefined {
    try {
      const truth = seal(aborted(batch.records))
      balance.submit(truth.records.length)
      return truth.records.length > 0 ? truth : undefined
    } catch {
      return undefined
    }
  }

  function end(batch: Batch, outcomes: readonly boolean[]): void {
    if (outcomes.includes(false)) onward.lost(batch)
    else onward.delivered(batch)
  }
}

/** Whether one of them came out true, as soon as that is known. */
function anyOf(settled: readonly Promise<boolean>[]): Promise<boolean> {
  return new Promise((resolve) => {
    for (const one of settled) void one.then((ok) => ok && resolve(true))
    void Promise.all(settled).then((all) => resolve(all.includes(true)))
  })
}

function denied(verdicts: readonly Verdict[]): AuditUnavailable {
  return new AuditUnavailable(verdicts.includes(false) ? 'sink_failed' : 'sink_timeout')
}
