import type { Condition } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, me, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'

const eq = (path: string, value: unknown) => ({ op: 'eq', path, type: 'string', value })
const mine = eq('repId', 'a-17')
const ours = eq('tenant', 't-1')
const planned = (actor: object, resource: 'member' | 'order' = 'member', policy = shop) =>
  testGate({ policy })
    .gate.for('support', { actor: actor as typeof agent })
    .plan(resource)

describe('a plan that denies', () => {
  it.each([
    [
      'a purpose that no role has',
      'direct_mail',
      { actor: agent },
      'role_not_permitted',
      '/roles/agent/purposes',
    ],
    ['a purpose that nobody knows', 'suport', { actor: agent }, 'purpose_unknown', '/purposes'],
    ['no actor', 'support', { actor: null }, 'actor_unresolved', ''],
    [
      'another place',
      'support',
      { actor: agent, allowedPurposes: [] },
      'purpose_not_allowed_here',
      '/purposes/support',
    ],
  ] as const)('says why: %s', (_, purpose, context, reason, rule) => {
    const { gate } = testGate({ policy: shop })
    const plan = gate.for(purpose as 'support', context as never).plan('member')
    expect(plan).toEqual({ kind: 'deny', reason, rule })
  })

  it('is made for a resource that nobody knows, a grant that has ended and a prohibition', () => {
    const { gate } = testGate({ policy: shop, now: '2026-06-01T00:00:00Z' })
    expect(gate.for('support', { actor: agent }).plan('membr' as never)).toMatchObject({
      reason: 'resource_unknown',
    })
    expect(gate.for('support', { actor: { ...agent, roles: ['trainee'] } }).plan('member')).toEqual({
      kind: 'deny',
      reason: 'role_expired',
      rule: '/roles/trainee/until',
    })
    const policy = shopWith(({ prohibitions }) => void prohibitions.push({ id: 'none' }))
    expect(planned(agent, 'member', policy)).toMatchObject({ kind: 'deny', reason: 'prohibited' })
  })
})

