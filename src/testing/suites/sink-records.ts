import type { AuditRecord } from '../../index.js'

/** A record of a decision. */
export function record(id: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    v: 1,
    id,
    type: 'decision',
    time: '2026-11-01T00:00:00.000Z',
    mono: 1,
    app: { name: 'test', instance: 'i-1' },
    policy: { name: 'welearn', version: '1', digest: 'sha256:00' },
    effect: 'permit',
    ...more,
  }
}

export function idsOf(records: readonly AuditRecord[]): string[] {
  return records.map(({ id }) => id)
}
