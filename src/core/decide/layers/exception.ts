import { pointer } from '../../catalog/pointer.js'
import { isApproved } from '../exception.js'
import { deny, type Finding, type Layer } from '../finding.js'

/**
 * 5. Does the exception that is claimed hold: listed by the purpose, justified, in time, and approved by somebody else?
 *
 * One that holds answers for the basis, and for retention under a legal hold; for nothing else (APPI 18(3), 27(1)).
 */
export const exception: Layer = ({ exception, purpose, justified, ended, actor }) => {
  if (!exception) return []
  const rule = pointer('purposes', purpose.name, 'exceptions')
  const { item } = exception
  const findings: Finding[] = []
  if (item === undefined || !(purpose.exceptions as ReadonlySet<string>).has(item))
    findings.push(deny('exception_not_listed', rule))
  if (!justified) findings.push(deny('justification_required', rule))
  if (ended) findings.push(deny('exception_expired', rule))
  if (!isApproved(exception, actor)) findings.push(deny('exception_unapproved', rule))
  return findings
}
