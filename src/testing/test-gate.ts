import {
  type AuditRecord,
  createGate,
  type Gate,
  type GateOptions,
  type Policy,
  PurposeboundError,
} from '../index.js'
import { memorySink } from '../sinks/memory.js'
import { memoryStore } from '../stores/memory.js'
import { DEFAULT_NOW } from './case.js'

/** A gate for tests: in memory, at a time that stands still. */
export interface TestGate<P extends Policy> {
  readonly gate: Gate<P>
  /** Every record so far, oldest first. */
  readonly records: readonly AuditRecord[]
  /** Moves the clock. */
  setNow(now: Date | number | string): void
}

export interface TestGateOptions<P extends Policy> extends Partial<Omit<GateOptions<P>, 'clock' | 'policy'>> {
  readonly policy: P
  /** @defaultValue `2026-01-01T00:00:00Z` */
  readonly now?: Date | number | string
}

/**
 * A gate with a memory store, a memory sink and a frozen clock.
 *
 * @example
 * ```ts
 * const { gate, records } = testGate({ policy, now: '2026-11-24T09:00:00Z' })
 * ```
 */
export function testGate<P extends Policy>({
  policy,
  now = DEFAULT_NOW,
  ...options
}: TestGateOptions<P>): TestGate<P> {
  const sink = memorySink()
  let time = timeOf(now)
  const gate = createGate<P>({
    consents: memoryStore(),
    audit: sink,
    onWarning: () => {},
    ...options,
    policy,
    clock: () => time,
  } as GateOptions<P>)
  return {
    gate,
    get records() {
      return sink.records
    },
    setNow(next) {
      time = timeOf(next)
    },
  }
}

/** @throws PurposeboundError `config_invalid` */
function timeOf(now: Date | number | string): Date {
  const time = new Date(now)
  if (Number.isNaN(time.getTime()))
    throw new PurposeboundError('config_invalid', '`now` is a Date, milliseconds or RFC 3339 text')
  return time
}
