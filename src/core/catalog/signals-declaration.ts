/** What shall be noticed and told: thresholds of the reporting of violations (privacy policy, article 11). */
export interface SignalsDeclaration<Purpose extends string = string> {
  /** So many denials of one actor within so many milliseconds. */
  readonly denials?: DenialsSignal<Purpose> | readonly DenialsSignal<Purpose>[]
  /** So many people seen by one actor: in one operation or, with `withinMs`, within so many milliseconds. */
  readonly bulk?: BulkSignal<Purpose> | readonly BulkSignal<Purpose>[]
  /** Every use by an exception of the law. */
  readonly exceptions?: boolean
  /** The first access of an actor for a purpose that it was not seen with before; quiet for `learnMs` after the start. */
  readonly newPairs?: boolean | { readonly learnMs: number }
}
export interface DenialsSignal<Purpose extends string = string> {
  readonly count: number
  /** From 1,000 to 31 days. */
  readonly withinMs: number
  /** Exactly these; a rule without covers all that no other rule of its kind names. */
  readonly purposes?: readonly Purpose[]
}
export interface BulkSignal<Purpose extends string = string> {
  readonly people: number
  /** From 1,000 to 31 days; without it each operation is counted by itself. */
  readonly withinMs?: number
  /** Exactly these; a rule without covers all that no other rule of its kind names. */
  readonly purposes?: readonly Purpose[]
}
