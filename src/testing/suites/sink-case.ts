import type { AuditRecord, AuditSink } from '../../index.js'

/** A case about a sink that is new and empty. */
export interface SinkCase {
  readonly name: string
  check(subject: { readonly sink: AuditSink; read(): Promise<readonly AuditRecord[]> }): Promise<void>
}
