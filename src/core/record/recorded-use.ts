import type { Action } from '../catalog/action.js'
import type { AuditRecord, RecordedActor } from './record.js'

/** Records that tell of a use of data. */
export const USES = ['decision', 'outcome', 'provision', 'exception'] as const

/** One recorded use of one person's data: names, paths, pseudonyms and codes as the record has them, and no values. */
export interface RecordedUse {
  /** Of the record. */
  readonly id: string
  /** RFC 3339 UTC. */
  readonly time: string
  /** `outcome` sets right what an earlier record of the same `request` said. */
  readonly type: (typeof USES)[number]
  /** `observed` where nothing was released. */
  readonly mode?: 'observed'
  readonly purpose?: string
  readonly clause?: string
  readonly basis?: string
  readonly action?: Action
  readonly resource?: { readonly type: string; readonly refs?: readonly string[] }
  readonly effect?: 'permit' | 'deny'
  readonly reason?: NonNullable<AuditRecord['reason']>
  readonly actor?: RecordedActor
  /** Paths that were shown in clear, shown masked, and not shown. */
  readonly clear: readonly string[]
  readonly masked: readonly string[]
  readonly hidden: readonly string[]
  /** To whom it went (APPI 29, 30). */
  readonly recipient?: NonNullable<AuditRecord['recipient']>
  readonly provision?: NonNullable<AuditRecord['provision']>
  /** By which case of law it was used without consent, and until when that was declared. */
  readonly exception?: Omit<NonNullable<AuditRecord['exception']>, 'approvedBy'>
  readonly erasure?: NonNullable<AuditRecord['erasure']>
  readonly outcome?: NonNullable<AuditRecord['outcome']>
  readonly justification?: string
  readonly request?: string
  /** Set where the record was too long and has lost some of its parts. */
  readonly truncated?: true
  readonly policy: AuditRecord['policy']
}
