import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeText } from '../../../src/core/record/free-text.js'

describe('freeText', () => {
  it.each([
    ['TICKET-17: 山田様より 🇯🇵👨‍👩‍👧', 'TICKET-17: 山田様より 🇯🇵👨‍👩‍👧'],
    ['', ''],
    ['a\r\nb', 'a<U+000D><U+000A>b'],
    ['a\u2028b\u2029c', 'a<U+2028>b<U+2029>c'],
    ['\u0000\u001b[31mred\u007f\u0085\u009b', '<U+0000><U+001B>[31mred<U+007F><U+0085><U+009B>'],
    ['\u202eevil\u2066\u2069\u061c\u200e\u200f', '<U+202E>evil<U+2066><U+2069><U+061C><U+200E><U+200F>'],
    ['\ufeff{"effect":"permit"}', '<U+FEFF>{"effect":"permit"}'],
    ['a\ud800b\udc00', 'a<U+D800>b<U+DC00>'],
  ])('%j -> %j', (text, visible) => {
    expect(freeText(text)).toBe(visible)
  })

  it('keeps 1,024 characters and cuts what is longer, with a mark and never through a character', () => {
    expect(freeText('x'.repeat(1024))).toBe('x'.repeat(1024))
    expect(freeText('x'.repeat(1025))).toBe(`${'x'.repeat(1024)}…<truncated>`)
    expect(freeText(`x${'😀'.repeat(600)}`)).toBe(`x${'😀'.repeat(511)}…<truncated>`)
    expect(freeText('\n'.repeat(1000)).length).toBe(1036)
  })

  it('looks no further than it keeps', () => {
    expect(freeText('\u2028'.repeat(50_000_000))).toHaveLength(1036)
  })

  it('law: the result is one well-formed line of bounded length, and stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 50 }),
        fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '\u2028', 'a'), maxLength: 1200 }),
        (a, b) => {
          const text = freeText(a + b)
          expect(text.length).toBeLessThanOrEqual(1036)
          expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
          if (text.length <= 1024) expect(freeText(text)).toBe(text)
        },
      ),
    )
  })
})
