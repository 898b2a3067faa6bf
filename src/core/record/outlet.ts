import { after } from '../clock.js'
import { isPurposeboundError } from '../errors.js'
import { createGaps, type GapCause, type GapInfo } from './gap.js'
import type { AuditRecord } from './record.js'
import { type Batch, seal } from './seal.js'
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

export interface OutletOptions {
  readonly deadlineMs: number
  readonly gap: (info: GapInfo) => AuditRecord
  readonly warn: (message: string) => void
}

/** Puts a deadline on `sink` and takes every kind of misbehaviour for what it is: a record that is not acknowledged. */
export function createOutlet(sink: AuditSink, { deadlineMs, gap, warn }: OutletOptions): Outlet {
  const gaps = createGaps()
  let healthy = true

  /** Says once that a sink began to fail, until it works again. */
  function judge(ok: boolean, why: string): boolean {
    if (!ok && healthy) warn(`the audit sink \`${sink.name}\` fails: ${why}`)
    healthy = ok
    return ok
  }

  function write(batch: Batch): Verdict | Promise<Verdict> {
    const told = gaps.take()
    const end = (ok: boolean, why = ''): boolean => {
      if (!ok) gaps.restore(told)
      return judge(ok, why)
    }
    try {
      const records =
        told.length === 0 ? batch.records : Object.freeze([...seal(told.map(gap)).records, ...batch.records])
      if (records.length === 0) return true
      const answer: unknown = sink.write(records)
      if (answer === undefined) return end(true)
      if (isThenable(answer)) return inTime(answer, end)
      return end(false, '`write` must return nothing or a promise')
    } catch (error) {
      return end(false, wordOf(error))
    }
  }

  function inTime(
    answer: PromiseLike<unknown>,
    end: (ok: boolean, why?: string) => boolean,
  ): Promise<Verdict> {
    return new Promise((resolve) => {
      let tell = (_: boolean): void => {}
      const off = after(deadlineMs, () => {
        judge(false, `no answer within ${deadlineMs} ms`)
        resolve({ settled: new Promise((settle) => (tell = settle)) })
      })
      const done = (ok: boolean): void => {
        off()
        resolve(ok)
        tell(ok)
      }
      outcome(answer).then((error) => done(error === undefined ? end(true) : end(false, error)))
    })
  }

  return { name: sink.name, write, lose: (batch, cause) => gaps.add(cause, batch.records) }
}

/** Undefined, or in a word why it rejected; takes thenables that throw or answer twice. */
async function outcome(answer: PromiseLike<unknown>): Promise<string | undefined> {
  try {
    const said: unknown = await answer
    return said === undefined ? undefined : '`write` must resolve to nothing'
  } catch (error) {
    return wordOf(error)
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === 'object' && answer !== null && typeof (answer as { then?: unknown }).then === 'function'
  )
}

/** A code such as `ENOSPC`, or nothing: the message of a stranger's error may hold data. */
function wordOf(error: unknown): string {
  try {
    if (isPurposeboundError(error)) return error.message
    const code = (error as { code?: unknown } | null)?.code
    return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'an error'
  } catch {
    return 'an error'
  }
}
