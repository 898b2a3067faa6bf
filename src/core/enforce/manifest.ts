import type { Reason } from '../errors.js'

/** A field that a view shows masked or not at all, and why: never a silent null. */
export interface Withheld {
  readonly path: string
  readonly outcome: 'masked' | 'hidden'
  readonly reason: Reason
  /** RFC 6901 pointer into the policy document. */
  readonly rule: string
}

/** What a view knows of itself: shared by all views that were decided alike. */
export interface Manifest {
  readonly purpose: string
  readonly resource: string
  readonly withheld: readonly Withheld[]
}
