/** Reads what a `Pen` wrote, from `at` on. */
export class Cursor {
  readonly #view: DataView
  at: number

  constructor(view: DataView, at: number) {
    this.#view = view
    this.at = at
  }

  u8(): number {
    return this.#view.getUint8(this.at++)
  }

  u32(): number {
    this.at += 4
    return this.#view.getUint32(this.at - 4, true)
  }

  f64(): number {
    this.at += 8
    return this.#view.getFloat64(this.at - 8, true)
  }

  varint(): number {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = this.u8()
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }

  /** `length` code units of one byte each, or of two. */
  text(length: number, wide: boolean): string {
    let text = ''
    const units: number[] = []
    for (let i = 1; i <= length; i++) {
      units.push(wide ? this.#view.getUint16(this.at, true) : this.#view.getUint8(this.at))
      this.at += wide ? 2 : 1
      if (i % 1_024 === 0 || i === length) text += String.fromCharCode(...units.splice(0))
    }
    return text
  }

  uuid(): string {
    let text = ''
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
      text += HEX[this.u8()]
    }
    return text
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
