import type { Explanation } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, me, shop, shopWith } from '../../shop.js'

describe('explain', () => {
  it('says why in both languages, and names the one change that would permit', () => {
    const { en, ja, changes } = explained('direct_mail', mailer)
    expect(en).toBe('`direct_mail`: the person has not consented (/purposes/direct_mail/basis)')
    expect(ja).toBe('`direct_mail`：本人の同意がありません (/purposes/direct_mail/basis)')
    expect(changes).toEqual([
      {
        rule: '/purposes/direct_mail/basis',
        en: 'the person consents to `direct_mail`',
        ja: '本人が`direct_mail`に同意する',
      },
    ])
  })

  it('of a permit needs no change', () => {
    const { en, ja, changes } = explained('support', agent)
    expect([en, ja, changes]).toEqual(['permitted', '認められます', []])
  })

  it('names every change that is needed, and each that would be enough only once', () => {
    const { changes } = explained('direct_mail', { ...agent, tenant: 't-2' })
    expect(changes.map(({ en }) => en)).toEqual([
      "an actor of the row's tenant asks",
      'the actor is given the role `mailer`',
      'the person consents to `direct_mail`',
    ])
    const foreign = { ...aiko, repId: 'a-1' }
    const policy = shopWith(({ roles }) => {
      roles['second'] = { ...roles['agent'] }
    })
    const alike = explained('support', { ...agent, roles: ['agent', 'second'] }, foreign, policy)
    expect(alike.decision.also).toHaveLength(1)
    expect(alike.changes.map(({ rule }) => rule)).toEqual(['/roles/agent/where/member'])
  })

  it.each([
    ['the purpose', 'suport', agent, {}, 'a purpose of the policy is declared'],
    ['the actor', 'support', null, {}, 'the request says who is asking'],
    ['the place', 'support', agent, { allowedPurposes: [] }, 'this place in the code declares `support`'],
    ['the justification', 'audit', { ...agent, roles: ['auditor'] }, {}, 'a justification is given'],
    [
      'the end of the grant',
      'support',
      { ...agent, roles: ['trainee'] },
      {},
      /renewed at \/roles\/trainee\/until/,
    ],
    ['a role', 'research', agent, {}, 'the actor is given the role `analyst`'],
    ['a grant', 'marketing', { ...agent, roles: [] }, {}, /a grant is written at \/roles/],
  ] as const)('says what to do about %s', (_, purpose, actor, context, change) => {
    const { gate } = testGate({ policy: shop, now: '2026-07-01T00:00:00Z' })
    const { changes } = gate
      .for(purpose as 'support', { actor, ...context } as never)
      .explain('member', aiko, { consents: [] })
    expect(changes[0]?.en).toMatch(change)
    expect(changes[0]?.ja).toMatch(/[ぁ-ん]/)
  })

  it('what a role change would give is permitted once it is made', () => {
    const policy = shopWith(({ roles }) => {
      const { agent, ...others } = roles
      for (const name of Object.keys(roles)) delete roles[name]
      Object.assign(roles, { former: { ...others['trainee'], until: '2020-01-01T00:00:00Z' }, agent })
    })
    const { changes } = explained('support', { ...agent, roles: [] }, aiko, policy)
    const role = /role `(\w+)`/.exec(changes[0]?.en ?? '')?.[1] ?? ''
    const after = explained('support', { ...agent, roles: [role] as never }, aiko, policy)
    expect([role, after.decision.effect]).toEqual(['agent', 'permit'])
  })

  it('a role that would not reach the row is not all that it takes', () => {
    const only = shopWith(({ roles }) => {
      for (const role of Object.keys(roles)) if (role !== 'agent') delete roles[role]
    })
    const { changes } = explained('support', { ...agent, id: 'a-99', roles: [] }, aiko, only)
    expect(changes.map(({ en }) => en)).toEqual([
      'the actor is given the role `agent`',
      'the row comes to match /roles/agent/where/member',
    ])
  })

  it('where nothing would be visible it says what would make something so', () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { purposes: ['support'], sees: { identity: 'hidden' } }
    })
    const { decision, changes } = explained('support', agent, aiko, policy)
    expect(decision.reason).toBe('nothing_visible')
    expect(changes[0]?.en).toContain('/roles/agent/sees')
  })

  it('what a person says is named as theirs to change', () => {
    const entry = { given: { via: 'direct_mail', terms: 2 }, objected: ['direct_mail'] }
    const consents = [{ person: me, purposes: { direct_mail: entry } }]
    const { changes } = explained('direct_mail', mailer, aiko, shop, consents)
    expect(changes.map(({ en }) => en)).toEqual(['the person lifts what they said about `direct_mail`'])
  })

  it('says the same of each field that is not clear, and of no other', () => {
    const { fields, decision } = explained('support', agent)
    const withheld = Object.keys(decision.fields).filter((path) => decision.fields[path]?.outcome !== 'clear')
    expect(Object.keys(fields)).toEqual(withheld)
    expect(fields['cardNumber']?.en).toContain('the field is never shown in clear')
    expect(fields['cardNumber']?.changes.map(({ rule }) => rule)).toEqual([
      '/roles/agent/sees/payment',
      '/resources/member/fields/cardNumber/ceiling',
    ])
    expect(fields['address.city']?.changes.map(({ ja }) => ja)).toEqual([
      '/roles/agent/sees/postal で表示を認める',
    ])
  })

  it('holds no value of the row and nothing of who asks', () => {
    const text = JSON.stringify([
      explained('support', agent),
      explained('support', agent, { ...aiko, repId: 'a-1' }),
    ])
    for (const value of [aiko.name, aiko.email, aiko.cardNumber, 'm-1', 'a-17', 'a-1"', 't-1'])
      expect(text).not.toContain(value)
  })
})

function explained(
  purpose: 'support' | 'direct_mail' | 'research' | 'marketing',
  actor: object,
  row: typeof aiko = aiko,
  policy = shop,
  consents: readonly object[] = [],
): Explanation {
  const { gate } = testGate({ policy })
  return gate
    .for(purpose, { actor: actor as typeof agent })
    .explain('member', row, { consents: consents as never })
}
