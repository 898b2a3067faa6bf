import type { Reason } from '../errors.js'
import type { Question } from './question.js'

/** What one layer says: at most this much may be shown, and why. */
export interface Finding {
  readonly ceiling: 'hidden' | 'masked'
  readonly reason: Reason
  /** RFC 6901 pointer to the place in the document that decides, or that would permit. */
  readonly rule: string
  /** The field it is about; without one it is about the row. */
  readonly field?: string
}

/** A layer answers with its findings; none means that it permits. It never throws and reads no clock. */
export type Layer = (question: Question) => readonly Finding[]

export function deny(reason: Reason, rule: string): Finding {
  return { ceiling: 'hidden', reason, rule }
}
