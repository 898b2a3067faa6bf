import type { AuditRecord } from './record.js'

/** What is never left to memory: provisions, and uses by an exception. */
export function isStrict({ type }: AuditRecord): boolean {
  return type === 'exception' || type === 'provision'
}

/** What follows a statement of consent, such as that it failed, must be kept as well as the statement. */
export function mustBeKept(record: AuditRecord): boolean {
  return isStrict(record) || record.type === 'consent' || record.consent?.event !== undefined
}
