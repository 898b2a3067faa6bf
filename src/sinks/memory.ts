import { type AuditRecord, type AuditSink, answers, type LedgerQuery, PurposeboundError } from '../index.js'

export interface MemorySinkOptions {
  /**
   * How many records to keep: beyond it the oldest go, and `dropped` counts them.
   * @defaultValue `10_000`
   */
  readonly max?: number
}

export interface MemorySink extends AuditSink {
  /** The latest records, oldest first. */
  readonly records: readonly AuditRecord[]
  /** How many records have made room for later ones. */
  readonly dropped: number
  find(query: LedgerQuery): AsyncIterable<AuditRecord>
}

/**
 * Keeps audit records in memory: for tests, and for a first run.
 *
 * @example
 * ```ts
 * const audit = memorySink()
 * const gate = createGate({ policy, consents: memoryStore(), audit })
 * await gate.for('support', { actor }).read('member', row)
 * audit.records.at(-1)?.effect   // 'permit'
 * ```
 */
export function memorySink({ max = 10_000 }: MemorySinkOptions = {}): MemorySink {
  if (!Number.isSafeInteger(max) || max < 1)
    throw new PurposeboundError('config_invalid', '`max` must be 1 or more')
  const records: AuditRecord[] = []
  let dropped = 0

  return {
    name: 'memory',
    durability: 'memory',
    records,
    get dropped() {
      return dropped
    },
    write(more) {
      for (const record of more) records.push(record)
      const surplus = records.length - max
      if (surplus <= 0) return
      records.splice(0, surplus)
      dropped += surplus
    },
    async *find(query) {
      yield* records.filter(answers(query))
    },
  }
}
