/** C0, DEL and C1; lone surrogates; line and paragraph separators; what turns the reading direction; the BOM. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu

/** Visible ASCII and spaces, as most text here is. */
const SEEN = /^[\x20-\x7e]*$/

const LONGEST = 1024
const CUT = '…<truncated>'

/**
 * Text of people, safe to stand in a record: one line, well-formed, at most 1,024 characters and a mark.
 *
 * Every character that a reader would not see stands as a token, `<U+2028>`, so that nobody can forge a line, turn it
 * around in a terminal or hide a part of it. A lone surrogate becomes a token too: it is shown, and the text is well-formed.
 */
export function freeText(text: string): string {
  if (text.length <= LONGEST && SEEN.test(text)) return text
  const visible = text.slice(0, LONGEST + 1).replace(UNSEEN, token)
  if (visible.length <= LONGEST) return visible
  const last = visible.charCodeAt(LONGEST - 1)
  const split = last >= 0xd800 && last <= 0xdbff
  return visible.slice(0, split ? LONGEST - 1 : LONGEST) + CUT
}

function token(char: string): string {
  return `<U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`
}
