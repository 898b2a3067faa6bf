import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graphemes } from '../../../../src/core/enforce/mask/graphemes.js'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

describe('mask', () => {
  const lastFour = maskFor({ op: 'mask', last: 4 })
  const firstOne = maskFor({ op: 'mask', first: 1 })
  const firstTwo = maskFor({ op: 'mask', first: 2 })

  it('shows the last or the first characters, and never how many the others are', () => {
    expect(lastFour('0001234567')).toBe('********4567')
    expect(lastFour('00000000000000001234567')).toBe('********4567')
    expect(firstTwo('SW1A 1AA')).toBe('SW********')
    expect(firstTwo('東京都千代田区')).toBe('東京********')
  })

  it('shows nothing of a value that is not at least twice as long as what it would show', () => {
    expect(lastFour('1234567')).toBe(FULL)
    expect(lastFour('12345678')).toBe('********5678')
    expect(firstTwo('abc')).toBe(FULL)
    expect(firstTwo('佐藤愛')).toBe(FULL)
    expect(firstOne('a')).toBe(FULL)
    expect(firstOne('')).toBe(FULL)
  })

  it('does not count blanks: a padded value is as short as it is', () => {
    expect(lastFour('        4567')).toBe(FULL)
    expect(lastFour('4567        ')).toBe(FULL)
    expect(firstTwo('愛　　　　')).toBe(FULL)
    expect(lastFour(`4567${'\u200b'.repeat(20)}`)).toBe(FULL)
    expect(lastFour(`4567${'\u3164'.repeat(20)}`)).toBe(FULL)
    expect(lastFour('4242 4242 42 42')).toBe('********4242')
  })

  it('counts what a reader sees, not code units', () => {
    expect(firstOne('e\u0301cole')).toBe('e\u0301********')
    expect(firstOne('𠮷野家')).toBe('𠮷********')
    expect(firstTwo('ｶﾞｷﾞｸﾞｹﾞ')).toBe('ｶﾞｷﾞ********')
    expect(lastFour('👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽')).toBe(FULL)
    expect(firstOne('🇯🇵🇯🇵')).toBe('🇯🇵********')
  })

  it('shows no character that holds most of the value', () => {
    expect(firstOne('👨‍👩‍👧‍👦abc')).toBe(FULL)
    expect(firstOne(`a${'\u0301'.repeat(50)}b`)).toBe(FULL)
  })

  it('shows nothing of a short value whose characters are long', () => {
    expect(firstTwo('ab👨‍👩‍👧‍👦')).toBe(FULL)
  })

  it('hides ill-formed text and Dates fully, and leaves out a number', () => {
    expect(lastFour('abcdefgh\ud800')).toBe(FULL)
    expect(lastFour(new Date())).toBe(FULL)
    expect(lastFour(1234567890)).toBeUndefined()
  })

  it('shows nothing of a text of more than 4,096 code units', () => {
    expect(lastFour('1'.repeat(4096))).toBe('********1111')
    expect(lastFour('1'.repeat(4097))).toBe(FULL)
  })
})

describe('graphemes', () => {
  it('are the same by the short way for usual letters as by Intl.Segmenter', () => {
    const usual = [...ranges('\x20-\x7eÀ-ɏ\u3000-〩ぁ-ゖァ-ヿ㐀-䶿一-鿿！-ﾝ')]
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
    const blank = [' ', '\u3000']
    const slowly = (text: string) =>
      Array.from(segmenter.segment(text), (each) => each.segment).filter((each) => !blank.includes(each))
    expect(graphemes(usual.join(''))).toEqual(slowly(usual.join('')))
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...usual), { maxLength: 20 }), (characters) => {
        expect(graphemes(characters.join(''))).toEqual(slowly(characters.join('')))
      }),
    )
  })
})

/** Every character of a list of ranges: `a-cx-z`. */
function* ranges(list: string): Generator<string> {
  for (const [, from, to] of list.matchAll(/(.)-(.)/gs)) {
    for (let code = from!.charCodeAt(0); code <= to!.charCodeAt(0); code++) yield String.fromCharCode(code)
  }
}
