import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, order, shop } from '../shop.js'

describe('columns that the schema does not name', () => {
  it('are counted in the record, and not named', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    await access.read('member', { ...aiko, nickname: 'A', 'x-secret': 1 })
    expect(records.at(-1)?.fields).toMatchObject({ unknown: 2 })
    expect(JSON.stringify(records)).not.toMatch(/nickname|x-secret/)
    await access.read('member', aiko)
    expect(records.at(-1)?.fields).not.toHaveProperty('unknown')
  })

  it('of a list are those of the first row of each class', async () => {
    const { gate, records } = testGate({ policy: shop })
    const wide = { ...aiko, nickname: 'A' }
    const foreign = { ...wide, repId: 'a-1' }
    await gate
      .for('support', { actor: agent })
      .readMany('member', [foreign, wide, aiko, { ...wide, more: 1 }])
    const [permit, deny] = records.slice(-2).toSorted((a) => (a.effect === 'permit' ? -1 : 1))
    expect([permit?.fields?.unknown, deny?.fields]).toEqual([1, undefined])
  })

  it('of rows within are counted with theirs', async () => {
    const { gate, records } = testGate({ policy: shop })
    const buyer = { ...aiko, a: 1, b: 2, c: 3 }
    await gate.for('support', { actor: agent }).read('order', { ...order, buyer, extra: 1 } as never)
    expect(records.slice(-2).map(({ resource, fields }) => [resource?.type, fields?.unknown])).toEqual([
      ['order', 1],
      ['member', 3],
    ])
  })

  it('do no harm where they cannot be listed', async () => {
    const { gate, records } = testGate({ policy: shop })
    const shy = new Proxy(aiko, {
      ownKeys: () => {
        throw new Error('S3CR3T')
      },
    })
    await gate.for('support', { actor: agent }).read('member', shy)
    expect(records.at(-1)).toMatchObject({ effect: 'permit' })
    expect(records.at(-1)?.fields).not.toHaveProperty('unknown')
  })
})

describe('an empty list', () => {
  it('is an access too, and leaves a record of nobody', async () => {
    const { gate, records } = testGate({ policy: shop })
    const found = await gate.for('support', { actor: agent, request: 'req-1' }).readMany('member', [])
    expect(found).toEqual({ views: [], refused: [] })
    expect(records).toHaveLength(2)
    expect(records[1]).toMatchObject({
      type: 'decision',
      effect: 'permit',
      purpose: 'support',
      request: 'req-1',
      resource: { type: 'member' },
    })
    expect(records[1]).not.toHaveProperty('subjects')
  })

  it('that was not to be asked for is recorded as denied', async () => {
    const { gate, records } = testGate({ policy: shop })
    expect(await gate.for('support', { actor: mailer }).readMany('member', [])).toEqual({
      views: [],
      refused: [],
    })
    expect(records.at(-1)).toMatchObject({ effect: 'deny', reason: 'role_not_permitted', refused: 0 })
  })

  it('from behind a guard is recorded, and one that a query found only once', async () => {
    const { gate, records } = testGate({ policy: shop })
    const guarded = gate.guard('member', { list: 'many' }, { list: async () => [] as (typeof aiko)[] })
    await guarded.for('support', { actor: agent }).list()
    expect(records.filter(({ type }) => type === 'decision')).toHaveLength(1)
    const access = gate.for('support', { actor: agent })
    await access.query(access.plan('member'), () => [])
    expect(records.filter(({ type }) => type === 'decision')).toHaveLength(2)
  })
})

describe('a field that a row lacks', () => {
  const { email: _, ...fetched } = aiko

  it('was not fetched: the rest is shown, and the record says how it was decided', async () => {
    const { gate, records } = testGate({ policy: shop })
    const view = await gate.for('support', { actor: agent }).read('member', fetched)
    expect(view).not.toHaveProperty('email')
    expect(records.at(-1)?.fields?.clear).toContain('email')
  })

  it('is missed where it was required', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    await expect(access.read('member', fetched, { require: ['email'] })).rejects.toMatchObject({
      reason: 'row_invalid',
    })
    expect(records.at(-1)).toMatchObject({ effect: 'deny', reason: 'row_invalid' })
  })
})
