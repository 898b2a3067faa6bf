import { deny, type Finding, type Layer } from '../finding.js'
import { OVER, type Term, timersOf } from '../retention.js'

/**
 * 6. Is it within the period for which data serves this purpose, and within that of the field? (article 9)
 *
 * The shorter of both counts. What is over is hidden from the very moment on; what does not say when it began is not shown.
 * The purpose's period does not bind the persons themselves (`self`), that of a field does. Deleting is never too late.
 */
export const retention: Layer = ({ purpose, resource, row, self, kept, held, parts }) => {
  if (!row || row.problem || kept.every((state) => state === 0)) return []
  const timers = timersOf(purpose, resource)
  const reasons = ({ timer, rule }: Term): Finding[] => {
    const state = kept[timer] ?? 0
    return state === 0 ? [] : [deny(state === OVER ? 'retention_expired' : 'retention_unknown', rule)]
  }
  const whole = timers.purpose ? reasons(timers.purpose) : []
  const ofFields = timers.fields.flatMap(({ path, part, terms }) => {
    const answered = part === undefined ? held : parts[part]?.held
    return answered ? [] : terms.flatMap(reasons).map((finding) => ({ ...finding, field: path }))
  })
  if (!self) return [...(held ? [] : whole), ...ofFields]
  // what stands in a person's row about others is bound by it
  const ofOthers = resource.fields.flatMap(({ path, part }) =>
    part === undefined || parts[part]?.self || parts[part]?.held
      ? []
      : whole.map((finding) => ({ ...finding, field: path })),
  )
  return [...ofOthers, ...ofFields]
}
