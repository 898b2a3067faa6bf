import type { AuditRecord } from 'purposebound'

/** What happened at a gate, without the record of the policy that it began with. */
export function trail(records: readonly AuditRecord[]): readonly AuditRecord[] {
  return records.filter(({ reason }) => reason !== 'policy_loaded')
}
