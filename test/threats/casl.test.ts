import { describe, expect, it } from 'vitest'
import { decide, parsePolicy } from '../../src/index.js'
import { bomb } from './hostile.js'
import { open, outcome } from './open.js'
import { agent, ann, NOW, parseShop, schemas, shop } from './shop.js'

/** What CASL 7.0.1 does, and what must never come through to a user of this library. */
describe('behind the wall', () => {
  it('T7: CASL: there is no question about a type: every question has a row', async () => {
    for (const row of ['customer', undefined, null, class Customer {}]) {
      const request = { purpose: 'support', actor: agent, resource: 'customer', row }
      expect(decide(shop as never, request, { now: NOW })).toMatchObject({
        effect: 'deny',
        reason: 'row_invalid',
      })
    }
    expect(await open().gate.for('support', { actor: agent }).decide('customer', undefined)).toMatchObject({
      effect: 'deny',
    })
  })

  it('T7: CASL: no field, or one without a name, never passes for a permitted one', async () => {
    const access = open().gate.for('support', { actor: agent })
    for (const path of ['', ' ', '*', '**', 'nam*', 'constructor', 'undefined'])
      expect(await outcome(access.read('customer', ann, { require: [path] })), path).toBe('input_invalid')
    const { fields } = await access.decide('customer', ann)
    expect(fields['']).toBeUndefined()
    expect(fields['undefined']).toBeUndefined()
  })

  it('T8: CASL: data that names a type stays data', async () => {
    const access = open().gate.for('support', { actor: { ...agent, id: 'a-9' } })
    for (const mark of [
      { __caslSubjectType__: 'order' },
      { constructor: { name: 'order' } },
      { kind: 'order' },
    ]) {
      expect(await outcome(access.read('customer', { ...ann, ...mark }))).toBe('condition_not_met')
      expect(await outcome(access.read('customer', { ...ann, notes: mark, repId: 'a-9' }))).toBe('released')
    }
  })

  it.each<[string, unknown, boolean]>([
    ['$or', { $or: [{ repId: 'a-1' }, { repId: 'x' }] }, true],
    ['$or of none that is true', { $or: [{ repId: 'x' }, { age: 1 }] }, false],
    ['$not in $or', { $or: [{ $not: { repId: 'a-1' } }, { age: 1 }] }, false],
    ['$not of $or', { $not: { $or: [{ repId: 'x' }, { age: 1 }] } }, true],
    ['$not of $not', { $not: { $not: { repId: 'a-1' } } }, true],
    ['$not of $and', { $not: { $and: [{ repId: 'a-1' }, { age: 47 }] } }, false],
    ['$or in $and in $or', { $or: [{ $and: [{ $or: [{ age: 1 }, { age: 47 }] }, { repId: 'a-1' }] }] }, true],
    ['several at once', { repId: 'a-1', age: { $gt: 40, $lt: 50 }, $or: [{ age: 47 }] }, true],
  ])('T11: CASL: %s means what it says, and is no name of an attribute', async (_, condition, holds) => {
    const policy = where(condition)
    const request = { purpose: 'support', actor: agent, resource: 'customer', row: ann }
    const expected = holds ? 'permit' : 'deny'
    expect(decide(policy as never, request, { now: NOW }).effect).toBe(expected)
    const { gate } = open({ policy })
    expect((await gate.for('support', { actor: agent }).decide('customer', ann)).effect).toBe(expected)
  })

  it('T12: CASL: an owner that is nobody is not the owner of what nobody owns', async () => {
    const { gate } = open({ policy: where({ repId: { $actor: 'attributes.team' } }) })
    for (const team of [undefined, null]) {
      const access = gate.for('support', { actor: { ...agent, attributes: { team } } })
      for (const repId of [undefined, null])
        expect(await outcome(access.read('customer', { ...ann, repId }))).toBe('condition_not_met')
    }
    // asked for in so many words, nobody's rows are found
    const asked = open({ policy: where({ repId: { $eq: null } }) }).gate.for('support', { actor: agent })
    expect(await outcome(asked.read('customer', { ...ann, repId: null }))).toBe('released')
    expect(await outcome(asked.read('customer', ann))).toBe('condition_not_met')
  })

  it('T14: CASL: the last rule that matches does not win: nothing but a prohibition does', async () => {
    const everything = {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', payment: 'clear' },
    }
    const nothing = { purposes: ['support'], sees: { identity: 'hidden', contact: 'hidden' } }
    const forbidden = [{ id: 'no-mail', purposes: ['support'], of: ['customer.email'] }]
    const views = await Promise.all(
      [
        [everything, nothing],
        [nothing, everything],
      ].map((agents) => {
        const policy = parseShop({ roles: { agent: agents }, prohibitions: forbidden })
        return open({ policy }).gate.for('support', { actor: agent }).read('customer', ann)
      }),
    )
    expect(views[0]).toEqual(views[1])
    expect(views[0]).toMatchObject({ name: ann.name })
    expect(views[0]).not.toHaveProperty('email')
  })

  it('T27: CASL: a plan knows prohibitions of fields, and says in words whether it is all or nothing', () => {
    const planFor = (policy: object, actor: object) =>
      open({ policy }).gate.for('support', { actor }).plan('customer') as Planned
    const clerk = { ...agent, roles: ['clerk'] }
    expect(planFor(shop, agent)).toMatchObject({ kind: 'conditional', where: { op: 'and' } })
    expect(planFor(shop, { ...agent, roles: [] })).toEqual({
      kind: 'deny',
      reason: 'role_not_permitted',
      rule: '/roles',
    })
    const forbidden = parseShop({ prohibitions: [{ id: 'no-mail', of: ['customer.email'] }] })
    expect(planFor(shop, clerk).columns).toHaveProperty('email')
    expect(planFor(forbidden, clerk).columns).not.toHaveProperty('email')
    const all = parseShop({ prohibitions: [{ id: 'nothing' }] })
    expect(planFor(all, clerk)).toMatchObject({ kind: 'deny', reason: 'prohibited' })
  })

  it('T36: CASL: there are no patterns: a name with a star in it names nothing', () => {
    for (const target of ['customer.*', '*', '**', 'customer.**.**', 'customer.*a*a*a*a', 'ident*']) {
      expect(() => parseShop({ prohibitions: [{ id: 'x', of: [target] }] })).toThrow(/prohibitions/)
      const { agent: role } = JSON.parse(JSON.stringify(shop.document.roles))
      expect(() => parseShop({ roles: { agent: { ...role, sees: { [target]: 'clear' } } } })).toThrow(/sees/)
    }
  })

  it('T13: CASL: what fails beside a prohibition does not lift it', async () => {
    const policy = parseShop({ prohibitions: [{ id: 'no-names', of: ['identity'] }] })
    const access = open({ policy }).gate.for('support', { actor: { ...agent, roles: ['agent', 'clerk'] } })
    expect(await access.read('customer', ann)).not.toHaveProperty('name')
    for (const row of [bomb({ ...ann }, 'repId'), bomb({ ...ann }, 'name'), { ...ann, repId: ['a-1'] }]) {
      const said = await access.read('customer', row).catch((error) => error)
      expect(said.reason === 'row_invalid' || !('name' in said)).toBe(true)
    }
  })
})

interface Planned {
  readonly kind: string
  readonly columns: object
}

/** The shop with another condition on the agent's customers. */
function where(condition: unknown) {
  const changed = JSON.parse(JSON.stringify(shop.document))
  changed.roles.agent.where = { customer: condition }
  return parsePolicy(changed, { schemas })
}
