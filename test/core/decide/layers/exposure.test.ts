import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shopWith } from '../../../shop.js'
import { outcomes, verdict } from '../verdict.js'

const support = { purpose: 'support', actor: agent, row: aiko }
const seeing = (sees: object, change: (fields: { [path: string]: unknown }) => void = () => {}) =>
  shopWith(({ roles, resources }) => {
    roles['agent'] = { purposes: ['support'], sees }
    change(resources['member']?.['fields'] as { [path: string]: unknown })
  })
const PATHS = ['name', 'email', 'address.city'] as const

describe('the exposure layer', () => {
  it('what a grant does not name is hidden', () => {
    const decision = verdict(seeing({ identity: 'clear' }), support)
    expect(outcomes(decision, ...PATHS)).toEqual(['clear', 'hidden', 'hidden'])
    expect(decision.fields['email']).toEqual({
      outcome: 'hidden',
      reason: 'role_hidden',
      rule: '/roles/agent/sees',
    })
  })

  it('the nearest key decides: the field before its category, the category before its parents', () => {
    expect(outcomes(verdict(seeing({ contact: 'clear' }), support), ...PATHS)).toEqual([
      'hidden',
      'clear',
      'clear',
    ])
    expect(outcomes(verdict(seeing({ contact: 'clear', postal: 'masked' }), support), ...PATHS)).toEqual([
      'hidden',
      'clear',
      'masked',
    ])
    const decision = verdict(
      seeing({ identity: 'masked', contact: 'clear', 'member.email': 'hidden', 'member.name': 'clear' }),
      support,
    )
    expect(outcomes(decision, ...PATHS)).toEqual(['clear', 'hidden', 'clear'])
    expect(decision.fields['email']?.rule).toBe('/roles/agent/sees/member.email')
  })

  it('grants that reach the row join: the clearest of them shows', () => {
    const policy = shopWith(({ roles }) => {
      roles['one'] = { purposes: ['support'], sees: { identity: 'masked', contact: 'clear' } }
      roles['two'] = { purposes: ['support'], sees: { identity: 'clear', 'member.email': 'hidden' } }
    })
    const seen = (...roles: string[]) =>
      outcomes(verdict(policy, { ...support, actor: { ...agent, roles } }), 'name', 'email')
    expect([seen('one'), seen('two'), seen('one', 'two'), seen('two', 'one')]).toEqual([
      ['masked', 'clear'],
      ['clear', 'hidden'],
      ['clear', 'clear'],
      ['clear', 'clear'],
    ])
  })

  it.each(['masked', 'hidden'])(
    'a ceiling of `%s` holds against every grant, and against the person',
    (ceiling) => {
      const policy = seeing({ identity: 'clear', contact: 'clear' }, (fields) => {
        fields['name'] = { category: 'identity', ceiling }
      })
      const self = { ...agent, roles: [], subject: me }
      for (const actor of [agent, self]) {
        expect(verdict(policy, { ...support, actor }).fields['name']).toEqual({
          outcome: ceiling,
          reason: `ceiling_${ceiling}`,
          rule: '/resources/member/fields/name/ceiling',
        })
      }
    },
  )

  it('a ceiling never lifts what a grant masks', () => {
    const policy = seeing({ identity: 'masked' }, (fields) => {
      fields['name'] = { category: 'identity', ceiling: 'clear' }
    })
    expect(verdict(policy, support).fields['name']).toMatchObject({
      outcome: 'masked',
      reason: 'role_masked',
    })
  })

  it('a card security code is never shown: to no role, no person, under no purpose', () => {
    const policy = shopWith(({ categories, resources, roles }) => {
      categories['code'] = { within: 'payment', class: 'card_security_code' }
      const fields = resources['member']?.['fields'] as { [path: string]: unknown }
      fields['cardNumber'] = { category: 'code', ceiling: 'clear' }
      roles['agent'] = { purposes: ['support'], sees: { identity: 'clear', 'member.cardNumber': 'clear' } }
    })
    for (const actor of [agent, { ...agent, subject: me }, { ...agent, roles: [], subject: me }])
      expect(verdict(policy, { ...support, actor }).fields['cardNumber']).toMatchObject({
        outcome: 'hidden',
        reason: 'ceiling_hidden',
        rule: '/categories/code/class',
      })
  })
})
