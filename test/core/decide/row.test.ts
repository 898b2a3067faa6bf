import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, order, shop } from '../../shop.js'
import { trail } from '../../trail.js'
import { denial } from './verdict.js'

const support = { purpose: 'support', actor: agent }

describe('a row', () => {
  it('is read once a property: what was decided on is what is shown', async () => {
    const reads: { [key: string]: number } = {}
    const row = spied(aiko, reads)
    const view = await testGate({ policy: shop }).gate.for('support', { actor: agent }).read('member', row)
    expect(view).toMatchObject({ id: 'm-1', name: aiko.name, email: aiko.email })
    expect(reads).toEqual(Object.fromEntries(Object.keys(aiko).map((key) => [key, 1])))
  })

  it('that answers differently each time is judged and shown by its first answer', async () => {
    let asked = 0
    const row = {
      ...aiko,
      get repId() {
        return asked++ === 0 ? 'a-17' : 'a-18'
      },
    }
    const { gate } = testGate({ policy: shop })
    await expect(gate.for('support', { actor: agent }).read('member', row)).resolves.toMatchObject({
      repId: 'a-17',
    })
    await expect(gate.for('support', { actor: agent }).read('member', row)).rejects.toMatchObject({
      reason: 'condition_not_met',
    })
  })

  it('that the decision refuses is not read for a view', async () => {
    const reads: { [key: string]: number } = {}
    const row = spied({ ...aiko, repId: 'a-18' }, reads)
    const { gate } = testGate({ policy: shop })
    await expect(gate.for('support', { actor: agent }).read('member', row)).rejects.toThrow()
    expect(Object.keys(reads).sort()).toEqual(['id', 'repId', 'tenant'])
  })

  it('counts what is its own, and nothing that it inherits', () => {
    const inherited = (row: object) => denial(shop, { ...support, row })?.[0]
    expect(inherited(Object.create(aiko))).toBe('tenant_mismatch')
    expect(inherited(Promise.resolve(aiko))).toBe('tenant_mismatch')
    const { tenant: _, ...rest } = aiko
    expect(inherited(Object.assign(Object.create({ tenant: 't-1' }), rest))).toBe('tenant_mismatch')
    const { repId: __, ...nobodys } = aiko
    expect(inherited(Object.assign(Object.create({ repId: 'a-17' }), nobodys))).toBe('condition_not_met')
  })

  it.each([
    ['an object without a prototype', Object.assign(Object.create(null), aiko)],
    ['an instance of a class', Object.assign(new (class Entity {})(), aiko)],
    ['a frozen object', Object.freeze({ ...aiko })],
  ])('may be %s, and stays as it was', async (_, row) => {
    const before = { ...row }
    const { gate } = testGate({ policy: shop })
    const view = await gate.for('support', { actor: agent }).read('member', row as typeof aiko)
    expect(Object.getPrototypeOf(view)).toBe(Object.prototype)
    expect(view.name).toBe('Aiko Sato')
    expect({ ...row }).toEqual(before)
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['text', 'm-1'],
    ['a list with a row in it', [aiko]],
    ['a function', () => aiko],
    ['a proxy that was revoked', revoked()],
    [
      'a getter that throws',
      {
        ...aiko,
        get repId(): string {
          throw new Error('boom')
        },
      },
    ],
  ])('that is %s is none', (_, row) => {
    expect(denial(shop, { ...support, row })?.[0]).toBe('row_invalid')
  })

  it.each([
    ['tenant', { tenant: ['t-1'] }],
    ['tenant', { tenant: true }],
    ['repId', { repId: ['a-17'] }],
    ['repId', { repId: { toString: (): string => 'a-17' } }],
    ['id', { id: ['m-1'] }],
    ['id', { id: 1 }],
  ])('whose %s is of another type than its schema is invalid: %j', (_, wrong) => {
    expect(denial(shop, { ...support, row: { ...aiko, ...wrong } })?.[0]).toBe('row_invalid')
  })

  it('names its key in the record by a pseudonym, and never the key', async () => {
    const { gate, records } = testGate({ policy: shop })
    await gate.for('support', { actor: agent }).read('order', { ...order, id: 4711 })
    expect(trail(records)[0]?.resource?.refs).toEqual([expect.stringMatching(/^hmac:k1:/)])
    expect(JSON.stringify(records)).not.toContain('4711')
  })
})

function spied<T extends object>(row: T, reads: { [key: string]: number }): T {
  const copy = {} as T
  for (const key of Object.keys(row) as (keyof T & string)[])
    Object.defineProperty(copy, key, {
      enumerable: true,
      get() {
        reads[key] = (reads[key] ?? 0) + 1
        return row[key]
      },
    })
  return copy
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
