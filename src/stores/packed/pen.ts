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
    let at = this.length
    for (let i = 0; i < 36; i += 2) {
      if ((i === 8 || i === 13 || i === 18 || i === 23) && text.charCodeAt(i++) !== DASH) return false
      const byte = nibble(text.charCodeAt(i)) * 16 + nibble(text.charCodeAt(i + 1))
      if (!(byte >= 0)) return false
      this.view.setUint8(at++, byte)
    }
    this.length = at
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

const DASH = 45

function nibble(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48
  return unit >= 97 && unit <= 102 ? unit - 87 : -1000
}
