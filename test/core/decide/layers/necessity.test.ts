import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shop, shopWith } from '../../../shop.js'
import { denial, outcomes, verdict } from '../verdict.js'

const everything = {
  identity: 'clear',
  contact: 'clear',
  payment: 'clear',
  behaviour: 'clear',
} as const
/** A purpose that uses just this, and a role that may see everything for it. */
const using = (...uses: readonly unknown[]) =>
  shopWith(({ purposes, roles }) => {
    purposes['support'] = { ...purposes['support'], uses }
    roles['agent'] = { purposes: ['support'], sees: everything }
  })
const support = { purpose: 'support', actor: agent, row: aiko }
const PATHS = ['name', 'email', 'address.city', 'tags[]'] as const

describe('the necessity layer', () => {
  it('hides what the purpose does not use, whatever the roles show', () => {
    const decision = verdict(using('member.name'), support)
    expect(outcomes(decision, ...PATHS)).toEqual(['clear', 'hidden', 'hidden', 'hidden'])
    expect(decision.fields['email']).toMatchObject({ reason: 'not_needed', rule: '/purposes/support/uses' })
  })

  it('takes a category with the categories within it', () => {
    expect(outcomes(verdict(using('contact'), support), ...PATHS)).toEqual([
      'hidden',
      'clear',
      'clear',
      'hidden',
    ])
    expect(outcomes(verdict(using('postal'), support), ...PATHS)).toEqual([
      'hidden',
      'hidden',
      'clear',
      'hidden',
    ])
  })

  it('takes a field used masked as masked, by the nearest that is said of it', () => {
    const decision = verdict(using({ of: 'contact', at: 'masked' }, 'postal', 'identity'), support)
    expect(outcomes(decision, ...PATHS)).toEqual(['clear', 'masked', 'clear', 'hidden'])
    expect(decision.fields['email']).toEqual({
      outcome: 'masked',
      reason: 'purpose_masked',
      rule: '/purposes/support/uses/0',
    })
  })

  it('never asks whether keys are needed', () => {
    expect(outcomes(verdict(using('behaviour'), support), 'id', 'tenant', 'repId')).toEqual([
      'clear',
      'clear',
      'clear',
    ])
  })

  it('a purpose inherits no use from its family, and lends it none', () => {
    const policy = shopWith(({ purposes, roles }) => {
      purposes['marketing'] = { ...purposes['marketing'], basis: 'contract', uses: ['contact'] }
      purposes['direct_mail'] = { ...purposes['direct_mail'], basis: 'contract', uses: ['member.name'] }
      roles['mailer'] = { purposes: ['marketing', 'direct_mail'], sees: everything }
    })
    const actor = { ...agent, roles: ['mailer'] }
    const seen = (purpose: string) =>
      outcomes(verdict(policy, { purpose, actor, row: aiko }), 'name', 'email')
    expect([seen('marketing'), seen('direct_mail')]).toEqual([
      ['hidden', 'clear'],
      ['clear', 'hidden'],
    ])
  })

  it('a purpose that uses nothing on purpose shows the keys of a permitted row, and nothing personal', () => {
    const policy = shopWith(({ roles }) => {
      roles['mailer'] = { purposes: ['marketing'], sees: everything }
    })
    const asked = { purpose: 'marketing', actor: { ...agent, roles: ['mailer'] }, row: aiko }
    const consents = [{ person: me, purposes: { marketing: { given: { via: 'marketing' } } } }]
    const { effect, fields } = verdict(policy, asked, { consents })
    expect(effect).toBe('permit')
    const shown = Object.keys(fields).filter((path) => fields[path]?.outcome !== 'hidden')
    expect(shown.sort()).toEqual(['id', 'repId', 'tenant'])
    expect(denial(policy, asked)?.[0]).toBe('consent_missing')
  })

  it('a purpose that uses something, none of which is seen, is denied the row', () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { purposes: ['support'], sees: { identity: 'hidden' } }
    })
    expect(denial(policy, support)).toEqual(['nothing_visible', '/resources/member/fields'])
    expect(denial(shop, support)).toBeUndefined()
  })
})
