import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, order, shop, shopWith } from '../../shop.js'

/** An order with a gift whose two properties count how often they are read. */
function gift(personIds: readonly string[]) {
  const reads = { personId: 0, phone: 0 }
  const giftTo = {
    get personId() {
      return personIds[Math.min(reads.personId++, personIds.length - 1)] as string
    },
    get phone() {
      reads.phone++
      return '090-1234-5678'
    },
  }
  return { row: { ...order, giftTo }, reads }
}

describe('what lies below a property that a decision reads', () => {
  it('is read once, for the decision and the view together', async () => {
    const { row, reads } = gift(['m-5'])
    const view = await testGate({ policy: shop }).gate.for('support', { actor: agent }).read('order', row)
    expect(view.giftTo).toEqual({ personId: 'm-5', phone: '090-1234-5678' })
    expect(reads).toEqual({ personId: 1, phone: 1 })
  })

  it('cannot name one person to the decision and another to the view', async () => {
    const { gate } = testGate({ policy: shop })
    await gate.consents.restrict({ subject: { population: 'member', id: 'm-5' }, purposes: ['support'] })
    const access = gate.for('support', { actor: agent })
    const first = await access.read('order', gift(['m-5', 'm-6']).row)
    expect(first.giftTo).toEqual({ personId: 'm-5' })
    const second = await access.read('order', gift(['m-6', 'm-5']).row)
    expect(second.giftTo).toEqual({ personId: 'm-6', phone: '090-1234-5678' })
  })

  it('counts only what is its own', async () => {
    const { gate } = testGate({ policy: shop })
    const giftTo = Object.create({ personId: 'm-5', phone: '090' })
    const view = await gate.for('support', { actor: agent }).read('order', { ...order, giftTo })
    expect(view.giftTo).toEqual({})
  })

  it('is never the object of the caller, and never changes it', async () => {
    const { gate } = testGate({ policy: shop })
    const row = { ...order, giftTo: Object.freeze({ personId: 'm-5', phone: '090' }) }
    const view = await gate.for('support', { actor: agent }).read('order', row)
    expect(view.giftTo).toEqual(row.giftTo)
    expect(view.giftTo).not.toBe(row.giftTo)
  })

  it('of another form than its schema denies the row where it is seen', async () => {
    const { gate } = testGate({ policy: shop })
    for (const giftTo of ['m-5', ['m-5'], 5])
      await expect(
        gate.for('support', { actor: agent }).read('order', { ...order, giftTo } as never),
      ).rejects.toMatchObject({ reason: 'row_invalid' })
  })

  it('that a condition tests is what the condition was asked about', async () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { ...roles['agent'], where: { order: { 'giftTo.personId': 'm-5' } } }
    })
    const access = testGate({ policy }).gate.for('support', { actor: agent })
    await expect(access.read('order', gift(['m-5', 'm-6']).row)).resolves.toMatchObject({
      giftTo: { personId: 'm-5' },
    })
    await expect(access.read('order', gift(['m-6', 'm-5']).row)).rejects.toMatchObject({
      reason: 'condition_not_met',
    })
  })
})
