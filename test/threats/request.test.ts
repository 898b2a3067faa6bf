import { describe, expect, it } from 'vitest'
import { open, outcome } from './open.js'
import { agent, ann, subject } from './shop.js'

const polluted = () => Object.getOwnPropertyNames(Object.prototype).sort().join()

describe('the purpose of a request', () => {
  it.each([[undefined], [null], [''], [' '], ['\t\n'], ['\u3000']])(
    'T1: %j is no purpose: denied, recorded, and none is assumed in its place',
    async (purpose) => {
      const { gate, records } = open()
      expect(await outcome(gate.for(purpose, { actor: agent }).read('customer', ann))).toBe('purpose_missing')
      expect(records).toMatchObject([{ type: 'decision', effect: 'deny', reason: 'purpose_missing' }])
      expect(records[0]).not.toHaveProperty('purpose')
    },
  )

  it('T2: a purpose from a header can only narrow what the place in the code declares', async () => {
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
  ])('T3: %o is not coerced into a purpose, first or last', async (purpose) => {
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
  ])('T4: a lookalike %j is another purpose, and unknown', async (purpose) => {
    const { gate, records } = open()
    expect(await outcome(gate.for(purpose, { actor: agent }).read('customer', ann))).toBe('purpose_unknown')
    // what was typed is somebody's text, and stays out of the trail
    expect(JSON.stringify(records)).not.toContain(JSON.stringify(purpose).slice(1, -1))
  })

  const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  it.each(INHERITED)(
    'T5: %s is an unknown purpose, role and resource, and changes no prototype',
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

describe('the resource of a request', () => {
  it.each([
    ['Customer'],
    ['customer '],
    [''],
    [['customer']],
    [{ toString: (): string => 'customer' }],
    [undefined],
    [null],
  ])('T7: %o names no resource, and there is no question about a type without a row', async (resource) => {
    const { gate, records } = open()
    const said = await outcome(gate.for('support', { actor: agent }).read(resource, ann))
    expect(said).toBe(typeof resource === 'string' ? 'resource_unknown' : 'input_invalid')
    expect(records).toHaveLength(1)
  })

  it.each([[undefined], [null], ['customer'], [[]], [[ann]], [() => ann], [Symbol('row')], [0]])(
    'T7: %o in the place of a row is refused: a question about a type is never answered',
    async (row) => {
      const { gate, records } = open()
      expect(await outcome(gate.for('support', { actor: agent }).read('customer', row))).toBe('row_invalid')
      expect(records).toMatchObject([{ effect: 'deny', reason: 'row_invalid' }])
    },
  )

  it('T8: a row cannot say what it is: the resource is the one that the code names', async () => {
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
