import { describe, expect, it } from 'vitest'
import { agent, ann, clerk, type OpenGate, open, outcome, subject } from './shop.js'

const polluted = () => Object.getOwnPropertyNames(Object.prototype).sort().join()

describe('the purpose of a request', () => {
  it.each([[undefined], [null], [''], [' '], ['\t\n'], ['\u3000']])(
    'T1 %j is no purpose: denied, recorded, and none is assumed in its place',
    async (purpose) => {
      const { gate, records } = open()
      expect(await outcome(gate.for(purpose, { actor: agent }).read('customer', ann))).toBe('purpose_missing')
      expect(records).toMatchObject([{ type: 'decision', effect: 'deny', reason: 'purpose_missing' }])
      expect(records[0]).not.toHaveProperty('purpose')
    },
  )

  it('T2 a purpose from a header can only narrow what the place in the code declares', async () => {
    const { gate, records } = open()
    const read = (purpose: unknown, allowedPurposes: unknown) =>
      outcome(gate.for(purpose, { actor: agent, allowedPurposes }).read('customer', ann))
    expect(await read('support', ['support', 'research'])).toBe('released')
    for (const declared of [['marketing'], [], ['Support'], ['support '], [['support']], [{}]])
      expect(await read('support', declared)).toBe('purpose_not_allowed_here')
    for (const declared of ['support', null, { 0: 'support', length: 1 }, new Set(['support'])])
      expect(await read('support', declared)).toBe('input_invalid')
    expect(records).toHaveLength(11)
  })

  it.each([
    [['support']],
    [['support', 'marketing']],
    [{ toString: () => 'support' }],
    [{ valueOf: () => 'support' }],
    [new String('support')],
    [Symbol('support')],
    [() => 'support'],
    [1],
    [true],
  ])('T3 %o is not coerced into a purpose, first or last', async (purpose) => {
    const { gate, records } = open()
    expect(await outcome(gate.for(purpose, { actor: agent }).read('customer', ann))).toBe('input_invalid')
    expect(records).toMatchObject([{ effect: 'deny', reason: 'input_invalid' }])
  })

  it.each([
    'Support',
    'support ',
    ' support',
    'ｓupport',
    'support\u200b',
    'suppоrt',
    'support\0',
    'su\u0308pport',
    'support.mail',
    'supp*',
    `support${'t'.repeat(100)}`,
  ])('T4 a lookalike %j is another purpose, and unknown', async (purpose) => {
    const { gate, records } = open()
    expect(await outcome(gate.for(purpose, { actor: agent }).read('customer', ann))).toBe('purpose_unknown')
    // what was typed is somebody's text, and stays out of the trail
    expect(JSON.stringify(records)).not.toContain(JSON.stringify(purpose).slice(1, -1))
  })

  const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  it.each(INHERITED)(
    'T5 %s is an unknown purpose, role and resource, and changes no prototype',
    async (name) => {
      const before = polluted()
      const { gate } = open()
      const read = (purpose: unknown, actor: unknown, resource: unknown) =>
        outcome(gate.for(purpose, { actor }).read(resource, ann))
      expect(await read(name, agent, 'customer')).toBe('purpose_unknown')
      expect(await read('support', { ...agent, roles: [name] }, 'customer')).toBe('role_not_permitted')
      expect(await read('support', agent, name)).toBe('resource_unknown')
      expect(await outcome(gate.consents.give({ subject, purposes: [name], terms: 1, version: name }))).toBe(
        'input_invalid',
      )
      expect(
        await outcome(gate.for('support', { actor: agent }).read('customer', ann, { require: [name] })),
      ).toBe('input_invalid')
      expect(polluted()).toBe(before)
      expect(({} as { x?: unknown }).x).toBeUndefined()
    },
  )
})

