import type { Action } from '../catalog/action.js'
import type { Reason } from '../errors.js'
import type { ProvisionRecord } from './provision-record.js'

/** Who acted: a pseudonym, the roles the policy knows, and for whom. */
export interface RecordedActor {
  readonly kind: string
  readonly ref: string
  readonly roles: readonly string[]
  readonly tenant?: string
  readonly onBehalfOf?: RecordedActor
}

/**
 * One line of the audit trail: names and paths, never values; people as keyed pseudonyms.
 *
 * No floats and no nulls; times are RFC 3339 UTC; absent means not known or not applicable.
 */
export interface AuditRecord {
  /** Schema version. */
  readonly v: 1
  /** UUIDv7: the idempotency key at every sink. */
  readonly id: string
  readonly type:
    | 'decision'
    | 'outcome'
    | 'consent'
    | 'provision'
    | 'exception'
    | 'policy'
    | 'config'
    | 'gap'
    | 'recovery'
    | 'heartbeat'
    | 'sink'
    | 'signal'
    | 'hold'
  readonly time: string
  /** Microseconds of a clock that never jumps. */
  readonly mono: number
  readonly app: {
    readonly name: string
    readonly version?: string
    readonly instance: string
    readonly pid?: number
  }
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string }
  readonly request?: string
  readonly traceparent?: string
  readonly actor?: RecordedActor
  /** `observed` when nothing was released by choice. */
  readonly mode?: 'observed'
  readonly purpose?: string
  readonly clause?: string
  readonly basis?: string
  readonly justification?: string
  readonly action?: Action
  readonly resource?: { readonly type: string; readonly refs?: readonly string[] }
  /** At most 1,000 people; the record is true of each of them. */
  readonly subjects?: { readonly refs: readonly string[] }
  readonly effect?: 'permit' | 'deny'
  readonly reason?: Reason | PolicyReason | ConfigReason
  /** The determining rules and every effective grant, sorted. */
  readonly rules?: readonly string[]
  readonly consent?: {
    readonly asOf: string
    readonly source: 'store'
    readonly event?: string
    readonly version?: string
    /** Of an announcement: the terms announced, and from when on they hold. */
    readonly terms?: number
    readonly effectiveAt?: string
    /** Recipients of the policy that alone a no was about. */
    readonly onlyRecipients?: readonly string[]
  }
  /** Schema paths, sorted; `unknown` counts the columns that the schema does not name, whose names are data. */
  readonly fields?: {
    readonly clear: readonly string[]
    readonly masked: readonly string[]
    readonly hidden: readonly string[]
    readonly unknown?: number
  }
  /** Rows of a list that were not released for `reason`. */
  readonly refused?: number
  /** `alert` where somebody should look at once: a use by an exception of the law, or a try. */
  readonly severity?: 'alert'
  /** The case of law by which data was used without consent, and until when it was declared. */
  readonly exception?: {
    readonly item?: string
    readonly expiresAt: string
    readonly approvedBy?: RecordedActor
  }
  /** What was to be erased, and why: how many rows, and how many of them whole. */
  readonly erasure?: {
    readonly because: 'expired' | 'requested'
    readonly rows: number
    readonly whole: number
    readonly fields: readonly string[]
  }
  /** A legal hold that was placed or lifted. */
  readonly hold?: { readonly id: string; readonly change: 'placed' | 'lifted'; readonly until?: string }
  /** To whom the data was provided. */
  readonly recipient?: {
    readonly id: string
    readonly kind: string
    readonly country?: string
    readonly transferBasis?: string
  }
  /** What the law asks to be kept of a provision (APPI 29, 30), as the policy said it at the time. */
  readonly provision?: ProvisionRecord
  readonly outcome?: {
    readonly status: 'released' | 'erased' | 'aborted' | 'error'
    readonly rows: number
    readonly code?: string
  }
  /** The route template, never the URL; `status` where the response has one. */
  readonly http?: { readonly method: string; readonly route: string; readonly status?: number }
  readonly gap?: {
    readonly lost: number
    readonly cause: string
    readonly since: string
    readonly until: string
  }
  /** A torn tail that was moved aside when the log was opened; `lastGoodSeq` is absent where no record was whole. */
  readonly recovery?: {
    readonly discardedBytes: number
    readonly discardedSha256: string
    readonly lastGoodSeq?: number
  }
  /** The state of a sink that changed. */
  readonly sink?: { readonly name: string; readonly state: 'failing' | 'working'; readonly cause?: string }
  /** What was noticed, and how far it went beyond the threshold of the policy. */
  readonly signal?: {
    readonly kind: 'denials' | 'bulk' | 'exception' | 'new_pair'
    readonly count?: number
    readonly threshold?: number
    readonly windowMs?: number
  }
  /** How records are delivered: on the first and the last record of a gate, and `format` on the first of a segment of a journal. */
  readonly config?: {
    readonly format?: string
    readonly integrity?: 'chain' | 'signed'
    readonly delivery?: string
    /** The best promise of a sink that a release waits for. */
    readonly durability?: string
    /** Each with its promise, and `remote` or `optional` where it is: `pg replicated remote`. */
    readonly sinks?: readonly string[]
  }
  /** What a reload changed: the policy before, the worst that it comes to, and how many purposes and recipients come to what. */
  readonly change?: {
    readonly from: { readonly name: string; readonly version: string; readonly digest: string }
    readonly verdict: string
    /** Whether nothing was missing for it: no terms that had to rise, nothing undetermined. */
    readonly ready: boolean
    readonly counts: { readonly [verdict: string]: number }
  }
  /** Where a journal put the record: its log, its gapless number from 0, and the chain, in hex. */
  readonly log?: string
  readonly seq?: number
  readonly prev?: string
  readonly hash?: string
  /** The caller's extras: strings, integers and booleans, at most 2 KiB. */
  readonly ext?: { readonly [key: string]: string | number | boolean }
}

/** Reasons that only records of type `policy` carry. */
export type PolicyReason = 'policy_loaded' | 'policy_reloaded' | 'policy_reload_failed'

/** Reasons that only records of type `config` carry: a gate was closed, and its trail ends on purpose. */
export type ConfigReason = 'audit_closed'
