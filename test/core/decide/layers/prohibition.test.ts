import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shopWith } from '../../../shop.js'
import { denial, outcomes, verdict } from '../verdict.js'

const support = { purpose: 'support', actor: agent, row: aiko }
const forbidding = (...prohibitions: readonly object[]) =>
  shopWith((document) => void document.prohibitions.splice(0, Infinity, ...prohibitions))

describe('the prohibition layer', () => {
  it('hides the fields that it names, and says which prohibition it was', () => {
    const { effect, fields } = verdict(forbidding({ id: 'no-names', of: ['member.name'] }), support)
    expect(effect).toBe('permit')
    expect(fields['name']).toEqual({
      outcome: 'hidden',
      reason: 'prohibited',
      rule: '/prohibitions/no-names',
    })
    expect(fields['email']).toEqual({ outcome: 'clear' })
  })

  it('of a category covers the categories within it', () => {
    const decision = verdict(forbidding({ id: 'no-contact', of: ['contact'] }), support)
    expect(outcomes(decision, 'email', 'address.city', 'address.street', 'name')).toEqual([
      'hidden',
      'hidden',
      'hidden',
      'clear',
    ])
    const narrow = verdict(forbidding({ id: 'no-post', of: ['postal'] }), support)
    expect(outcomes(narrow, 'email', 'address.city')).toEqual(['clear', 'hidden'])
  })

  it('without `of` denies the whole request', () => {
    expect(denial(forbidding({ id: 'nothing', purposes: ['support'] }), support)).toEqual([
      'prohibited',
      '/prohibitions/nothing',
    ])
    expect(denial(forbidding({ id: 'nothing-at-all' }), support)?.[0]).toBe('prohibited')
  })

  it('of a purpose covers all purposes below it, and none beside or above', () => {
    const family = forbidding({ id: 'no-marketing', purposes: ['marketing'] })
    const child = forbidding({ id: 'no-mail', purposes: ['direct_mail'] })
    const given = { given: { via: 'marketing', terms: 2 } }
    const consents = [{ person: me, purposes: { marketing: given, direct_mail: given } }]
    const mail = { ...support, purpose: 'direct_mail', actor: { ...agent, roles: ['mailer'] } }
    expect(denial(family, mail, { consents })?.[0]).toBe('prohibited')
    expect(denial(family, support)).toBeUndefined()
    expect(denial(child, mail, { consents })?.[0]).toBe('prohibited')
    const above = verdict(child, { ...mail, purpose: 'marketing' }, { consents })
    expect([above.reason, ...(above.also ?? []).map(({ reason }) => reason)]).not.toContain('prohibited')
  })

  it('of an action forbids that action alone', () => {
    expect(denial(forbidding({ id: 'no-reads', actions: ['read'] }), support)?.[0]).toBe('prohibited')
    expect(denial(forbidding({ id: 'no-exports', actions: ['export', 'delete'] }), support)).toBeUndefined()
  })

  it('wins over any number of grants, and over the person themselves', () => {
    const policy = forbidding({ id: 'no-names', of: ['member.name'] })
    const everyone = ['agent', 'trainee', 'mailer', 'auditor', 'analyst']
    const self = { id: 'login', kind: 'person', roles: everyone, tenant: 't-1', subject: me }
    for (const actor of [{ ...agent, roles: everyone }, self]) {
      const { fields } = verdict(policy, { ...support, actor })
      expect(fields['name']).toMatchObject({ outcome: 'hidden', reason: 'prohibited' })
    }
  })

  it('says the same whatever the order of prohibitions and however often', () => {
    const [a, b] = [
      { id: 'a', of: ['identity'] },
      { id: 'b', of: ['member.name', 'contact'], actions: ['read'] },
    ]
    const once = verdict(forbidding(a, b), support)
    expect(verdict(forbidding(b, a), support)).toEqual(once)
    const twice = verdict(forbidding(b, { ...a, id: 'c' }, a), support)
    const all = Object.keys(once.fields)
    expect(outcomes(twice, ...all)).toEqual(outcomes(once, ...all))
    expect(once.fields['name']).toMatchObject({
      rule: '/prohibitions/a',
      also: [{ reason: 'prohibited', rule: '/prohibitions/b' }],
    })
  })
})
