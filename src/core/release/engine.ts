import { type Clock, read } from '../clock.js'
import type { ConsentStore } from '../decide/consent.js'
import { AccessDenied, PurposeboundError } from '../errors.js'
import type { Dispatch } from '../record/dispatch.js'
import type { Pseudonyms } from '../record/pseudonym.js'
import type { Entry, Scribe } from '../record/scribe.js'
import type { Owed } from './owed.js'
import type { Snapshot } from './snapshot.js'

/** What all operations of one gate share. */
export interface Engine {
  /** The policy in force now. */
  snapshot: Snapshot
  readonly store: ConsentStore
  readonly pseudonyms: Pseudonyms
  readonly dispatch: Dispatch
  readonly scribe: Scribe
  readonly clock: Clock
  /** How long the consent store may take, ms. */
  readonly deadlineMs: number
  /** Rises when consent is narrowed through this gate: what was looked up before is asked again before release. */
  narrowed: number
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

/** Writes entries and returns once they are acknowledged. @throws AccessDenied `audit_unavailable` */
export function submit(engine: Engine, snapshot: Snapshot, entries: readonly Entry[]): void | Promise<void> {
  const denied = (): never => {
    throw new AccessDenied('audit_unavailable', '')
  }
  try {
    const done = engine.dispatch.submit(entries.map((entry) => engine.scribe.record(entry, snapshot.policy)))
    return done instanceof Promise ? done.catch(denied) : undefined
  } catch {
    return denied()
  }
}
