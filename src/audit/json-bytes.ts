export const QUOTE = 0x22
export const COMMA = 0x2c
export const MINUS = 0x2d
export const COLON = 0x3a
export const LIST = 0x5b
export const LIST_END = 0x5d
export const OBJECT = 0x7b
export const OBJECT_END = 0x7d
const ZERO = 0x30
const BACKSLASH = 0x5c

/** What a byte is inside a string: 0 itself, 1 the end, 2 an escape, 3 never there, 4 a part of a longer character. */
export const IN_STRING = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE ? 1 : byte === BACKSLASH ? 2 : byte < 0x20 ? 3 : byte < 0x80 ? 0 : 4,
)

/** What JCS escapes by two characters. */
const SHORT = Buffer.from('"\\bfnrt')
/** Control characters without a short escape: four digits in lower case. */
const LONG = /^u00(?:0[0-7be-f]|1[0-9a-f])$/
const WORDS = [Buffer.from('true'), Buffer.from('false')]

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39
}

/** How long the escape is that stands at `at`; 0 for one that JCS does not write. */
export function escapeLength(bytes: Buffer, at: number, end: number): number {
  if (at + 2 <= end && SHORT.includes(bytes[at + 1] as number)) return 2
  return at + 6 <= end && LONG.test(bytes.toString('latin1', at + 1, at + 6)) ? 6 : 0
}

/** How long the safe integer is that stands at `at`; 0 for none, or one that JCS writes otherwise. */
export function integerLength(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at] === MINUS ? at + 1 : at
  let to = first
  while (to < end && isDigit(bytes[to])) to++
  const digits = to - first
  if (digits === 0 || digits > 16) return 0
  if (bytes[first] === ZERO && (digits > 1 || first > at)) return 0
  const safe = digits < 16 || Number.isSafeInteger(Number(bytes.toString('latin1', first, to)))
  return safe ? to - at : 0
}

/** How long the `true` or `false` is that stands at `at`; 0 for neither. */
export function wordLength(bytes: Buffer, at: number, end: number): number {
  const word = WORDS.find(
    (each) => at + each.length <= end && each.compare(bytes, at, at + each.length) === 0,
  )
  return word?.length ?? 0
}
