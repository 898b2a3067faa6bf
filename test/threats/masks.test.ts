import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { open } from './open.js'
import { ann, clerk } from './shop.js'

const masked = async (row: object) => {
  const view = await open().gate.for('support', { actor: clerk }).read('customer', row)
  return view as { readonly [field: string]: string }
}
const FULL = '********'

describe('what a mask leaves', () => {
  it('T37: a masked text says nothing of its length, nor whether it is empty', async () => {
    const views = await Promise.all(
      ['', 'A', 'Ann', 'x'.repeat(1000), '***', '\u{1f469}\u200d\u{1f4bb}'].map((name) =>
        masked({ ...ann, name }),
      ),
    )
    expect(new Set(views.map(({ name }) => name))).toEqual(new Set([FULL]))
  })

  it.each(['1', '123', '4242', '1234567', '****4242', '4242-42', '４２４２', ' 4242 ', '12 34', 'abcd'])(
    'T37: a number as short as %j is not shown by its last four',
    async (card) => {
      const view = await masked({ ...ann, card, phone: card })
      expect([view['card'], view['phone']]).toEqual([FULL, FULL])
    },
  )

  it('T37: two cards with the same end look the same, whatever their length and punctuation', async () => {
    const cards = [
      '4242424242424242',
      '4242-4242-4242-4242',
      '30569309024242',
      '５５５５４４４４３３３３４２４２',
    ]
    const views = await Promise.all(cards.map((card) => masked({ ...ann, card })))
    expect(new Set(views.map(({ card }) => card))).toEqual(new Set(['************4242']))
  })

  it('T37: a security code, and whatever else is never shown, has no mask at all', async () => {
    expect(await masked({ ...ann, cvc: '737' })).not.toHaveProperty('cvc')
  })

  it('T37: a masked row is the same for rows that differ only in what is hidden', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 })
    const local = fc.stringMatching(/^[0-9]{3,30}$/)
    await fc.assert(
      fc.asyncProperty(text, text, local, local, async (a, b, c, d) => {
        const one = await masked({
          ...ann,
          name: a,
          email: `x${c}@example.com`,
          address: { city: a, street: b },
        })
        const two = await masked({
          ...ann,
          name: b,
          email: `x${d}@example.com`,
          address: { city: b, street: a },
        })
        expect(one).toEqual(two)
      }),
      { numRuns: 50 },
    )
  })
})
