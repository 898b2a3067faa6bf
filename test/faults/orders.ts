/** What a writer under test is told: one line of JSON, its only argument. */
export interface Orders {
  readonly subject: SubjectName
  /** A folder of its own, which exists. */
  readonly folder: string
  /** Begins the id of each request, so that no two runs in a folder share one. */
  readonly run: string
  readonly callers: number
  /** How many reads each caller makes; without a number they read until they are stopped. */
  readonly reads?: number
  /** @defaultValue `'strict'` */
  readonly delivery?: 'strict' | 'buffered' | 'best_effort'
  /** A caller that is denied by the policy, beside each that is permitted. */
  readonly strangers?: boolean
  /** Bytes of justification in each record. */
  readonly padding?: number
  readonly segmentBytes?: number
  readonly headroomBytes?: number
  readonly checkpointRecords?: number
  /** Milliseconds between two reads of a caller. */
  readonly pause?: number
}

export type SubjectName = 'journal' | 'file'

/** The log that is written and verified by name. */
export const LOG = 'faults.example/audit'
/** 32 bytes from which every party here makes the same key. */
export const SEED = Buffer.alloc(32, 7)
