import type { Right } from '../catalog/right.js'
import type { Title } from '../catalog/title.js'
import type { Reason } from '../errors.js'
import type { RecordedUse } from '../record/recorded-use.js'
import type { PurposeStatus } from './consent-status.js'
import type { KeptUntil } from './kept-until.js'

/** One row of the person. */
export interface ReportRow {
  /** As the purpose of the report shows it; times as RFC 3339, big integers as text. */
  readonly data: { readonly [key: string]: unknown }
  /** What the policy masks or hides, and why. */
  readonly withheld: readonly { readonly path: string; readonly outcome: string; readonly reason: Reason }[]
  /** Fields that stand in the row and are about others. */
  readonly ofOthers: readonly string[]
  readonly until: readonly KeptUntil[]
}

/** What is held in one resource. Without a source it is not connected, and nothing is known. */
export interface ReportHeld {
  readonly resource: string
  readonly connected: boolean
  readonly rows: readonly ReportRow[]
  readonly refused: readonly { readonly reason: Reason; readonly rows: number }[]
}

/** A purpose that uses what is held. */
export interface ReportPurpose {
  readonly purpose: string
  readonly title: Title
  readonly clause?: string
  readonly basis: string
  /** As `resource.path`. */
  readonly fields: readonly string[]
  /** What the basis lets the person ask for. */
  readonly rights: readonly Right[]
  /** What the person said of it. */
  readonly consent?: PurposeStatus
  /** ISO 8601. */
  readonly retention?: string
}

/** Uses that are alike: by whom, what for, how often. */
export interface ReportUse {
  readonly purpose?: string
  readonly action?: string
  readonly resource?: string
  readonly kind?: string
  readonly roles: readonly string[]
  readonly permitted: number
  readonly denied: number
  readonly first: string
  readonly last: string
  readonly clear: readonly string[]
  readonly masked: readonly string[]
}

/** That data went to somebody (APPI 33(5)). */
export interface ReportProvision {
  readonly time: string
  readonly recipient: NonNullable<RecordedUse['recipient']>
  readonly purpose?: string
  readonly resource?: string
  readonly fields: readonly string[]
}

/** Whom the policy lets data go to. */
export interface ReportRecipient {
  readonly recipient: string
  readonly kind: string
  readonly title?: Title
  readonly country?: string
}

/** What is held about one person, what for, who used it, to whom it went, and until when: frozen, and plain JSON. */
export interface SubjectReport {
  readonly format: 'purposebound/report/1'
  /** RFC 3339 UTC. */
  readonly made: string
  readonly person: {
    readonly id: string | number
    readonly population: string
    readonly tenant?: string | number
  }
  /** The purpose that the report is made for. */
  readonly purpose: string
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string }
  readonly controller?: { readonly name: string; readonly contact: string }
  /** Which part of the past `used` and `provided` tell of; absent means all that is on record. */
  readonly since?: string
  readonly until?: string
  readonly held: readonly ReportHeld[]
  readonly purposes: readonly ReportPurpose[]
  readonly used: readonly ReportUse[]
  readonly provided: readonly ReportProvision[]
  readonly recipients: readonly ReportRecipient[]
}
