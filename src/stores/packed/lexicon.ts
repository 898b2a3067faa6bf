import { Cursor } from './cursor.js'
import { hash } from './hash.js'
import { Pen } from './pen.js'
import { Tape } from './tape.js'

const CELL = 5 // one byte of the hash, four of the address
const LOAD = 0.8
const GROWTH = 1.5

/**
 * A set of byte strings, each kept once, known by its address and behind `head` bytes for whoever owns it.
 *
 * Open addressing: a cell holds one byte of the hash, so that a wrong one is seldom followed. An address of 0 is empty.
 */
export class Lexicon {
  readonly tape = new Tape()
  readonly #record = new Pen()
  readonly #head: number
  #capacity = 16
  #cells = new DataView(new ArrayBuffer(16 * CELL))
  #size = 0

  constructor(head = 0) {
    this.#head = head
  }

  get size(): number {
    return this.#size
  }

  /** The address of what `pen` holds, or 0. */
  find(pen: Pen): number {
    const cells = this.#cells
    const h = hash(pen.view, 0, pen.length)
    for (let cell = this.#cell(h); ; cell = this.#after(cell)) {
      const address = cells.getUint32(cell + 1, true)
      if (address === 0) return 0
      if (cells.getUint8(cell) === (h & 0xff) && this.#holds(address, pen)) return address
    }
  }

  /** The address of what `pen` holds, added when it is new. */
  intern(pen: Pen): number {
    return this.find(pen) || this.#add(pen)
  }

  /** A cursor at the first byte of a string, and where it ends. */
  read(address: number): { readonly cursor: Cursor; readonly end: number } {
    const cursor = new Cursor(this.tape.page(address), (address & 0xffff) + this.#head)
    const length = cursor.varint()
    return { cursor, end: cursor.at + length }
  }

  #add(pen: Pen): number {
    const h = hash(pen.view, 0, pen.length)
    const address = this.tape.put(this.#record.clear().varint(pen.length).bytes(pen), this.#head)
    if (++this.#size > this.#capacity * LOAD) this.#grow()
    this.#put(address, h)
    return address
  }

  #holds(address: number, { view, length }: Pen): boolean {
    const page = this.tape.page(address)
    let at = (address & 0xffff) + this.#head
    let rest = length
    for (; rest >= 128; rest >>>= 7) if (page.getUint8(at++) !== (rest & 127) + 128) return false
    if (page.getUint8(at++) !== rest) return false
    let i = 0
    for (; i + 4 <= length; i += 4) if (page.getInt32(at + i, true) !== view.getInt32(i, true)) return false
    for (; i < length; i++) if (page.getUint8(at + i) !== view.getUint8(i)) return false
    return true
  }

  #grow(): void {
    const old = this.#cells
    this.#capacity = Math.ceil(this.#capacity * GROWTH)
    this.#cells = new DataView(new ArrayBuffer(this.#capacity * CELL))
    for (let cell = 0; cell < old.byteLength; cell += CELL) {
      const address = old.getUint32(cell + 1, true)
      if (address === 0) continue
      const { cursor, end } = this.read(address)
      this.#put(address, hash(this.tape.page(address), cursor.at, end))
    }
  }

  #put(address: number, h: number): void {
    let cell = this.#cell(h)
    while (this.#cells.getUint32(cell + 1, true) !== 0) cell = this.#after(cell)
    this.#cells.setUint8(cell, h & 0xff)
    this.#cells.setUint32(cell + 1, address, true)
  }

  #cell(h: number): number {
    return Math.floor((h * this.#capacity) / 2 ** 32) * CELL
  }

  #after(cell: number): number {
    return cell + CELL < this.#capacity * CELL ? cell + CELL : 0
  }
}
