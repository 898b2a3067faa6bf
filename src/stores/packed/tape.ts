import { PurposeboundError } from '../../index.js'
import type { Pen } from './pen.js'

const PAGE = 65_536
const FIRST = 1_024

/**
 * Bytes that are only ever added to, in pages, so that growing copies nothing and leaves little unused.
 *
 * An address is the number of a page and a place in it; 0 is nobody's. What is longer than a page has one of its own.
 */
export class Tape {
  readonly #pages: DataView[] = []
  #next = 1

  /** The page of an address, which lies at `address & 0xffff`. */
  page(address: number): DataView {
    return this.#pages[address >>> 16]!
  }

  /** Keeps what `pen` holds behind `head` zero bytes. */
  put(pen: Pen, head = 0): number {
    const address = this.#take(head + pen.length)
    const page = this.page(address)
    const start = (address & 0xffff) + head
    for (let i = 0; i < pen.length; i++) page.setUint8(start + i, pen.view.getUint8(i))
    return address
  }

  #take(length: number): number {
    const room = this.page(this.#next)?.byteLength ?? 0
    if ((this.#next & 0xffff) + length > room) this.#turn(length)
    const address = this.#next
    this.#next = length >= PAGE ? this.#pages.length * PAGE : address + length
    return address
  }

  /** Turns to a new page; the first ones are small. */
  #turn(length: number): void {
    const count = this.#pages.length
    const span = Math.max(1, Math.ceil((length + 1) / PAGE))
    if (count + span >= PAGE) throw new PurposeboundError('store_failed', 'the memory store is full')
    const page = new DataView(
      new ArrayBuffer(Math.max(length + 1, Math.min(PAGE, FIRST * 2 ** Math.min(count, 6)))),
    )
    for (let i = 0; i < span; i++) this.#pages.push(page)
    this.#next = Math.max(1, count * PAGE)
  }
}
