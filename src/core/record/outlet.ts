import { after } from '../clock.js'
import { type Failure, failureOf, late, odd } from './failure.js'
import type { GapCause, GapInfo } from './gap.js'
import { createOwing, type Note, OWES_NOTHING } from './owing.js'
import type { AuditRecord } from './record.js'
import type { Batch } from './seal.js'
import type { AuditSink } from './sink.js'

/** Acknowledged, failed, or overdue: what becomes of it then is told later, perhaps never. */
export type Verdict = boolean | Overdue
export interface Overdue {
  readonly settled: Promise<boolean>
}

/** A sink that cannot hurt: it answers in time and never throws. */
export interface Outlet {
  readonly name: string
  write(batch: Batch): Verdict | Promise<Verdict>
  /** Notes records that this sink will not get; the next write begins with a `gap` that says so. */
  lose(batch: Batch, cause: GapCause): void
}

/** An outlet that writes to a sink by itself. */
export interface SinkOutlet extends Outlet {
  readonly sink: AuditSink
  readonly working: boolean
  /** How many records the sink has acknowledged, and how many it will not get. */
  readonly delivered: number
  readonly lost: number
  /** How many records it was handed and has not answered about. */
  readonly unanswered: number
  /** Lets the next write begin with a record that delivery made. */
  note(note: Note): void
  /** Whether there is anything that the next write would begin with. */
  owes(): boolean
}

export interface OutletOptions {
  readonly deadlineMs: number
  readonly gap: (info: GapInfo) => AuditRecord
  /** Told when the sink begins to fail, and when it works again. */
  readonly changed: (name: string, failure?: Failure) => void
}

/** Puts a deadline on `sink` and takes every kind of misbehaviour for what it is: a record that is not acknowledged. */
export function createOutlet(sink: AuditSink, { deadlineMs, gap, changed }: OutletOptions): SinkOutlet {
  const { name } = sink
  const owing = createOwing(gap)
  let working = true
  let delivered = 0
  let lost = 0
  let unanswered = 0

  function judge(failure?: Failure): void {
    if (working === (failure === undefined)) return
    working = !working
    changed(name, failure)
  }

  function write(batch: Batch): Verdict | Promise<Verdict> {
    let notes = OWES_NOTHING
    const end = (failure?: Failure, inTime = true): boolean => {
      if (failure) owing.restore(notes)
      else {
        delivered += batch.records.length
        for (const { told } of notes) told?.()
      }
      // late is not working, or a slow sink would be news again and again
      if (failure || inTime) judge(failure)
      return !failure
    }
    try {
      notes = owing.take()
      const records =
        notes.length === 0
          ? batch.records
          : Object.freeze([...notes.map(({ record }) => record), ...batch.records])
      if (records.length === 0) return true
      const answer: unknown = sink.write(records)
      if (answer === undefined) return end()
      if (!isThenable(answer)) return end(odd('`write` must return nothing or a promise'))
      unanswered += batch.records.length
      return inTime(answer, (failure, inTime) => {
        unanswered -= batch.records.length
        return end(failure, inTime)
      })
    } catch (error) {
      return end(failureOf(error))
    }
  }

  function inTime(
    answer: PromiseLike<unknown>,
    end: (failure: Failure | undefined, inTime: boolean) => boolean,
  ): Verdict | Promise<Verdict> {
    return new Promise((resolve) => {
      let tell = (_: boolean): void => {}
      let overdue = false
      const off = after(deadlineMs, () => {
        overdue = true
        judge(late(deadlineMs))
        resolve({ settled: new Promise((settle) => (tell = settle)) })
      })
      outcome(answer).then((failure) => {
        off()
        const ok = end(failure, !overdue)
        resolve(ok)
        tell(ok)
      })
    })
  }

  return {
    sink,
    name,
    get working() {
      return working
    },
    get delivered() {
      return delivered
    },
    get lost() {
      return lost
    },
    get unanswered() {
      return unanswered
    },
    write,
    lose(batch, cause) {
      lost += batch.records.length
      owing.lose(cause, batch.records)
    },
    note: owing.note,
    owes: owing.any,
  }
}

/** Undefined, or why it rejected; takes thenables that throw or answer twice. */
async function outcome(answer: PromiseLike<unknown>): Promise<Failure | undefined> {
  try {
    const said: unknown = await answer
    return said === undefined ? undefined : odd('`write` must resolve to nothing')
  } catch (error) {
    return failureOf(error)
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === 'object' && answer !== null && typeof (answer as { then?: unknown }).then === 'function'
  )
}
