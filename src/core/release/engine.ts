import { type Clock, read } from '../clock.js'
import type { ConsentStore } from '../decide/consent.js'
import { AccessDenied, PurposeboundError } from '../errors.js'
import type { Dispatch } from '../record/dispatch.js'
import type { CheckedKeys } from '../record/keys.js'
import type { Pseudonyms } from '../record/pseudonym.js'
import type { ReadableSink } from '../record/readable-sink.js'
import type { AuditRecord } from '../record/record.js'
import type { Entry, Scribe } from '../record/scribe.js'
import type { Alarm } from './alarm.js'
import type { HoldStore } from './hold-contract.js'
import type { Owed } from './owed.js'
import type { OwnWrites } from './own-writes.js'
import type { Snapshot } from './snapshot.js'

/** What all operations of one gate share. */
export interface Engine {
  /** The policy in force now. */
  snapshot: Snapshot
  readonly store: ConsentStore
  /** Who is under a legal hold, where anybody says so. */
  readonly holds: HoldStore | undefined
  readonly pseudonyms: Pseudonyms
  /** With those of earlier times, by which the past is found. */
  readonly keys: CheckedKeys
  /** The sink that answers for the ledger, if any can be read. */
  readonly ledger: ReadableSink | undefined
  readonly alarm: Alarm
  readonly dispatch: Dispatch
  readonly scribe: Scribe
  readonly clock: Clock
  /** How long the consent store may take, ms. */
  readonly deadlineMs: number
  /** Rises when consent is narrowed through this gate: what was looked up before is asked again before release. */
  narrowed: number
  /** What was said through this gate, so that its own reads know it. */
  readonly own: OwnWrites
  /** What `close` waits for, and tries once more. */
  readonly owed: Owed
  closed: boolean
}

/** The time of a decision, in milliseconds; NaN denies everything. */
export function nowOf(engine: Engine): number {
  return read(engine.clock)
}

/** @throws PurposeboundError `gate_closed` */
export function assertOpen({ closed }: Engine): void {
  if (closed) throw new PurposeboundError('gate_closed')
}

/**
 * Writes entries, with the signals that they raise, and returns once they are acknowledged; `operation` is the same for
 * all batches of one operation.
 *
 * @throws AccessDenied `audit_unavailable`
 */
export function submit(
  engine: Engine,
  snapshot: Snapshot,
  entries: readonly Entry[],
  operation?: object,
): void | Promise<void> {
  const record = (entry: Entry) => engine.scribe.record(entry, snapshot.policy)
  const { signals } = snapshot.catalog
  if (!signals) return write(engine, entries.map(record))
  const how = {
    now: nowOf(engine),
    operation,
    record,
    write: (all: readonly AuditRecord[]) => write(engine, all),
  }
  return engine.alarm(signals, entries, how)
}

function write(engine: Engine, records: readonly AuditRecord[]): void | Promise<void> {
  const denied = (): never => {
    throw new AccessDenied('audit_unavailable', '')
  }
  try {
    const done = engine.dispatch.submit(records)
    return done instanceof Promise ? done.catch(denied) : undefined
  } catch {
    return denied()
  }
}
