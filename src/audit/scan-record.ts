import { isUtf8 } from 'node:buffer'
import {
  COLON,
  COMMA,
  escapeLength,
  IN_STRING,
  integerLength,
  isDigit,
  LIST,
  LIST_END,
  MINUS,
  OBJECT,
  OBJECT_END,
  QUOTE,
  wordLength,
} from './json-bytes.js'

/** What every record must hold, in the order of `Members`. */
export const REQUIRED = ['v', 'log', 'seq', 'prev', 'hash', 'type'] as const
const KEYS = REQUIRED.map((key) => Buffer.from(`"${key}"`))

/** Deeper than any record; a reader that calls itself must stop somewhere. */
const DEEPEST = 100

/**
 * Reads a line as the canonical text of an object (RFC 8785, safe integers only), byte by byte and without making anything:
 * what it accepts is exactly what `canonical` writes. It notes where the members stand that the chain is made of.
 */
export class RecordScanner {
  /** Where the value of each required member begins, 0 where there is none, and where it ends. */
  readonly from = new Int32Array(REQUIRED.length)
  readonly to = new Int32Array(REQUIRED.length)
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  #ascii = true
  /** Whether the latest string is plain ASCII without an escape. */
  #plain = true

  /** The first byte that cannot stand where it is, or -1 where all of `bytes` from `from` to `to` is canonical. */
  scan(bytes: Buffer, from: number, to: number): number {
    this.#bytes = bytes
    this.#at = from
    this.#end = to
    this.#ascii = true
    this.from.fill(0)
    if (this.#byte() !== OBJECT || !this.#object(0) || this.#at !== to) return this.#at
    return this.#ascii || isUtf8(bytes.subarray(from, to)) ? -1 : from
  }

  /** The byte at hand; -1 behind the end. */
  #byte(): number {
    return this.#at < this.#end ? (this.#bytes[this.#at] as number) : -1
  }

  #value(depth: number): boolean {
    const byte = this.#byte()
    if (byte === QUOTE) return this.#string()
    if (byte === OBJECT) return depth < DEEPEST && this.#object(depth)
    if (byte === LIST) return depth < DEEPEST && this.#list(depth)
    const length = byte === MINUS || isDigit(byte) ? integerLength : wordLength
    return this.#skip(length(this.#bytes, this.#at, this.#end))
  }

  #object(depth: number): boolean {
    this.#at++
    if (this.#take(OBJECT_END)) return true
    let last = 0
    let lastEnd = 0
    let lastPlain = true
    for (;;) {
      const key = this.#at
      if (!this.#string()) return false
      const keyEnd = this.#at
      const plain = this.#plain
      if (lastEnd > 0 && !this.#precedes(last, lastEnd, key, keyEnd, lastPlain && plain)) {
        this.#at = key
        return false
      }
      if (!this.#take(COLON)) return false
      const value = this.#at
      if (!this.#value(depth + 1)) return false
      if (depth === 0) this.#note(key, keyEnd, value)
      if (this.#take(OBJECT_END)) return true
      if (!this.#take(COMMA)) return false
      last = key
      lastEnd = keyEnd
      lastPlain = plain
    }
  }

  #list(depth: number): boolean {
    this.#at++
    if (this.#take(LIST_END)) return true
    for (;;) {
      if (!this.#value(depth + 1)) return false
      if (this.#take(LIST_END)) return true
      if (!this.#take(COMMA)) return false
    }
  }

  #string(): boolean {
    if (!this.#take(QUOTE)) return false
    const bytes = this.#bytes
    this.#plain = true
    for (;;) {
      while (this.#at < this.#end && IN_STRING[bytes[this.#at] as number] === 0) this.#at++
      const kind = this.#at < this.#end ? IN_STRING[bytes[this.#at] as number] : 3
      if (kind === 3) return false
      if (kind === 1) {
        this.#at++
        return true
      }
      this.#plain = false
      if (kind === 4) {
        this.#ascii = false
        this.#at++
      } else if (!this.#skip(escapeLength(bytes, this.#at, this.#end))) return false
    }
  }

  /** Goes on behind `length` bytes; nothing of length 0 stands here. */
  #skip(length: number): boolean {
    this.#at += length
    return length > 0
  }

  #take(byte: number): boolean {
    if (this.#byte() !== byte) return false
    this.#at++
    return true
  }

  /** Whether a key comes before another one by its UTF-16 units, which bytes of ASCII tell. */
  #precedes(a: number, aEnd: number, b: number, bEnd: number, plain: boolean): boolean {
    const bytes = this.#bytes
    if (!plain)
      return JSON.parse(bytes.toString('utf8', a, aEnd)) < JSON.parse(bytes.toString('utf8', b, bEnd))
    const length = Math.min(aEnd - a, bEnd - b) - 1
    // the quotes at the end are no part of the keys
    for (let i = 1; i < length; i++)
      if (bytes[a + i] !== bytes[b + i]) return (bytes[a + i] as number) < (bytes[b + i] as number)
    return aEnd - a < bEnd - b
  }

  #note(key: number, keyEnd: number, value: number): void {
    if (keyEnd - key > 6) return
    const index = KEYS.findIndex(
      (each) => each.length === keyEnd - key && each.compare(this.#bytes, key, keyEnd) === 0,
    )
    if (index === -1) return
    this.from[index] = value
    this.to[index] = this.#at
  }
}
