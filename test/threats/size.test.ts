import { describe, expect, it } from 'vitest'
import { open, outcome, type View } from './open.js'
import { agent, ann, clerk, parseShop } from './shop.js'

const read = (row: unknown, actor: object = agent): Promise<View> =>
  open().gate.for('support', { actor }).read('customer', row)
const said = (row: unknown, actor?: object) => outcome(read(row, actor))

describe('the size of a row', () => {
  const deep = (levels: number, wrap: (inner: unknown) => unknown) => {
    let value: unknown = 'x'
    for (let level = 0; level < levels; level++) value = wrap(value)
    return value
  }
  const cyclic: { [key: string]: unknown } = { a: 1 }
  cyclic['self'] = [cyclic]
  const endless: unknown[] = []
  endless.push(endless)
  const million = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, at) => [`k${at}`, 1]))
  const wide = (side: number) => new Array(side).fill(new Array(side).fill('x'))

  it.each<[string, object]>([
    ['65 levels of objects', { notes: deep(65, (a) => ({ a })) }],
    ['100,000 levels of objects', { notes: deep(100_000, (a) => ({ a })) }],
    ['100,000 levels of arrays', { notes: deep(100_000, (a) => [a]) }],
    ['100,000 levels where text belongs', { tags: deep(100_000, (a) => [a]) }],
    ['a cycle of objects', { notes: cyclic }],
    ['a cycle of arrays', { notes: endless }],
    ['a cycle where text belongs', { grid: endless }],
    ['a million keys', { notes: million }],
    ['a million keys of a record', { scores: million }],
    ['a million items', { tags: new Array(1_000_000).fill('x') }],
    ['four thousand million items that are not there', { tags: new Array(4_000_000_000), notes: [] }],
    ['the same of an opaque leaf', { notes: new Array(4_000_000_000) }],
    ['a million items in a square', { grid: wide(1000) }],
    ['a million items in an opaque square', { notes: wide(1000) }],
  ])('T35: %s are too much: the row is denied, and the stack and the memory hold', async (_, part) => {
    expect(await said({ ...ann, ...part })).toBe('row_invalid')
  })

  it('T35: what nobody uses may be as large as it likes, and what is used as large as the limits', async () => {
    expect(await said({ ...million, ...ann, unknown: cyclic, cvc: endless })).toBe('released')
    expect(await said({ ...ann, notes: deep(60, (a) => ({ a })), grid: wide(100) })).toBe('released')
    expect(await said({ ...ann, notes: wide(300) })).toBe('released')
  })

  it('T35, T36: a text of 50 MB is shown, masked or refused, and no mask or test loses itself in it', async () => {
    const texts = ['x', '4', 'a@', '.', ' ', '1-', '０', '\u0301'].map((unit) =>
      unit.repeat(50_000_000 / unit.length),
    )
    for (const text of texts) {
      expect((await read({ ...ann, name: text }))['name'] === text).toBe(true)
      const masked = await read({ ...ann, name: text, email: text, phone: text, card: text }, clerk)
      for (const field of ['name', 'email', 'phone', 'card'])
        expect(String(masked[field]).length, field).toBeLessThan(100)
      expect(await said({ ...ann, repId: text })).toBe('condition_not_met')
      expect(await said(ann, { ...agent, roles: [text] })).toBe('role_not_permitted')
    }
  }, 20_000)

  it('T36: names and targets are compared in a time that grows with their length alone', () => {
    const long = `${'a*'.repeat(32_768)}!`
    for (const change of [
      { purposes: { support: { title: 'x', basis: 'contract', uses: [long, 'customer.*a*a*', '**.**'] } } },
      { prohibitions: [{ id: 'x', of: [long], purposes: [long] }] },
      { [long]: 1 },
    ])
      expect(() => parseShop(change)).toThrow(expect.objectContaining({ code: 'policy_invalid' }))
  })
})
