import type { AuditRecord } from './record.js'

/** What is never left to memory: provisions, uses by an exception, and how one ended. */
export function isStrict({ type, exception }: AuditRecord): boolean {
  return type === 'exception' || type === 'provision' || exception !== undefined
}

/** What follows a statement of consent, such as that it failed, must be kept as well as the statement; so must holds and erasures. */
export function mustBeKept(record: AuditRecord): boolean {
  const { type, consent, erasure } = record
  return (
    isStrict(record) ||
    type === 'consent' ||
    type === 'hold' ||
    erasure !== undefined ||
    consent?.event !== undefined
  )
}
