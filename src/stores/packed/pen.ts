const FIRST = 256
const KEPT = 65_536

/** Writes numbers and texts into bytes that grow as needed; a `Cursor` reads them back. */
export class Pen {
  view = new DataView(new ArrayBuffer(FIRST))
  length = 0
  /** The bytes of `view`, of which the engine is slow to say. */
  #size = FIRST

  /** Starts afresh; the room for a rare huge text is given back. */
  clear(): this {
    this.length = 0
    if (this.#size > KEPT) this.#resize(FIRST)
    return this
  }

  u8(value: number): this {
    this.#room(1)
    this.view.setUint8(this.length++, value)
    return this
  }

  u32(value: number): this {
    this.#room(4)
    this.view.setUint32(this.length, value, true)
    this.length += 4
    return this
  }

  f64(value: number): this {
    this.#room(8)
    this.view.setFloat64(this.length, value, true)
    this.length += 8
    return this
  }

  /** A whole number from 0 to 2**53, seven bits a byte. */
  varint(value: number): this {
    this.#room(8)
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.view.setUint8(this.length++, (rest % 128) + 128)
    this.view.setUint8(this.length++, rest)
    return this
  }

  /** What another pen holds. */
  bytes({ view, length }: Pick<Pen, 'view' | 'length'>): this {
    this.#room(length)
    for (let i = 0; i < length; i++) this.view.setUint8(this.length++, view.getUint8(i))
    return this
  }

  /** One byte a code unit, or false and nothing written when one needs two. */
  narrow(text: string): boolean {
    this.#room(text.length)
    const { view, length } = this
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0xff) return false
      view.setUint8(length + i, unit)
    }
    this.length = length + text.length
    return true
  }

  /** Two bytes a code unit: lone surrogates stay what they are. */
  wide(text: string): this {
    this.#room(2 * text.length)
    for (let i = 0; i < text.length; i++, this.length += 2)
      this.view.setUint16(this.length, text.charCodeAt(i), true)
    return this
  }

  /** A UUID in lower case as 16 bytes, or false and nothing written when `text` is none. */
  uuid(text: string): boolean {
    if (text.length !== 36) return false
    this.#room(16)
    const { view, length } = this
    // judged at the end, all at once: one that is no digit is -1, and so is what it becomes part of
    let units = 0
    let digits = 0
    for (let i = 0; i < 16; i++) {
      const at = PAIRS[i]!
      const high = text.charCodeAt(at)
      const low = text.charCodeAt(at + 1)
      const byte = (DIGITS[high & 127]! << 4) | DIGITS[low & 127]!
      units |= high | low
      digits |= byte
      view.setUint8(length + i, byte)
    }
    if (units > 127 || digits < 0 || !isDashed(text)) return false
    this.length = length + 16
    return true
  }

  #room(bytes: number): void {
    const { view, length } = this
    if (length + bytes <= this.#size) return
    this.#resize(Math.max(length + bytes, 2 * this.#size))
    this.length = 0
    this.bytes({ view, length })
  }

  #resize(size: number): void {
    this.view = new DataView(new ArrayBuffer(size))
    this.#size = size
  }
}

/** Where in a UUID each byte is written. */
const PAIRS = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34)

/** The value of each hexadecimal digit in lower case, -1 for all else. */
const DIGITS = Int8Array.from({ length: 128 }, (_, unit) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(unit)),
)

const DASH = 45

function isDashed(text: string): boolean {
  return (
    text.charCodeAt(8) === DASH &&
    text.charCodeAt(13) === DASH &&
    text.charCodeAt(18) === DASH &&
    text.charCodeAt(23) === DASH
  )
}