describe('the actor of a request', () => {
  const read = (gate: OpenGate, actor: unknown) =>
    outcome(gate.for('support', { actor }).read('customer', ann))

  it('T47 nobody is never somebody: a missing actor is unresolved, a malformed one invalid', async () => {
    const { gate, records } = open()
    for (const actor of [undefined, null]) expect(await read(gate, actor)).toBe('actor_unresolved')
    const { id, roles } = agent
    for (const actor of [
      'a-1',
      [],
      { id },
      { roles },
      { ...agent, id: '' },
      { ...agent, id: Number.NaN },
      { ...agent, id: ['a-1'] },
      { ...agent, roles: 'agent' },
      { ...agent, roles: [['agent']] },
      { ...agent, roles: [new String('agent')] },
      { ...agent, roles: { 0: 'agent', length: 1 } },
      { ...agent, kind: 'system' },
      { ...agent, tenant: '' },
      { ...agent, tenant: ['t-1'] },
      { ...agent, tenant: null },
      { ...agent, subject: {} },
      { ...agent, onBehalfOf: 'everybody' },
    ])
      expect(await read(gate, actor), JSON.stringify(actor)).toBe('input_invalid')
    expect(records.every(({ effect }) => effect === 'deny')).toBe(true)
  })

  it('T25 who acts for somebody gets what both may see, and the trail names both', async () => {
    const { gate, records } = open()
    const service = { id: 'svc', kind: 'service', roles: ['agent', 'keeper'], tenant: 't-1' }
    const access = gate.for('support', { actor: { ...service, onBehalfOf: clerk } })
    const view = await access.read('customer', ann)
    expect(view).toMatchObject({ name: '********', card: '************4242' })
    expect(view).not.toHaveProperty('tags')
    expect(records[0]?.actor).toMatchObject({
      kind: 'service',
      onBehalfOf: { kind: 'employee', roles: ['clerk'] },
    })
    const [service1, clerk1] = [records[0]?.actor?.ref, records[0]?.actor?.onBehalfOf?.ref]
    expect(service1).not.toBe(clerk1)
  })

  it('T25 a chain of deputies ends: a cycle or a long one is malformed, and a weak link decides', async () => {
    const { gate } = open()
    const cyclic: { [key: string]: unknown } = { ...agent }
    cyclic['onBehalfOf'] = cyclic
    expect(await read(gate, cyclic)).toBe('input_invalid')
    expect(
      await read(gate, { ...agent, onBehalfOf: { ...agent, onBehalfOf: { ...agent, roles: [] } } }),
    ).toBe('role_not_permitted')
    expect(await read(gate, { ...agent, onBehalfOf: { ...agent, tenant: 't-2' } })).toBe('tenant_mismatch')
    expect(await read(gate, { ...agent, onBehalfOf: null })).toBe('actor_unresolved')
  })

  it('T30 an actor is read once: who is decided on is who is recorded', async () => {
    const { gate, records } = open()
    const counts: { [key: string]: number } = {}
    const actor = new Proxy({ ...agent } as { [key: string]: unknown }, {
      get(target, key: string) {
        counts[key] = (counts[key] ?? 0) + 1
        return key === 'id' && counts[key] > 1 ? 'somebody-else' : target[key]
      },
    })
    await gate.for('support', { actor }).read('customer', ann)
    await open().gate.for('support', { actor: agent }).read('customer', ann)
    expect(Math.max(...Object.values(counts))).toBe(1)
    const [shown] = records
    await gate.for('support', { actor: agent }).read('customer', ann)
    expect(shown?.actor?.ref).toBe(records[1]?.actor?.ref)
  })
})

describe('the resource of a request', () => {
  it.each([
    ['Customer'],
    ['customer '],
    [''],
    [['customer']],
    [{ toString: (): string => 'customer' }],
    [undefined],
    [null],
  ])('T7 %o names no resource, and there is no question about a type without a row', async (resource) => {
    const { gate, records } = open()
    const said = await outcome(gate.for('support', { actor: agent }).read(resource, ann))
    expect(said).toBe(typeof resource === 'string' ? 'resource_unknown' : 'input_invalid')
    expect(records).toHaveLength(1)
  })

  it.each([[undefined], [null], ['customer'], [[]], [[ann]], [() => ann], [Symbol('row')], [0]])(
    'T7 %o in the place of a row is refused: a question about a type is never answered',
    async (row) => {
      const { gate, records } = open()
      expect(await outcome(gate.for('support', { actor: agent }).read('customer', row))).toBe('row_invalid')
      expect(records).toMatchObject([{ effect: 'deny', reason: 'row_invalid' }])
    },
  )

  it('T8 a row cannot say what it is: the resource is the one that the code names', async () => {
    const { gate } = open()
    const access = gate.for('support', { actor: { ...agent, id: 'a-9' } })
    class Order {
      static modelName = 'order'
      constructor(row: object) {
        Object.assign(this, row)
      }
    }
    for (const row of [
      { ...ann, __caslSubjectType__: 'order' },
      { ...ann, constructor: { name: 'order', modelName: 'order' } },
      JSON.parse(`{"__proto__":{"constructor":{"name":"order"}},${JSON.stringify(ann).slice(1)}`),
      new Order(ann),
    ])
      expect(await outcome(access.read('customer', row))).toBe('condition_not_met')
  })
})
