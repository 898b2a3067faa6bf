import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cursor } from '../../../src/stores/packed/cursor.js'
import { Pen } from '../../../src/stores/packed/pen.js'

describe('Pen and Cursor', () => {
  it('read back every whole number, up to the last safe one', () => {
    const numbers = [
      0,
      1,
      127,
      128,
      16_383,
      16_384,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      1.8e12,
      Number.MAX_SAFE_INTEGER,
    ]
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...numbers), fc.nat(Number.MAX_SAFE_INTEGER)),
        fc.nat(),
        (number, next) => {
          const cursor = new Cursor(new Pen().varint(number).varint(next).view, 0)
          expect([cursor.varint(), cursor.varint()]).toEqual([number, next])
        },
      ),
    )
  })

  it('read back every text, lone surrogates and all, in as many bytes as units, or twice that', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 3_000 }), (units) => {
        const text = String.fromCharCode(...units)
        const pen = new Pen()
        const narrow = pen.narrow(text)
        expect(narrow).toBe(units.every((unit) => unit <= 0xff))
        if (!narrow) pen.wide(text)
        expect(pen.length).toBe(narrow ? text.length : 2 * text.length)
        expect(new Cursor(pen.view, 0).text(text.length, !narrow)).toBe(text)
      }),
    )
  })

  it('takes for a UUID what reads back the same, and nothing else', () => {
    const near = fc.tuple(fc.uuid(), fc.nat(35), fc.constantFrom('', '-', 'g', 'A', '/', ':', '`', '０', 'é'))
    fc.assert(
      fc.property(near, ([uuid, at, other]) => {
        const changed = uuid.slice(0, at) + other + uuid.slice(at + 1)
        for (const text of [uuid, changed]) {
          const pen = new Pen()
          const taken = pen.uuid(text)
          expect(taken).toBe(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text))
          expect(pen.length).toBe(taken ? 16 : 0)
          if (taken) expect(new Cursor(pen.view, 0).uuid()).toBe(text)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives back the room for a huge text', () => {
    const pen = new Pen()
    expect(pen.narrow('a'.repeat(1_000_000))).toBe(true)
    expect(pen.clear().view.byteLength).toBe(256)
  })
})
