import { pointer } from '../../catalog/pointer.js'
import { deny, type Finding } from '../finding.js'
import type { Question } from '../question.js'

/** 1. Is the purpose declared for this place in the code, and the justification it requires given? (article 5) */
export const purpose = ({
  purpose: { name, needsJustification },
  allowedHere,
  justified,
}: Pick<Question, 'purpose' | 'allowedHere' | 'justified'>): readonly Finding[] => [
  ...(allowedHere ? [] : [deny('purpose_not_allowed_here', pointer('purposes', name))]),
  ...(needsJustification && !justified
    ? [deny('justification_required', pointer('purposes', name, 'requires'))]
    : []),
]
