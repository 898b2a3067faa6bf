import type { AuditRecord } from '../../../src/core/record/record.js'

/** A decision as the gate records it; `id` names it in a test. */
export function decision(id: string | number, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    v: 1,
    id: String(id),
    type: 'decision',
    time: '2026-11-01T00:00:00.000Z',
    mono: 1,
    app: { name: 'test', instance: 'i-1' },
    policy: { name: 'welearn', version: '1', digest: 'sha256:00' },
    actor: { kind: 'employee', ref: 'hmac:k1:aaaaaaaaaaaaaaaaaaaaaa', roles: ['agent'] },
    purpose: 'support',
    action: 'read',
    resource: { type: 'member' },
    subjects: { refs: ['hmac:k1:bbbbbbbbbbbbbbbbbbbbbb'] },
    effect: 'permit',
    fields: { clear: ['name'], masked: ['email'], hidden: [] },
    ...more,
  }
}
