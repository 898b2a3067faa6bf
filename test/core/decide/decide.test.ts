import { decide, REASONS } from 'purposebound'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, shop, shopWith } from '../../shop.js'
import { verdict } from './verdict.js'

const support = { purpose: 'support', actor: agent, row: aiko }
const now = '2026-03-01T00:00:00Z'

describe('the reason of a denial', () => {
  it('is the earliest layer of those that hide, and the others stand behind it in their order', () => {
    const policy = shopWith(({ prohibitions }) => void prohibitions.push({ id: 'none', purposes: ['audit'] }))
    const { effect, reason, rule, also } = verdict(policy, {
      purpose: 'audit',
      actor: { ...mailer, tenant: 't-2' },
      row: aiko,
      allowedPurposes: ['support'],
    })
    expect([effect, reason, rule]).toEqual(['deny', 'purpose_not_allowed_here', '/purposes/audit'])
    expect(also).toEqual([
      { reason: 'justification_required', rule: '/purposes/audit/requires' },
      { reason: 'tenant_mismatch', rule: '/resources/member/tenant' },
      { reason: 'role_not_permitted', rule: '/roles/mailer/purposes' },
      { reason: 'prohibited', rule: '/prohibitions/none' },
    ])
  })

  it('of a field is the lowest ceiling, whatever its layer', () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { purposes: ['support'], sees: { identity: 'clear' } }
    })
    expect(verdict(policy, support).fields['cardNumber']).toEqual({
      outcome: 'hidden',
      reason: 'role_hidden',
      rule: '/roles/agent/sees',
      also: [{ reason: 'ceiling_masked', rule: '/resources/member/fields/cardNumber/ceiling' }],
    })
  })

  it('of one layer is the least rule by code unit, as the text stands', () => {
    const policy = shopWith(({ roles }) => {
      for (const role of ['ab', 'a', 'aZ', 'a0']) roles[role] = { purposes: ['audit'], sees: {} }
    })
    const { rule, also } = verdict(policy, {
      ...support,
      actor: { ...agent, roles: ['ab', 'a', 'aZ', 'a0'] },
    })
    expect([rule, ...(also ?? []).map((each) => each.rule)]).toEqual([
      '/roles/a/purposes',
      '/roles/a0/purposes',
      '/roles/aZ/purposes',
      '/roles/ab/purposes',
    ])
  })

  it('of a denied row stands at each of its fields, and none is shown', () => {
    const { fields } = verdict(shop, { ...support, row: { ...aiko, repId: 'a-18' } })
    expect(Object.keys(fields).length).toBeGreaterThan(8)
    for (const [path, field] of Object.entries(fields))
      expect([path, field.outcome, field.reason]).toEqual([path, 'hidden', 'condition_not_met'])
  })

  it('is one that both languages have words for', () => {
    for (const [code, { en, ja }] of Object.entries(REASONS)) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
      expect(en).toMatch(/^[a-z][a-z -]+$/)
      expect(ja).toMatch(/^[ぁ-んァ-ヶー一-龠、]+$/)
    }
  })
})

describe('a decision', () => {
  it('is data that nobody can change, and holds no value of the row', () => {
    const decision = verdict(shop, support)
    expect(Object.isFrozen(decision) && Object.isFrozen(decision.fields)).toBe(true)
    for (const field of Object.values(decision.fields)) expect(Object.isFrozen(field)).toBe(true)
    for (const value of [aiko.name, aiko.email, aiko.cardNumber, 'Kyoto', 'gold', 'm-1', 'a-17'])
      expect(JSON.stringify(decision)).not.toContain(value)
  })

  it.each([
    ['no facts', undefined],
    ['no time', { consents: [] }],
    ['a time that is none', { consents: [], now: 'soon' }],
    ['NaN for a time', { consents: [], now: Number.NaN }],
    ['an invalid date', { consents: [], now: new Date(Number.NaN) }],
    ['consents that are no list', { consents: 5, now }],
    [
      'consents that throw',
      {
        now,
        get consents(): never {
          throw new Error('no')
        },
      },
    ],
  ])('on %s denies, and does not throw', (_, facts) => {
    expect(decide(shop, { resource: 'member', ...support }, facts as never)).toMatchObject({
      effect: 'deny',
      reason: 'evaluation_error',
    })
  })

  it('on consents of which one is no state denies whom it is asked for, and does not throw', () => {
    const consents = [null] as never
    expect(decide(shop, { resource: 'member', ...support }, { now, consents }).effect).toBe('deny')
  })

  it.each([
    ['nothing', {}, 'purpose_missing'],
    ['an unknown purpose', { ...support, purpose: 'suport' }, 'purpose_unknown'],
    ['an unknown resource', { ...support, resource: 'membr' }, 'resource_unknown'],
    ['an action that does not exist', { ...support, action: 'browse' }, 'input_invalid'],
    ['nobody', { ...support, actor: undefined }, 'actor_unresolved'],
    ['a row that is none', { ...support, row: 'm-1' }, 'row_invalid'],
  ])('on a request for %s says so', (_, request, reason) => {
    const { effect, reason: said } = decide(shop, { resource: 'member', ...request } as never, { now })
    expect([effect, said]).toEqual(['deny', reason])
  })
})
