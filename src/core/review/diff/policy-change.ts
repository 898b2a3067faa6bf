import type { Action } from '../../catalog/action.js'
import { pointer } from '../../catalog/pointer.js'
import type { Words } from './words.js'

/**
 * What a change comes to, from the least to the most.
 *
 * - `same`: nobody may do anything that they might not do before, nor less
 * - `narrower`: less is permitted, and nothing more
 * - `wider_within`: another role of the same house may do what some role already might; nobody outside can tell
 * - `wider_related`: a use that the policy declares to be compatible with what it was: announced before it takes effect
 *   (GDPR 6(4), APPI 17(2))
 * - `undetermined`: what cannot be compared; to be taken for `wider_new` until somebody has looked
 * - `wider_new`: a use of its own: consent is asked for afresh, and `terms` rise
 */
export type ChangeVerdict =
  | 'same'
  | 'narrower'
  | 'wider_within'
  | 'wider_related'
  | 'undetermined'
  | 'wider_new'

const VERDICTS: readonly ChangeVerdict[] = [
  'same',
  'narrower',
  'wider_within',
  'wider_related',
  'undetermined',
  'wider_new',
]

/** Which of two policies permits what was found: the new one more, or the old one. */
export type Direction = 'wider' | 'narrower'

/** One thing that differs between two policies, for one purpose. */
export interface PolicyChange {
  readonly verdict: Exclude<ChangeVerdict, 'same'>
  readonly about:
    | 'purpose'
    | 'basis'
    | 'terms'
    | 'family'
    | 'rows'
    | 'field'
    | 'role'
    | 'retention'
    | 'law'
    | 'recipient'
    | 'shape'
  readonly resource?: string
  /** Path of the field. */
  readonly field?: string
  readonly action?: Action
  /** The roles of whom it is true, sorted; absent where it is true of the person a row is about. */
  readonly roles?: readonly string[]
  /** Where the policies say so: RFC 6901 pointers into the document that permits more. */
  readonly rules: readonly string[]
  /** One sentence. */
  readonly en: string
  readonly ja: string
}

/** The worst of them. */
export function worst(verdicts: Iterable<ChangeVerdict>): ChangeVerdict {
  let most = 0
  for (const verdict of verdicts) most = Math.max(most, VERDICTS.indexOf(verdict))
  return VERDICTS[most] ?? 'wider_new'
}

/** A change that is true of the whole purpose. */
export function change(
  verdict: PolicyChange['verdict'],
  about: PolicyChange['about'],
  purpose: string,
  { en, ja }: Words,
): PolicyChange {
  return Object.freeze({
    verdict,
    about,
    rules: Object.freeze([pointer('purposes', purpose)]),
    en: `\`${purpose}\`: ${en}`,
    ja: `\`${purpose}\`: ${ja}`,
  })
}
