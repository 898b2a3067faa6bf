import type { AuditRecord } from '../src/index.js'

// one object for all records of a gate, as a gate has it
const app = { name: 'shop', instance: '019a3c5e-9000-7b11-8f7e-0d4c5a6b7c8d' }
const policy = { name: 'shop', version: '2026-11-01', digest: 'fecbf2a5'.repeat(8) }
const rules = ['/roles/agent']
const fields = { clear: ['city', 'grade', 'id'], masked: ['email', 'phone'], hidden: ['card', 'note'] }

/** Records of about 800 bytes, as a read of one row leaves them; frozen, as a gate hands them over. */
export function recordsOf(count: number): readonly AuditRecord[] {
  return Array.from({ length: count }, (_, i) => deepFreeze(recordOf(i)))
}

function recordOf(i: number): AuditRecord {
  return {
    v: 1,
    id: `019a3c5e-9c3f-7a01-9d2e-${String(i).padStart(12, '0')}`,
    type: 'decision',
    time: new Date(Date.UTC(2026, 10, 1) + i).toISOString(),
    mono: 88_123_456 + i,
    app,
    policy,
    request: `r-${i}`,
    actor: { kind: 'employee', ref: ref(i % 50), roles: ['agent'] },
    purpose: 'support',
    basis: 'contract',
    action: 'read',
    consent: { asOf: new Date(Date.UTC(2026, 10, 1) + i).toISOString(), source: 'store' },
    effect: 'permit',
    rules,
    fields,
    resource: { type: 'member', refs: [ref(i)] },
    subjects: { refs: [ref(i + 1)] },
  }
}

function ref(i: number): string {
  return `hmac:k1:${String(i).padStart(22, 'x')}`
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value))
    if (typeof part === 'object' && !Object.isFrozen(part)) deepFreeze(part)
  return Object.freeze(value)
}
