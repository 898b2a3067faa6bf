import { describe, expect, it } from 'vitest'
import { open, outcome, type View } from './open.js'
import { agent, ann, clerk } from './shop.js'

const read = (row: unknown, actor: object = agent): Promise<View> =>
  open().gate.for('support', { actor }).read('customer', row)
const said = (row: unknown, actor?: object) => outcome(read(row, actor))

class Ledger extends Date {}
class Bag extends Array<unknown> {}

/** What is no data: an instance with a life of its own, or a value that JSON cannot hold. */
const STRANGERS: readonly [string, () => unknown][] = [
  ['a Map', () => new Map([['visits', 1]])],
  ['a Set', () => new Set([1])],
  ['a Buffer', () => Buffer.from('secret')],
  ['a typed array', () => new Float64Array([1, 2])],
  ['an ArrayBuffer', () => new ArrayBuffer(8)],
  ['a RegExp', () => /x/],
  ['an Error', () => new TypeError('x')],
  ['a URL', () => new URL('https://example.com/?q=1')],
  ['a promise', () => Promise.resolve({ visits: 1 })],
  ['a stream', () => new ReadableStream()],
  ['a generator', () => [].values()],
  ['a boxed string', () => new String('x')],
  ['a boxed number', () => new Number(1)],
  ['a weak reference', () => new WeakRef({})],
  ['a function', () => () => 1],
  ['a class', () => Bag],
  ['a symbol', () => Symbol('x')],
  ['a false Date', () => Object.create(Date.prototype)],
  ['an invalid Date', () => new Date(Number.NaN)],
]
const SCALARS = ['name', 'age', 'born', 'vip'] as const

describe('what stands in a row', () => {
  it.each(STRANGERS)(
    'T33: %s is in no leaf released, declared or opaque: the row is denied',
    async (_, make) => {
      for (const field of SCALARS) expect(await said({ ...ann, [field]: make() }), field).toBe('row_invalid')
      for (const row of [
        { ...ann, notes: make() },
        { ...ann, notes: { deep: [make()] } },
        { ...ann, tags: [make()] },
        { ...ann, tags: make() },
        { ...ann, scores: { visits: make() } },
        { ...ann, address: { city: make(), street: 'x' } },
        { ...ann, cards: [{ number: make(), label: 'x' }] },
      ])
        expect(await said(row)).toBe('row_invalid')
    },
  )

  it.each(STRANGERS)('T33: %s is no object and no record: nothing of it is released', async (_, make) => {
    for (const field of ['address', 'scores', 'friend'])
      expect(await said({ ...ann, [field]: make() }), field).toBe('row_invalid')
  })

  it.each(STRANGERS)('T33: %s is never masked into something else', async (_, make) => {
    for (const field of ['name', 'email', 'card'])
      expect(await said({ ...ann, [field]: make() }, clerk), field).toBe('row_invalid')
  })

  it('T11: NaN, infinities and another scalar are in no leaf released', async () => {
    for (const age of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '47', 47n, true, null])
      expect(await said({ ...ann, age })).toBe('row_invalid')
    for (const notes of [
      Number.NaN,
      [Number.POSITIVE_INFINITY],
      { deep: Number.NaN },
      new Array(1),
      [undefined],
    ])
      expect(await said({ ...ann, notes })).toBe('row_invalid')
  })

  it('T33: what is data is released as data, a kind of Date as a Date, a kind of array as an array', async () => {
    const born = new Ledger(0)
    const notes = {
      n: null,
      b: true,
      i: -1.5,
      big: 1n,
      s: 'x',
      at: born,
      list: Bag.of<unknown>(1, [2]),
      drop: undefined,
    }
    const view = await read({ ...ann, born, notes, tags: Bag.of('gold') })
    const { drop: _, ...kept } = notes
    expect(view).toMatchObject({ born: new Date(0), notes: { ...kept, at: new Date(0), list: [1, [2]] } })
    const shown = view['notes'] as { at: unknown; list: unknown }
    expect([view['born'], shown.at].map(Object.getPrototypeOf)).toEqual([Date.prototype, Date.prototype])
    expect([view['tags'], shown.list].map(Object.getPrototypeOf)).toEqual([Array.prototype, Array.prototype])
    expect(Object.keys(shown)).not.toContain('drop')
  })

  it('T33: an array is its items: what else hangs on it, and what is missing from it, is not', async () => {
    const tags = Object.assign(['gold', 'old'], { secret: 'x', toJSON: () => 'x' })
    const view = await read({ ...ann, tags, notes: Object.assign([1], { secret: 'x' }) })
    expect(view).toMatchObject({ tags: ['gold', 'old'], notes: [1] })
    expect([view['tags'], view['notes']].map((each) => Object.keys(each as object).length)).toEqual([2, 1])
  })
})

describe('the object that a row is', () => {
  it('T34: a row is never changed, and shares nothing with its view', async () => {
    const born = new Date(0)
    const make = () => ({
      ...structuredClone(ann),
      born,
      friend: { id: 'c-2', name: 'Bob' },
      grid: [['a'], ['b']],
    })
    for (const actor of [agent, clerk, { ...agent, roles: ['agent', 'keeper'] }]) {
      const row = make()
      const view = await read(row, actor)
      expect(row).toEqual(make())
      spoil(view)
      expect(row).toEqual(make())
      expect(born.getTime()).toBe(0)
    }
  })

  it('T34: frozen, sealed and shared rows are read like any other, and leave views that are free', async () => {
    const { gate } = open()
    const access = gate.for('support', { actor: agent })
    const shared = { ...ann, notes: Object.freeze({ said: Object.freeze(['hello']) }) }
    const rows = [Object.freeze({ ...shared }), Object.seal({ ...shared }), shared, shared]
    const { views } = await access.readMany('customer', rows)
    expect(views).toHaveLength(4)
    for (const view of views) {
      expect(view).toEqual(await access.read('customer', ann))
      spoil(view)
    }
    expect(await access.read('customer', shared)).toEqual(await access.read('customer', ann))
  })
})

/** Overwrites everything that can be reached. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Date) value.setTime(1)
  for (const key of Object.keys(value)) {
    spoil((value as { [key: string]: unknown })[key])
    ;(value as { [key: string]: unknown })[key] = 'spoilt'
  }
}
