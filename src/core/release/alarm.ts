import type { SignalsDef } from '../catalog/signals.js'
import type { AuditRecord } from '../record/record.js'
import type { Entry } from '../record/scribe.js'
import { type Signal, signalOf } from '../record/signal.js'
import { Watch } from '../record/watch.js'

/** Who is told of signals. Nothing that it does touches an access. */
export type OnSignal = (signal: Signal) => unknown

/** Writes what raised a signal and the signal in one batch, and then tells of it. */
export type Alarm = (
  signals: SignalsDef,
  entries: readonly Entry[],
  how: {
    readonly now: number
    readonly operation: object | undefined
    readonly record: (entry: Entry) => AuditRecord
    readonly write: (records: readonly AuditRecord[]) => void | Promise<void>
  },
) => void | Promise<void>

export function createAlarm(onSignal: OnSignal | undefined, warn: (message: string) => void): Alarm {
  const watch = new Watch()
  let failed = false

  return (signals, entries, { now, operation, record, write }) => {
    const noticed = watch.see(signals, entries, now, operation)
    const records = entries.map(record)
    if (!noticed) return write(records)
    const raised = noticed.entries.map(record)
    const missed = (error: unknown): never => {
      noticed.undo()
      throw error
    }
    // told in any case: a trail that is down is no reason to be silent
    for (const each of raised) queueMicrotask(() => tell(each))
    try {
      const done = write([...records, ...raised])
      return done instanceof Promise ? done.catch(missed) : undefined
    } catch (error) {
      return missed(error)
    }
  }

  function tell(record: AuditRecord): void {
    const signal = signalOf(record)
    if (!onSignal || !signal) return
    try {
      const answer: unknown = onSignal(signal)
      Promise.resolve(answer).catch(complain)
    } catch {
      complain()
    }
  }

  /** Once: what it threw may hold data. */
  function complain(): void {
    if (failed) return
    failed = true
    try {
      warn('`onSignal` failed')
    } catch {
      // a logger that fails changes nothing
    }
  }
}
