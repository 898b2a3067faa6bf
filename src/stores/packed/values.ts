import { Lexicon } from './lexicon.js'
import { Memo } from './memo.js'
import { Pen } from './pen.js'

/** Plain values, each kept once as JSON and known by its address; read, they are shared and frozen. */
export class Values<T> {
  readonly #texts = new Lexicon()
  readonly #pen = new Pen()
  readonly #addresses = new Memo<string, number>(512)
  readonly #values = new Memo<number, T>(2_048)

  intern(value: T): number {
    const text = JSON.stringify(value)
    return this.#addresses.get(text) ?? this.#addresses.set(text, this.#keep(text))
  }

  read(address: number): T {
    return this.#values.get(address) ?? this.#values.set(address, freeze(JSON.parse(this.#text(address))))
  }

  #keep(text: string): number {
    const pen = this.#pen.clear().u8(0)
    if (!pen.narrow(text)) pen.clear().u8(1).wide(text)
    return this.#texts.intern(pen)
  }

  #text(address: number): string {
    const { cursor, end } = this.#texts.read(address)
    const wide = cursor.u8() === 1
    return cursor.text((end - cursor.at) / (wide ? 2 : 1), wide)
  }
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
