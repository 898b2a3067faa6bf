import type { Explanation } from 'purposebound'
import { REASONS, type Reason } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { changeFor } from '../../src/core/decide/change.js'
import { agent, aiko, me, order, shop, shopWith } from '../shop.js'

const ben = { ...me, id: 'm-2' }

describe('of changes that would each do, explain names one', () => {
  const policy = shopWith(({ roles }) => {
    roles['north'] = { ...roles['agent'], where: { member: { name: 'north' } } }
    roles['south'] = { ...roles['agent'], where: { member: { name: 'south' } } }
    roles['both'] = { ...roles['agent'], where: { member: { name: 'both' } } }
  })
  const asking = (roles: readonly string[], more: object = {}) => ({ ...agent, ...more, roles })

  it('for one who acts: any grant that reaches the row', () => {
    const { changes } = explained(policy, 'support', asking(['south', 'north', 'both']))
    expect(changes.map(({ rule }) => rule)).toEqual(['/roles/both/where/member'])
  })

  it('for one who acts for another: one for each of them …', () => {
    const { changes } = explained(policy, 'support', asking(['north'], { onBehalfOf: asking(['south']) }))
    expect(changes.map(({ rule }) => rule)).toEqual([
      '/roles/north/where/member',
      '/roles/south/where/member',
    ])
  })

  it('… or the one that both have', () => {
    const behalf = { onBehalfOf: asking(['both', 'south']) }
    const { changes } = explained(policy, 'support', asking(['north', 'both'], behalf))
    expect(changes.map(({ rule }) => rule)).toEqual(['/roles/both/where/member'])
  })

  it('a role that sees the row before one that would leave more to be done', () => {
    const staff = shopWith(({ roles }) => {
      const { agent: own, ...others } = roles
      for (const role of Object.keys(roles)) delete roles[role]
      const blind = { purposes: ['support'], sees: { 'order.total': 'clear' } }
      const far = { ...own, where: { member: { name: 'elsewhere' } } }
      Object.assign(roles, { ...others, blind, far, near: own })
      delete roles['trainee']
    })
    const { changes } = explained(staff, 'support', asking([]))
    expect(changes.map(({ en }) => en)).toEqual(['the actor is given the role `near`'])
  })
})

describe('where nothing would be visible, explain names the least that makes something so', () => {
  const seeing = (sees: object, change: (document: Changed) => void = () => {}) =>
    shopWith((document) => {
      document.roles['agent'] = { purposes: ['support'], sees }
      change(document)
    })

  it('one grant, and which field it would show', () => {
    const { decision, changes } = explained(seeing({ identity: 'hidden' }), 'support', agent)
    expect(decision.reason).toBe('nothing_visible')
    expect(changes).toEqual([
      {
        rule: '/roles/agent/sees/identity',
        en: 'a grant shows `member.name`: /roles/agent/sees/identity',
        ja: '/roles/agent/sees/identity で`member.name`の表示を認める',
      },
    ])
    const mended = explained(seeing({ identity: 'masked' }), 'support', agent)
    expect(mended.decision.effect).toBe('permit')
  })

  it('a line more in what the purpose uses', () => {
    const policy = seeing({ identity: 'clear' }, ({ purposes }) => {
      purposes['support'] = { ...purposes['support'], uses: ['behaviour'] }
    })
    expect(explained(policy, 'support', agent).changes.map(({ en }) => en)).toEqual([
      '`support` says that it uses `member.name`, at /purposes/support/uses',
    ])
  })

  it('nothing that is forbidden, while something else would do', () => {
    const policy = seeing({ identity: 'clear', contact: 'hidden' }, ({ prohibitions }) => {
      prohibitions.push({ id: 'no-identity', of: ['identity'] })
    })
    const { changes } = explained(policy, 'support', agent)
    expect(changes.map(({ en }) => en)).toEqual(['a grant shows `member.email`: /roles/agent/sees/contact'])
  })
})

