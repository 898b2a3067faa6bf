import { pointer } from '../../catalog/pointer.js'
import { BASIS_REASONS, type BasisBits } from '../basis.js'
import { deny, type Finding, type Layer } from '../finding.js'

/**
 * 5. Do the row's people allow it: consent, no objection, no restriction, or another basis? (articles 5, 6, 10)
 *
 * None of it binds the persons themselves (`self`). A row that does not say whose data it is denies.
 */
export const basis: Layer = ({ purpose, resource, row, self, basis, parts }) => {
  if (!row) return []
  if (row.problem)
    return [
      deny(
        row.problem,
        pointer('resources', resource.name, row.problem === 'subject_missing' ? 'subject' : 'schema'),
      ),
    ]
  const ofParts = resource.fields.flatMap((field): Finding[] => {
    const part = field.part === undefined ? undefined : parts[field.part]
    if (!part) return []
    if (part.problem) return [{ ...deny(part.problem, `${field.rule}/subject`), field: field.path }]
    return part.self
      ? []
      : reasons(part.basis, purpose.name).map((finding) => ({ ...finding, field: field.path }))
  })
  return [...(self ? [] : reasons(basis, purpose.name)), ...ofParts]
}

const PLACES: { readonly [reason: string]: string } = {
  consent_outdated: 'terms',
  not_announced: 'compatibleWith',
}

/** Where the purpose asks for it: what a yes falls short of are its `terms`, all else its `basis`. */
export function reasons(bits: BasisBits, purpose: string): Finding[] {
  return BASIS_REASONS.filter((_, index) => bits & (1 << index)).map((reason) =>
    deny(reason, pointer('purposes', purpose, PLACES[reason] ?? 'basis')),
  )
}
