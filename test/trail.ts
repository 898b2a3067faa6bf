import type { AuditRecord } from 'purposebound'

/** What happened at a gate, without what it says of itself: its policy, how it records, and that it closed. */
export function trail(records: readonly AuditRecord[]): readonly AuditRecord[] {
  return records.filter(({ type, reason }) => type !== 'config' && reason !== 'policy_loaded')
}
