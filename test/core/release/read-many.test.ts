import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shop } from '../../shop.js'
import { trail } from '../../trail.js'
import { countingStore } from './slow-store.js'

describe('readMany', () => {
  const rows = [
    aiko,
    { ...aiko, id: 'm-2', repId: 'a-1' },
    { ...aiko, id: 'm-3' },
    { ...aiko, tenant: 't-9' },
  ]

  it('keeps the order of the rows, and lists those it refuses with their place and reason', async () => {
    const { gate } = testGate({ policy: shop })
    const { views, refused } = await gate.for('support', { actor: agent }).readMany('member', rows)
    expect(views.map((view) => view.id)).toEqual(['m-1', 'm-3'])
    expect(refused).toEqual([
      { index: 1, reason: 'condition_not_met', rule: '/roles/agent/where/member' },
      { index: 3, reason: 'tenant_mismatch', rule: '/resources/member/tenant' },
    ])
  })

  it('asks for consent once, and decides for each person: one no refuses no other row', async () => {
    const store = countingStore()
    const { gate } = testGate({ policy: shop, consents: store })
    await gate.consents.restrict({ subject: me, purposes: ['support'] })
    const own = [aiko, { ...aiko, id: 'm-2' }, { ...aiko, id: 'm-3' }, aiko]
    const { views, refused } = await gate.for('support', { actor: agent }).readMany('member', own)
    expect(store.lookups).toEqual([4])
    expect(views.map((view) => view.id)).toEqual(['m-2', 'm-3'])
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'restricted'],
      [3, 'restricted'],
    ])
  })

  it('records one class of rows once, with everybody in it, and one count for each reason', async () => {
    const { gate, records } = testGate({ policy: shop })
    const more = [...rows, { ...aiko, id: 'm-4', repId: 'a-2' }]
    await gate.for('support', { actor: agent }).readMany('member', more)
    expect(trail(records)).toMatchObject([
      { effect: 'permit', fields: { masked: ['address.city', 'address.street', 'cardNumber'] } },
      { effect: 'deny', reason: 'condition_not_met', refused: 2 },
      { effect: 'deny', reason: 'tenant_mismatch', refused: 1 },
    ])
    expect(trail(records)[0]?.subjects?.refs).toHaveLength(2)
    expect(trail(records)[1]).not.toHaveProperty('subjects')
  })

  it('names at most a thousand people in one record, and all of them in all', async () => {
    const { gate, records } = testGate({ policy: shop })
    const many = Array.from({ length: 2001 }, (_, index) => ({ ...aiko, id: `m-${index}` }))
    await gate.for('support', { actor: agent }).readMany('member', many)
    expect(trail(records).map(({ subjects }) => subjects?.refs.length)).toEqual([1000, 1000, 1])
    expect(new Set(records.flatMap(({ subjects }) => subjects?.refs ?? [])).size).toBe(2001)
  })

  it('takes anything that can be iterated, and nothing else', async () => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    expect((await access.readMany('member', new Set([aiko]))).views).toHaveLength(1)
    expect(await access.readMany('member', [])).toEqual({ views: [], refused: [] })
    for (const odd of [undefined, null, 5, 'm-1', {}, { length: 1, 0: aiko }])
      await expect(access.readMany('member', odd as never)).rejects.toMatchObject({ code: 'input_invalid' })
  })
})