describe('explain foresees what a change that it names leaves to be done', () => {
  const only = (roles: { readonly [role: string]: object }) =>
    shopWith((document) => {
      for (const role of Object.keys(document.roles)) delete document.roles[role]
      Object.assign(document.roles, roles)
    })
  const names = (policy: typeof shop, purpose: 'support' | 'direct_mail', actor: object) =>
    explained(policy, purpose, actor).changes.map(({ en }) => en)
  const clerk = { id: 'c-1', roles: [], tenant: 't-1' }

  it('that nothing would be visible', () => {
    const mute = only({ mute: { purposes: ['direct_mail'], sees: { behaviour: 'clear' } } })
    expect(names(mute, 'direct_mail', { ...clerk, roles: ['mute'] })).toEqual([
      'the person consents to `direct_mail`',
      'a grant shows `member.name`: /roles/mute/sees',
    ])
  })

  it('that a role misses the row, shows nothing of it, or has ended', () => {
    const grant = { purposes: ['support'], sees: { identity: 'clear' } }
    const far = only({ far: { ...grant, where: { member: { name: 'elsewhere' } } } })
    expect(names(far, 'support', clerk)).toEqual([
      'the actor is given the role `far`',
      'the row comes to match /roles/far/where/member',
    ])
    const former = only({ former: { ...grant, until: '2020-01-01' } })
    expect(names(former, 'support', clerk)).toEqual([
      'the actor is given the role `former`',
      'the grant is renewed at /roles/former/until',
    ])
    const blind = only({ blind: { ...grant, sees: { 'order.total': 'clear' } } })
    expect(names(blind, 'support', clerk)).toEqual([
      'the actor is given the role `blind`',
      'a grant shows `member.name`: /roles/blind/sees',
    ])
  })

  it('that a grant which is renewed misses the row, and rather names one that does not', () => {
    const ended = { purposes: ['support'], sees: { identity: 'clear' }, until: '2020-01-01' }
    const far = { ...ended, where: { member: { name: 'elsewhere' } } }
    expect(names(only({ far }), 'support', { ...clerk, roles: ['far'] })).toEqual([
      'the grant is renewed at /roles/far/until',
      'the row comes to match /roles/far/where/member',
    ])
    expect(names(only({ far, near: ended }), 'support', { ...clerk, roles: ['far', 'near'] })).toEqual([
      'the grant is renewed at /roles/near/until',
    ])
  })

  it("that in the row's tenant the actor is the person", () => {
    expect(
      names(shop, 'support', { ...clerk, tenant: 't-2', subject: { population: 'member', id: 'm-1' } }),
    ).toEqual(["an actor of the row's tenant asks"])
  })

  it('that people see of themselves what the purpose comes to use', () => {
    const policy = shopWith(({ purposes }) => {
      purposes['support'] = { ...purposes['support'], uses: ['identity'] }
    })
    const person = { id: 'login', roles: [], tenant: 't-1', subject: me }
    expect(explained(policy, 'support', person).fields['email']?.changes.map(({ en }) => en)).toEqual([
      '`support` says that it uses it, at /purposes/support/uses',
    ])
  })

  it('in bounded time, however many ways there are', () => {
    const roles = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `r${i}`,
        { purposes: ['support'], sees: { 'order.total': 'clear' }, where: { member: { name: `n${i}` } } },
      ]),
    )
    const { changes } = explained(only(roles), 'support', clerk)
    expect(changes.map(({ rule }) => rule)).toEqual(['/roles/r0', '/roles/r0/where/member', '/roles/r0/sees'])
  })
})

describe('what people would have to say', () => {
  const mailer = { id: 'n', roles: ['mailer'], tenant: 't-1' }
  const consents = [
    {
      person: me,
      purposes: { direct_mail: { stopped: [{ status: 'ConsentWithdrawn', named: 'direct_mail' }] } },
    },
  ]

  it('stands once, however many reasons it ends', () => {
    const both = shopWith(({ resources }) => {
      const at = (path: string) => ({ population: 'member', at: path })
      resources['member'] = { ...resources['member'], subject: [at('id'), at('repId')] }
    })
    const { decision, changes } = explained(both, 'direct_mail', mailer, aiko, consents)
    expect([decision.reason, decision.also?.map(({ reason }) => reason)]).toEqual([
      'consent_missing',
      ['consent_withdrawn'],
    ])
    expect(changes).toEqual([
      {
        rule: '/purposes/direct_mail/basis',
        en: 'each person of the row consents to `direct_mail`',
        ja: '行に関わる本人の全員が`direct_mail`に同意する',
      },
    ])
  })

  it('names the others concerned where a field is about somebody else', () => {
    const given = { given: { via: 'direct_mail', terms: 2 } }
    const gift = { ...order, giftTo: { personId: ben.id, phone: '090' } }
    const known = [{ person: { population: 'member', id: 'm-1' }, purposes: { direct_mail: given } }]
    const { decision, changes, fields } = explained(shop, 'direct_mail', mailer, gift, known, 'order')
    expect(decision.reason).toBe('nothing_visible')
    for (const said of [changes, fields['giftTo.phone']?.changes])
      expect(said?.map(({ en }) => en)).toEqual(['each person concerned consents to `direct_mail`'])
  })
})

describe('the words of a change', () => {
  it.each(Object.keys(REASONS) as Reason[])('for `%s` are a clause in English and in Japanese', (reason) => {
    const { en, ja } = changeFor(reason, '/rule', { purpose: 'p', people: 'person' })
    expect(en).toMatch(/^[a-z`][ -~]*[^.]$/)
    expect(en).not.toContain('this is mended')
    expect(ja).toMatch(/[ぁ-んァ-ヶ一-龠]/)
    expect(ja).not.toMatch(/[。、]$/)
  })
})

type Changed = Parameters<Parameters<typeof shopWith>[0]>[0]

function explained(
  policy: typeof shop,
  purpose: 'support' | 'direct_mail',
  actor: object,
  row: object = aiko,
  consents: readonly object[] = [],
  resource: 'member' | 'order' = 'member',
): Explanation {
  const access = testGate({ policy }).gate.for(purpose, { actor: actor as typeof agent })
  return access.explain(resource as 'member', row as typeof aiko, {
    consents: consents as never,
  }) as Explanation
}
