import { withheld } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, order, shop } from '../../shop.js'
import { trail } from '../../trail.js'
import { countingStore } from './slow-store.js'

describe('read', () => {
  it('gives what the grant shows of a row it reaches, and says what it withholds and why', async () => {
    const view = await testGate({ policy: shop }).gate.for('support', { actor: agent }).read('member', aiko)
    expect(view).toEqual({
      ...aiko,
      cardNumber: '************4242',
      address: { city: '********', street: '********' },
    })
    expect(withheld(view)).toEqual([
      {
        path: 'cardNumber',
        outcome: 'masked',
        reason: 'ceiling_masked',
        rule: '/resources/member/fields/cardNumber/ceiling',
      },
      { path: 'address.city', outcome: 'masked', reason: 'role_masked', rule: '/roles/agent/sees/postal' },
      { path: 'address.street', outcome: 'masked', reason: 'role_masked', rule: '/roles/agent/sees/postal' },
    ])
  })

  it.each([
    ['a row of somebody else', { ...aiko, repId: 'a-18' }, 'condition_not_met', '/roles/agent/where/member'],
    ['a row of nobody', { ...aiko, repId: null }, 'condition_not_met', '/roles/agent/where/member'],
    ['a row of another tenant', { ...aiko, tenant: 't-2' }, 'tenant_mismatch', '/resources/member/tenant'],
    ['a row without a person', { ...aiko, id: undefined }, 'subject_missing', '/resources/member/subject'],
    ['a row of other types', { ...aiko, name: 7 }, 'row_invalid', '/resources/member/schema/name'],
  ])('denies %s, and records that it did', async (_, row, reason, rule) => {
    const { gate, records } = testGate({ policy: shop })
    await expect(gate.for('support', { actor: agent }).read('member', row as never)).rejects.toMatchObject({
      code: 'access_denied',
      reason,
      rule,
    })
    expect(trail(records)).toMatchObject([{ type: 'decision', effect: 'deny', reason, rules: [rule] }])
    expect(trail(records)[0]).not.toHaveProperty('fields')
  })

  it.each([
    ['no purpose', undefined, { actor: agent }, 'purpose_missing'],
    ['a purpose that looks alike', 'suppоrt', { actor: agent }, 'purpose_unknown'],
    ['no actor', 'support', { actor: null }, 'actor_unresolved'],
    [
      'a purpose of another place',
      'support',
      { actor: agent, allowedPurposes: [] },
      'purpose_not_allowed_here',
    ],
    ['no justification', 'audit', { actor: { ...agent, roles: ['auditor'] } }, 'justification_required'],
    ['no role', 'support', { actor: { ...agent, roles: ['admin'] } }, 'role_not_permitted'],
  ])('denies %s, and records that it did', async (_, purpose, context, reason) => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for(purpose as 'support', context as never)
    await expect(access.read('member', aiko)).rejects.toMatchObject({ code: 'access_denied', reason })
    expect(trail(records)).toMatchObject([{ type: 'decision', effect: 'deny', reason }])
  })

  it('refuses a view that lacks what is required clear, and records the refusal', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const requiring = (path: string, row: object = aiko) =>
      access.read('member', row as typeof aiko, { require: [path as 'email'] })
    await expect(requiring('email')).resolves.toHaveProperty('email', aiko.email)
    await expect(requiring('address.city')).rejects.toMatchObject({ reason: 'role_masked' })
    await expect(requiring('cardNumber')).rejects.toMatchObject({ reason: 'ceiling_masked' })
    const { email: _, ...unreachable } = aiko
    await expect(requiring('email', unreachable)).rejects.toMatchObject({ reason: 'row_invalid' })
    await expect(requiring('emial')).rejects.toMatchObject({ reason: 'input_invalid' })
    await expect(access.read('member', aiko, { require: 'email' } as never)).rejects.toMatchObject({
      code: 'input_invalid',
    })
    expect(trail(records).map(({ effect }) => effect)).toEqual(['permit', 'deny', 'deny', 'deny', 'deny'])
  })
})

describe('reads of one tick', () => {
  const rows = [aiko, { ...aiko, id: 'm-2' }, { ...aiko, id: 'm-3', repId: 'a-1' }]

  it('on one access ask for consent once, and each has its own answer and its own record', async () => {
    const store = countingStore()
    const { gate, records } = testGate({ policy: shop, consents: store })
    const access = gate.for('support', { actor: agent })
    const settled = await Promise.allSettled(rows.map((row) => access.read('member', row)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(store.lookups).toEqual([3])
    expect(trail(records).map(({ effect, resource }) => [effect, resource?.refs?.length])).toEqual([
      ['permit', 1],
      ['permit', 1],
      ['deny', 1],
    ])
    expect(new Set(trail(records).map(({ resource }) => resource?.refs?.[0])).size).toBe(3)
  })

  it('of different resources ask once too', async () => {
    const store = countingStore()
    const access = testGate({ policy: shop, consents: store }).gate.for('support', { actor: agent })
    const [member, ordered] = await Promise.all([access.read('member', aiko), access.read('order', order)])
    expect([member.name, ordered.total]).toEqual(['Aiko Sato', 120])
    expect(store.lookups).toEqual([2])
  })

  it('on two accesses ask twice, and so do those of two ticks', async () => {
    const store = countingStore()
    const { gate } = testGate({ policy: shop, consents: store })
    const [one, two] = [gate.for('support', { actor: agent }), gate.for('support', { actor: agent })]
    await Promise.all([one.read('member', aiko), two.read('member', aiko)])
    expect(store.lookups).toEqual([1, 1])
    await one.read('member', aiko)
    await one.read('member', aiko)
    expect(store.lookups).toEqual([1, 1, 1, 1])
  })

  it('each fail alone: a request that is malformed takes no other with it', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const settled = await Promise.allSettled([
      access.read('membr' as 'member', aiko),
      access.read('member', null as never),
      access.read('member', aiko, { require: 5 } as never),
      access.read('member', aiko),
    ])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
  })

  it('each fail alone, even one whose row cannot so much as be looked at', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const { proxy, revoke } = Proxy.revocable(aiko, {})
    revoke()
    const [bad, good] = await Promise.allSettled([access.read('member', proxy), access.read('member', aiko)])
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled'])
    expect(trail(records).map(({ effect, reason }) => [effect, reason])).toEqual([
      ['deny', 'row_invalid'],
      ['permit', undefined],
    ])
  })

  it('ask for no consent where the request is denied whatever the row', async () => {
    const store = countingStore()
    const { gate } = testGate({ policy: shop, consents: store })
    await expect(gate.for('support', { actor: mailer }).read('member', aiko)).rejects.toThrow()
    await gate.for('support', { actor: mailer }).readMany('member', rows)
    expect(store.lookups).toEqual([])
  })
})
