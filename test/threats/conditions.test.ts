import { describe, expect, it } from 'vitest'
import { decide, parsePolicy } from '../../src/index.js'
import { open, outcome } from './open.js'
import { agent, ann, NOW, schemas, shop } from './shop.js'

/** The shop with other conditions on the agent's customers. */
function shopWhere(condition: unknown) {
  const changed = JSON.parse(JSON.stringify(shop.document))
  changed.roles.agent.where = { customer: condition }
  return parsePolicy(changed, { schemas })
}

/** Both ways of a decision, the plain one and the compiled one, must say the same. */
async function reason(condition: unknown, row: object, actor: object = agent): Promise<string> {
  const policy = shopWhere(condition)
  const plain = decide(
    policy as never,
    { purpose: 'support', actor, resource: 'customer', row },
    { now: NOW },
  )
  const { gate, records } = open({ policy })
  const compiled = await outcome(gate.for('support', { actor }).read('customer', row))
  expect(compiled).toBe(plain.reason ?? 'released')
  expect(records).toHaveLength(1)
  return compiled
}

describe('the row that a condition is asked about', () => {
  it('T9: a list never equals one of its items, neither as owner nor as tenant', async () => {
    const own = { repId: { $actor: 'id' } }
    for (const repId of [['a-1'], [['a-1']], { 0: 'a-1' }, new String('a-1'), { $eq: 'a-1' }])
      expect(await reason(own, { ...ann, repId })).toBe('row_invalid')
    for (const tenant of [['t-1'], { 0: 't-1' }, new String('t-1'), 7, true, '\0', '', 'x'.repeat(70_000)])
      expect(await reason(own, { ...ann, tenant }), String(tenant).slice(0, 9)).toMatch(
        /^(row_invalid|tenant_mismatch)$/,
      )
    for (const tenant of [null, undefined, 't-2'])
      expect(await reason(own, { ...ann, tenant })).toBe('tenant_mismatch')
    expect(await reason(own, ann)).toBe('released')
  })

  it.each([
    ['$ne', { repId: { $ne: 'a-2' } }],
    ['$nin', { repId: { $nin: ['a-2'] } }],
    ['$not', { $not: { repId: 'a-2' } }],
    ['$not of $or', { $not: { $or: [{ repId: 'a-2' }, { repId: 'a-3' }] } }],
    ['$not of $in', { $not: { repId: { $in: ['a-2'] } } }],
    ['$lte', { age: { $lte: 100 } }],
    ['$not of $gt', { $not: { age: { $gt: 100 } } }],
  ])('T10: a missing attribute is unknown, so %s does not match it', async (_, condition) => {
    expect(await reason(condition, ann)).toBe('released')
    const { repId: _r, age: _a, ...bare } = ann
    expect(await reason(condition, { ...bare, repId: null })).toBe('condition_not_met')
    expect(await reason(condition, bare)).toBe('condition_not_met')
    expect(await reason(condition, { ...ann, repId: undefined, age: undefined })).toBe('condition_not_met')
  })

  it.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY],
    [-0],
    [47n],
    ['47'],
    [true],
    [new Number(47)],
    [[47]],
  ])('T11: %o in a row is compared with nothing: the row is invalid', async (age) => {
    expect(await reason({ age: { $lt: 100 } }, { ...ann, age })).toBe('row_invalid')
    expect(await reason({ $not: { age: { $gte: 100 } } }, { ...ann, age })).toBe('row_invalid')
  })

  it.each([
    [new Date(Number.NaN)],
    ['2000-01-01'],
    [0],
    [{ getTime: () => 0 }],
    [Object.create(Date.prototype)],
  ])('T11: %o is no date to compare with', async (born) => {
    expect(await reason({ born: { $lt: '2020-01-01T00:00:00Z' } }, { ...ann, born })).toBe('row_invalid')
  })

  it('T12: an actor without the attribute, or with another type of it, matches nothing', async () => {
    const condition = { $or: [{ repId: { $actor: 'attributes.team' } }, { repId: { $ne: 'x' } }] }
    expect(await reason(condition, ann, { ...agent, attributes: { team: 'a-1' } })).toBe('released')
    for (const attributes of [
      undefined,
      {},
      { team: undefined },
      { team: null },
      { team: Number.NaN },
      { team: 1 },
      { team: ['a-1'] },
      { team: { $ne: 'x' } },
      Object.create({ team: 'a-1' }),
    ])
      expect(await reason(condition, ann, { ...agent, attributes })).toBe('condition_not_met')
    const among = { repId: { $nin: { $actor: 'attributes.blocked' } } }
    expect(await reason(among, ann, { ...agent, attributes: { blocked: ['a-2'] } })).toBe('released')
    for (const blocked of [undefined, 'a-2', [1], ['a-2', undefined], {}])
      expect(await reason(among, ann, { ...agent, attributes: { blocked } })).toBe('condition_not_met')
  })

  it('T13: what throws while it is read denies, is recorded, and no other grant saves it', async () => {
    const bomb = {
      get repId(): string {
        throw new Error('boom')
      },
    }
    const everything = { ...agent, roles: ['agent', 'keeper', 'clerk'] }
    const row = Object.defineProperties({ ...ann }, Object.getOwnPropertyDescriptors(bomb))
    expect(await reason({ repId: { $actor: 'id' } }, row, everything)).toBe('row_invalid')
  })
})
