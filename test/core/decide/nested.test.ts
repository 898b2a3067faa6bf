import { withheld } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, order, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { outcomes, verdict } from './verdict.js'

const asked = (buyer: unknown) => ({
  purpose: 'support',
  actor: agent,
  resource: 'order',
  row: { ...order, buyer },
})

describe('a row within a row', () => {
  it('is decided on its own: its denial hides its subtree, and nothing else', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const view = await access.read('order', { ...order, buyer: { ...aiko, repId: 'a-1' } })
    expect(view).toEqual(order)
    expect(withheld(view)).toContainEqual({
      path: 'buyer.name',
      outcome: 'hidden',
      reason: 'condition_not_met',
      rule: '/roles/agent/where/member',
    })
    expect(trail(records).map(({ resource, effect }) => [resource?.type, effect])).toEqual([
      ['order', 'permit'],
      ['member', 'deny'],
    ])
  })

  it('is shown by the rules of its own resource, with its own masks', async () => {
    const { gate } = testGate({ policy: shop })
    const view = await gate.for('support', { actor: agent }).read('order', { ...order, buyer: aiko })
    expect(view.buyer).toEqual({
      ...aiko,
      cardNumber: '************4242',
      address: { city: '********', street: '********' },
    })
  })

  it('is hidden with the row around it, and never outlives its denial', () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { ...roles['agent'], where: { member: 'all', order: { total: { $gt: 1000 } } } }
    })
    const decision = verdict(policy, asked(aiko))
    expect(decision.effect).toBe('deny')
    expect(outcomes(decision, 'total', 'buyer.name', 'buyer.id')).toEqual(['hidden', 'hidden', 'hidden'])
  })

  it('asks its own people, not those of the row around it', () => {
    const restricted = (person: object) => [{ person, purposes: { support: { restricted: ['support'] } } }]
    const buyer = { ...aiko, id: 'm-2' }
    const seen = (person: object) =>
      outcomes(verdict(shop, asked(buyer), { consents: restricted(person) }), 'total', 'buyer.name')
    expect(seen({ population: 'member', id: 'm-2', tenant: 't-1' })).toEqual(['clear', 'hidden'])
    expect(seen({ population: 'member', id: 'm-1' })).toEqual(['hidden', 'hidden'])
    expect(seen({ population: 'member', id: 'm-2' })).toEqual(['clear', 'clear'])
  })

  it('that says not whose data it is hides itself alone', () => {
    const { id: _, ...nobody } = aiko
    const decision = verdict(shop, asked(nobody))
    expect(outcomes(decision, 'total', 'buyer.name')).toEqual(['clear', 'hidden'])
    expect(decision.fields['buyer.name']?.reason).toBe('subject_missing')
  })

  it('that is missing is no row, and says nothing', async () => {
    const { gate, records } = testGate({ policy: shop })
    const view = await gate.for('support', { actor: agent }).read('order', order)
    expect(view).not.toHaveProperty('buyer')
    expect(trail(records)).toHaveLength(1)
  })
})
