import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extras } from '../../../src/core/record/extras.js'

describe('extras', () => {
  it('keeps strings, safe integers and booleans', () => {
    expect(extras({ ticket: 'T-17', 'queue.size': 3, urgent: false, zero: -0 })).toEqual({
      ticket: 'T-17',
      'queue.size': 3,
      urgent: false,
      zero: 0,
    })
  })

  it.each([undefined, null, {}])('is absent for %j', (ext) => {
    expect(extras(ext)).toBeUndefined()
  })

  it('shows what a reader would not see', () => {
    expect(extras({ note: 'a\u2028b' })).toEqual({ note: 'a<U+2028>b' })
  })

  it('drops and counts the rest', () => {
    const bad = {
      a: 1.5,
      b: Number.NaN,
      c: 2 ** 60,
      d: null,
      e: undefined,
      f: {},
      g: [],
      h: 1n,
      i: () => 1,
      _dropped: 0,
      'b c': 1,
      ['k'.repeat(65)]: 1,
    }
    expect(extras({ ...bad, ok: 1 })).toEqual({ ok: 1, _dropped: 12 })
  })

  it('never holds more than 2 KiB', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, '値'.repeat(20)]))
    const kept = extras(many)!
    expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(2048)
    expect(Object.keys(kept).length - 1 + (kept['_dropped'] as number)).toBe(1000)
  })

  it.each([
    ['text', 'text'],
    ['an array', ['a']],
    ['a function', () => 1],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('secret')
          },
        },
      ),
    ],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error('secret')
        },
      },
    ],
    ['a revoked proxy', revoked()],
  ])('survives %s', (_, ext) => {
    expect(extras(ext)).toEqual({ _dropped: 1 })
  })

  it('leaves prototypes alone', () => {
    const ext = JSON.parse('{"__proto__": {"polluted": true}, "constructor": "x"}')
    expect(extras(ext)).toEqual({ constructor: 'x', _dropped: 1 })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('law: whatever is given, it does not throw and stays small and plain', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
        (ext) => {
          const kept = extras(ext) ?? {}
          expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(2048)
          for (const value of Object.values(kept))
            expect(['string', 'number', 'boolean']).toContain(typeof value)
        },
      ),
    )
  })
})

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