describe('a plan', () => {
  it('allows all rows only where neither a tenant nor a condition stands between', () => {
    expect(planned(agent, 'order')).toMatchObject({
      kind: 'allow',
      columns: { total: [{ when: 'all', as: 'clear' }] },
    })
    const clerk = shopWith(({ roles }) => {
      roles['agent'] = { purposes: ['support'], sees: { identity: 'clear' } }
    })
    expect(planned(agent, 'member', clerk)).toMatchObject({ kind: 'conditional', where: ours })
  })

  it('binds the conditions of the grants to the actor, and the tenant before them', () => {
    expect(planned(agent)).toMatchObject({ kind: 'conditional', where: { op: 'and', of: [ours, mine] } })
    const { tenant: _, ...stranger } = agent
    expect(planned(stranger)).toMatchObject({ kind: 'conditional', where: { op: 'or', of: [] } })
  })

  it('shows each column under the condition of the grants that show it, the clearest first', () => {
    const policy = shopWith(({ roles }) => {
      roles['clerk'] = { purposes: ['support'], sees: { identity: 'masked', payment: 'clear' } }
    })
    const plan = planned({ ...agent, roles: ['agent', 'clerk'] }, 'member', policy)
    if (plan.kind === 'deny') expect.unreachable()
    else
      expect(plan.columns).toMatchObject({
        id: [{ when: 'all', as: 'clear' }],
        name: [
          { when: mine, as: 'clear' },
          { when: 'all', as: 'masked' },
        ],
        email: [{ when: mine, as: 'clear' }],
        cardNumber: [{ when: 'all', as: 'masked' }],
        'address.city': [{ when: mine, as: 'masked' }],
      })
    expect(plan).toMatchObject({ where: ours })
  })

  it('has no column that no row would show, and needs what a decision reads beside those', () => {
    const policy = shopWith(({ purposes, roles }) => {
      purposes['support'] = { ...purposes['support'], uses: ['member.name', 'order.total'] }
      roles['agent'] = {
        purposes: ['support'],
        sees: { identity: 'clear', behaviour: 'clear' },
        where: { member: { 'address.city': 'Kyoto' }, order: 'all' },
      }
    })
    const plan = planned(agent, 'member', policy)
    if (plan.kind === 'deny') return expect.unreachable()
    expect(Object.keys(plan.columns)).toEqual(['id', 'tenant', 'repId', 'name'])
    expect(plan.needs).toEqual(['address.city'])
    expect(planned(agent, 'order', policy)).toMatchObject({ needs: ['buyer'] })
  })

  it('leaves out a grant that asks for what the actor does not have', () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { ...roles['agent'], where: { member: { repId: { $actor: 'attributes.desk' } } } }
    })
    expect(planned(agent, 'member', policy)).toMatchObject({ where: { op: 'or', of: [] } })
    expect(columnsOf(planned(agent, 'member', policy))).not.toHaveProperty('name')
  })

  it('of a person reaches the rows that are about them, beside those of their grants', () => {
    const actor = { id: 'login', kind: 'person', roles: [], tenant: 't-1', subject: me }
    expect(planned(actor)).toMatchObject({ where: { op: 'and', of: [ours, eq('id', 'm-1')] } })
    const both = planned({ ...agent, subject: me })
    expect(both).toMatchObject({
      where: { op: 'and', of: [ours, { op: 'or', of: [mine, eq('id', 'm-1')] }] },
    })
    const elsewhere = { ...actor, subject: { ...me, population: 'person' as never } }
    expect(selects(planned(elsewhere))).toBe(false)
  })

  it.each([
    ['whose id is of another type than the rows have', { ...me, id: 1 }],
    ['of another tenant than the actor', { ...me, tenant: 't-2' }],
  ])('of a person %s reaches no row, as the decision says', (_, subject) => {
    const actor = { id: 'login', kind: 'person', roles: [], tenant: 't-1', subject }
    expect(selects(planned(actor))).toBe(false)
  })

  it('of a person who is one of a list of people does not leave out the rows that they may read', () => {
    const policy = shopWith(({ resources }) => {
      const subject = [{ population: 'member', at: 'tags[]' }]
      const { fields } = resources['member'] as { fields: object }
      resources['member'] = { ...resources['member'], subject, fields: { ...fields, tags: 'key' } }
    })
    const actor = { id: 'login', kind: 'person', roles: [], tenant: 't-1', subject: { ...me, id: 'gold' } }
    const { gate } = testGate({ policy })
    const access = gate.for('support', { actor: actor as never })
    expect(access.decide('member', aiko, { consents: [] }).effect).toBe('permit')
    expect(selects(access.plan('member'))).toBe(true)
  })

  it('of an actor and of whom it acts for reaches what both reach', () => {
    const policy = shopWith(({ roles }) => {
      roles['clerk'] = { purposes: ['support'], sees: { identity: 'masked' } }
    })
    const robot = { id: 'robot', roles: ['clerk'], tenant: 't-1', onBehalfOf: agent }
    const plan = planned(robot, 'member', policy)
    expect(plan).toMatchObject({ where: { op: 'and', of: [ours, mine] } })
    expect(columnsOf(plan)['name']).toEqual([{ when: mine, as: 'masked' }])
    expect(columnsOf(plan)).not.toHaveProperty('email')
  })

  it('releases nothing, records nothing, and cannot be changed', () => {
    const { gate, records } = testGate({ policy: shop })
    const plan = gate.for('direct_mail', { actor: mailer }).plan('member')
    expect(plan.kind).toBe('conditional')
    expect(Object.isFrozen(plan)).toBe(true)
    expect(trail(records)).toEqual([])
  })
})

function columnsOf(plan: object): { readonly [path: string]: unknown } {
  return (plan as { readonly columns: { readonly [path: string]: unknown } }).columns
}

/** Whether a plan could select any row at all. */
function selects(plan: object): boolean {
  const possible = (where: Condition): boolean =>
    where.op === 'and' ? where.of.every(possible) : where.op === 'or' ? where.of.some(possible) : true
  const { kind, where } = plan as { readonly kind: string; readonly where?: Condition }
  return kind !== 'deny' && (where === undefined || possible(where))
}
