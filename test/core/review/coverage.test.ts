import { describe, expect, it } from 'vitest'
import { type AuditRecord, coverage, type Exercised } from '../../../src/index.js'
import { testGate } from '../../../src/testing/index.js'
import { club } from './policies.js'

const row = {
  id: 'm-1',
  repId: 'a-17',
  status: 'late',
  name: 'Aiko',
  email: 'a@example.com',
  cardNumber: '4242',
}

describe('coverage', () => {
  it('counts the grants that were effective, and the prohibitions that decided', async () => {
    const { gate, records } = testGate({ policy: club })
    await gate.for('billing', { actor: { id: 'c-1', roles: ['clerk'] } }).read('member', row)
    await gate.for('support', { actor: { id: 'x', roles: [], subject: 'm-1' } }).read('member', row)
    const { grants, prohibitions, exercised, total } = coverage(club, records)
    expect(grants.map(({ rule, purpose, times }) => `${times} ${rule} ${purpose}`)).toEqual([
      '1 /purposes/support/self support',
      '0 /roles/agent support',
      '1 /roles/clerk/0 billing',
      '1 /roles/clerk/1 billing',
      '0 /roles/mailer direct_mail',
    ])
    expect(prohibitions).toEqual([{ rule: '/prohibitions/no-cards-for-marketing', times: 0 }])
    expect([exercised, total]).toEqual([3, 6])
  })

  it('counts a grant for each of its purposes, and what a table reports as well', () => {
    const seen: Exercised[] = [
      { purpose: 'direct_mail', rules: ['/roles/mailer', '/prohibitions/no-cards-for-marketing'] },
      { purpose: 'support', rules: ['/roles/mailer'] },
    ]
    // a record that no rule decided
    const { grants, prohibitions } = coverage(club, [...seen, { type: 'gap' } as AuditRecord])
    expect(grants.filter(({ times }) => times > 0)).toEqual([
      { rule: '/roles/mailer', purpose: 'direct_mail', times: 1 },
    ])
    expect(prohibitions[0]?.times).toBe(1)
  })
})
