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
  /** Of no meaning: what nobody can see would not be read. */
  touched = 0

  constructor(head = 0) {
    this.#head = head
  }

  get size(): number {
    return this.#size
  }

  /** The address of what `pen` holds, or 0. */
  find(pen: Pen): number {
    return this.#seek(hash(pen.view, 0, pen.length), pen.view, 0, pen.length)
  }

  /**
   * The addresses of several strings, which `pen` holds one after the other up to each of `ends`; 0 for one that is not there.
   *
   * Where each may lie is touched before any is compared: what is far away in memory is then fetched side by side.
   */
  findAll({ view }: Pen, ends: Uint32Array, count: number, found: Uint32Array): void {
    for (let i = 0, from = 0; i < count; from = ends[i++]!) found[i] = hash(view, from, ends[i]!)
    this.touched = this.#touch(found, count)
    for (let i = 0, from = 0; i < count; from = ends[i++]!)
      found[i] = from === ends[i] ? 0 : this.#seek(found[i]!, view, from, ends[i]!)
  }

  /** Reads the first and the last byte of what each hash leads to first. */
  #touch(hashes: Uint32Array, count: number): number {
    let read = 0
    for (let i = 0; i < count; i++) {
      const address = this.#cells.getUint32(this.#cell(hashes[i]!) + 1, true)
      if (address === 0) continue
      const page = this.tape.page(address)
      const key = (address & 0xffff) + this.#head
      read ^= page.getUint8(address & 0xffff) ^ page.getUint8(key + (page.getUint8(key) & 127))
    }
    return read
  }

  #seek(h: number, view: DataView, from: number, to: number): number {
    const cells = this.#cells
    for (let cell = this.#cell(h); ; cell = this.#after(cell)) {
      const address = cells.getUint32(cell + 1, true)
      if (address === 0) return 0
      if (cells.getUint8(cell) === (h & 0xff) && this.#holds(address, view, from, to)) return address
    }
  }

  /** The address of what `pen` holds, added when it is new. */
  intern(pen: Pen): number {
    return this.find(pen) || this.#add(pen)
  }

  /** The address of everything in it, in no order. */
  *addresses(): Generator<number> {
    for (let cell = 0; cell < this.#cells.byteLength; cell += CELL) {
      const address = this.#cells.getUint32(cell + 1, true)
      if (address !== 0) yield address
    }
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

  #holds(address: number, view: DataView, from: number, to: number): boolean {
    const page = this.tape.page(address)
    let at = (address & 0xffff) + this.#head
    let rest = to - from
    for (; rest >= 128; rest >>>= 7) if (page.getUint8(at++) !== (rest & 127) + 128) return false
    if (page.getUint8(at++) !== rest) return false
    let i = from
    for (; i + 4 <= to; i += 4, at += 4) if (page.getInt32(at, true) !== view.getInt32(i, true)) return false
    for (; i < to; i++, at++) if (page.getUint8(at) !== view.getUint8(i)) return false
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
