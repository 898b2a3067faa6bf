import type { AuditRecord } from './record.js'

/** How safe a record is once `write` has resolved, weakest first. */
export const DURABILITIES = ['memory', 'os', 'disk', 'replicated'] as const
export type Durability = (typeof DURABILITIES)[number]

/** Where audit records go. */
export interface AuditSink {
  readonly name: string
  /** What a resolved `write` promises. */
  readonly durability: Durability
  /** May lose what it has acknowledged (stdout, a telemetry pipe): never enough on its own. */
  readonly lossy?: boolean
  /** Stands on another machine, behind a network: fed from a journal where there is one, and waited for in `remote` delivery. */
  readonly remote?: boolean
  /** Resolves when all `records` are durable as stated; writing a record again by the same `id` is harmless. */
  write(records: readonly AuditRecord[]): void | PromiseLike<void>
  flush?(): void | PromiseLike<void>
  close?(): void | PromiseLike<void>
  /** The records that answer `query`, oldest first, for the ledger; absent where a sink cannot be read. */
  find?(query: LedgerQuery): AsyncIterable<AuditRecord>
  /** Lets the next process know what was lost with the memory of one that was killed; absent where nobody can. */
  readonly buffer?: BufferMark
  /** Feeds `sink` from what this one keeps, by a cursor of its own that outlives the process: a journal. */
  feed?(sink: AuditSink, options: FeedOptions): SinkFeed
}

/** A number beside a log that a killed process leaves behind. It need not survive a power cut. */
export interface BufferMark {
  /** Resolves when it stands there that up to `records` records may be in memory alone; 0 takes it away. */
  set(records: number): PromiseLike<void>
  /** What a process that is dead left standing, from when to when; undefined where it ended well. */
  left(): PromiseLike<
    { readonly records: number; readonly since: string; readonly until: string } | undefined
  >
}

/** What a reader of the ledger asks for: every condition that is given must hold. */
export interface LedgerQuery {
  /** Pseudonyms of people: records that name one of them as a subject. */
  readonly subjects?: readonly string[]
  /** Pseudonyms of an actor: records of what it did, or what was done on its behalf. */
  readonly actors?: readonly string[]
  /** RFC 3339 UTC, inclusive. */
  readonly since?: string
  /** RFC 3339 UTC, exclusive. */
  readonly until?: string
}

/** How a sink is fed from a journal. */
export interface FeedOptions {
  /** How long one write may take, ms; a sink that is slower or fails is tried again after a pause. */
  readonly deadlineMs: number
  /** Told once when the sink begins to fail, and once when it works again. */
  readonly onState?: (state: 'failing' | 'working', cause?: string) => void
}

/** A sink that is fed from a journal: at least once, in order, from where it stopped. */
export interface SinkFeed {
  /** Resolves once the sink has acknowledged everything that the journal held when this was called. */
  caughtUp(): Promise<void>
  /** How many records the journal holds that the sink has not acknowledged. */
  pending(): number
  /** Feeds what is left for at most `timeoutMs`, keeps the cursor, and stops; the sink itself stays open. */
  close(timeoutMs: number): Promise<void>
}

/**
 * When data is released: `strict` (default) when every required local sink has acknowledged the record, `remote` when the
 * required remote sinks have as well, `buffered` when it is in bounded memory, `best_effort` at once.
 */
export type Delivery = 'strict' | 'remote' | 'buffered' | 'best_effort'

/** The `audit` option of a gate: a sink, or sinks with how they are used. */
export type AuditOption =
  | AuditSink
  | {
      readonly sinks: readonly (
        | AuditSink
        | {
            readonly sink: AuditSink
            /** Whether an access depends on this sink. @defaultValue true, unless the sink is `lossy` */
            readonly required?: boolean
            /** How long a write to this sink may take, ms. @defaultValue the `deadlineMs` beside `sinks` */
            readonly deadlineMs?: number
          }
      )[]
      readonly delivery?: Delivery
      /** Refuse to start when the best sink that is waited for promises less. */
      readonly requireDurability?: Durability
      /** How long a write may take before the access is denied, ms. @defaultValue 2000 */
      readonly deadlineMs?: number
    }
  /** No audit at all: said once, and never the default. */
  | { readonly unsafeNoAudit: true }
