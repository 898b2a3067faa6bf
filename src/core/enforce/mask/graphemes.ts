/** Latin letters, kana, kanji, full-width signs and blanks: nothing that joins with its neighbour. */
const UNJOINED =
  /^[\x20-\x7e\u00c0-\u024f\u3000-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d]*$/
const BLANKS = /[ \u3000]/g
const BLANK = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

let segmenter: Intl.Segmenter | undefined

/** Whether all of `text` is visible ASCII, as most values are: no blanks, and each code unit one character. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x21 || unit > 0x7e) return false
  }
  return true
}

/**
 * What a reader sees as the characters of `text`.
 *
 * Blanks and invisible characters do not count, or padding would make a short value a long one.
 */
export function graphemes(text: string): readonly string[] {
  if (UNJOINED.test(text)) return text.replace(BLANKS, '').split('')
  // made late: it costs more than the rest of the import
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment).filter(
    (segment) => !BLANK.test(segment),
  )
}

/** `text` in its usual width (full-width letters and digits narrow, half-width kana wide), without blanks around it. */
export function usualWidth(text: string): string {
  return isAscii(text) ? text : text.normalize('NFKC').trim()
}

/** What people type as a hyphen, the Japanese long vowel mark included; for a character class. */
export const HYPHENS = '\\-\u2010-\u2015\u2212\u30fc'
