/** Control characters, what turns the reading direction, line separators: a terminal obeys them, and nobody sees them. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu
/** The same in JSON, where those of ASCII are escaped already, and a line feed is the layout's. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu

/** Text from elsewhere that a terminal shows and does not obey: what is unseen stands as a token, `<U+001B>`. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNSEEN, (char) => `<U+${hexOf(char).toUpperCase()}>`)
}

/** The same as JSON: what is unseen is escaped, and reads as the same text. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSEEN_IN_JSON, (char) => `\\u${hexOf(char)}`)
}

function hexOf(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, '0')
}
