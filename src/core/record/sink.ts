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
  /** Resolves when all `records` are durable as stated; writing a record again by the same `id` is harmless. */
  write(records: readonly AuditRecord[]): void | PromiseLike<void>
  flush?(): void | PromiseLike<void>
  close?(): void | PromiseLike<void>
}

/** `strict` (default): released when acknowledged. `buffered`: released when in bounded memory. */
export type Delivery = 'strict' | 'buffered'

/** The `audit` option of a gate: a sink, or sinks with how they are used. */
export type AuditOption =
  | AuditSink
  | {
      readonly sinks: readonly (AuditSink | { readonly sink: AuditSink; readonly required?: boolean })[]
      readonly delivery?: Delivery
      /** Refuse to start when the best required sink promises less. */
      readonly requireDurability?: Durability
      /** How long a write may take before the access is denied, ms. @defaultValue 2000 */
      readonly deadlineMs?: number
    }
  /** No audit at all: said once, and never the default. */
  | { readonly unsafeNoAudit: true }
