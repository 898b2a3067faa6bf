import { inspect, isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { boundTo, withheld } from '../../src/index.js'
import { bomb, counted, plain, revoked, SECRET } from './hostile.js'
import { open, outcome, type View } from './open.js'
import { agent, ann } from './shop.js'

const read = (row: unknown, actor: object = agent): Promise<View> =>
  open().gate.for('support', { actor }).read('customer', row)
const seen = await read(ann)

describe('what a row does while it is read', () => {
  it('T30: each property that is used is read once, and what was read is decided on and shown', async () => {
    for (const roles of [['agent'], ['agent', 'keeper'], ['clerk']]) {
      const { row, reads } = counted({ ...ann, friend: { id: 'c-2', name: 'Bob' } })
      const view = await read(row, { ...agent, roles })
      expect([...reads].filter(([, count]) => count !== 1)).toEqual([])
      expect(reads.has('customer.cvc')).toBe(false)
      expect(view['id']).toBe('c-1')
    }
  })

  it('T30: a getter that answers otherwise the second time is not asked a second time', async () => {
    for (const [key, first, then] of [
      ['repId', 'a-1', 'a-2'],
      ['tenant', 't-1', 't-2'],
      ['id', 'c-1', 'c-2'],
      ['name', 'Ann Archer', SECRET],
    ] as const) {
      const changing = (answers: string[]) =>
        Object.defineProperty({ ...ann }, key, { enumerable: true, get: () => answers.shift() ?? SECRET })
      expect((await read(changing([first, then])))[key]).toBe(first)
      if (key === 'repId' || key === 'tenant')
        expect(await outcome(read(changing([then, first])))).toMatch(/^(condition_not_met|tenant_mismatch)$/)
    }
  })

  it('T30: a getter that throws denies its row, wherever it stands, and only a getter that is used', async () => {
    const everywhere = [
      ...Object.keys(ann)
        .filter((key) => key !== 'cvc')
        .map((key) => bomb({ ...ann }, key)),
      { ...ann, address: bomb({ ...ann.address }, 'city') },
      { ...ann, tags: bomb(['gold', 'x'], '1') },
      { ...ann, cards: [bomb({ ...ann.cards[0] }, 'number')] },
      { ...ann, scores: bomb({}, 'visits') },
      { ...ann, notes: { deep: [bomb({}, 'x')] } },
      { ...ann, friend: bomb({ name: 'Bob' }, 'id') },
    ]
    for (const row of everywhere) expect(await outcome(read(row))).toBe('row_invalid')
    expect(await read(bomb({ ...ann }, 'cvc', 'unknown', 'toJSON'))).toEqual(seen)
  })

  it('T30: a row that was revoked denies itself alone, in a list and among the reads of its tick', async () => {
    const { gate, records } = open()
    const access = gate.for('support', { actor: agent })
    const [good, bad] = await Promise.all([
      outcome(access.read('customer', ann)),
      outcome(access.read('customer', revoked({ ...ann }))),
    ])
    expect([good, bad]).toEqual(['released', 'row_invalid'])
    const { views, refused } = await access.readMany('customer', [revoked({ ...ann }), ann])
    expect([views.length, refused]).toMatchObject([1, [{ index: 0, reason: 'row_invalid' }]])
    expect(records).toHaveLength(4)
  })

  it('T29: whatever the row is an instance of, its view is plain data and none of its own', async () => {
    class Document {
      readonly #own = { ...ann }
      static modelName = 'order'
      constructor() {
        Object.assign(this, this.#own, { address: Object.assign(new Address(), ann.address) })
      }
      toJSON = () => SECRET
      toString = () => SECRET
      valueOf = () => SECRET
      get secret() {
        return SECRET
      }
      [inspect.custom] = () => SECRET;
      [Symbol.toPrimitive] = () => SECRET
    }
    class Address {
      toJSON = () => SECRET
      save = () => SECRET
    }
    const bare = Object.assign(Object.create(null), ann)
    for (const row of [new Document(), bare, Object.freeze({ ...ann }), new Proxy({ ...ann }, {})]) {
      const view = await read(row)
      expect(view).toEqual(seen)
      expect(plain(view)).toBe(true)
    }
    // what a row inherits is not its own: no column, no tenant, no owner
    expect(await outcome(read(Object.create(ann)))).not.toBe('released')
  })

  it('T29: the mark of a view is seen by nothing but `withheld` and `boundTo`', async () => {
    const twin = JSON.parse(JSON.stringify(seen))
    expect(boundTo(seen)).toEqual({ purpose: 'support', resource: 'customer' })
    expect(withheld(seen)).not.toEqual([])
    expect(isDeepStrictEqual(seen, twin)).toBe(true)
    expect(inspect(seen, { showHidden: true, depth: null })).toBe(
      inspect(twin, { showHidden: true, depth: null }),
    )
    expect(Reflect.ownKeys(seen)).toEqual(Reflect.ownKeys(twin))
    for (const copy of [twin, { ...seen }, structuredClone(seen), Object.assign({}, seen)]) {
      expect(copy).toEqual(seen)
      expect([withheld(copy), boundTo(copy)]).toEqual([undefined, undefined])
    }
  })
})
