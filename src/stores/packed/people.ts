import type { Person } from '../../index.js'
import { Lexicon } from './lexicon.js'
import { Pen } from './pen.js'
import { Realms } from './realms.js'
import type { Standing } from './states.js'

// what stands before the key of each person
const SHAPE = 0
const LATEST = 4
const TIME = 8
const VERSION = 16
const HEAD = 20

/** How many are looked for side by side, at the most. */
export const PAGE = 256

// how an id is written; the realm before it keeps tenants and populations apart
const KINDS = 5
const UUID = 0
const NARROW = 1
const WIDE = 2
const NUMBER = 3
const BIGINT = 4

/** Everybody who said something: person -> address, and there the latest event and the state with its times. */
export class People {
  readonly #realms = new Realms()
  readonly #keys = new Lexicon(HEAD)
  readonly #pen = new Pen()
  readonly #ends = new Uint32Array(PAGE)
  readonly #found = new Uint32Array(PAGE)
  /** Of the few whose consents expire at more than one time. */
  readonly #times = new Map<number, readonly number[]>()

  get size(): number {
    return this.#keys.size
  }

  /** The address of each. */
  addresses(): Generator<number> {
    return this.#keys.addresses()
  }

  /** The address of a person, or 0. */
  find(person: Person): number {
    const realm = this.#realms.find(person)
    this.#pen.clear()
    return realm !== undefined && this.#write(realm, person.id) ? this.#keys.find(this.#pen) : 0
  }

  /** The addresses of the people from `from` to `end`, a `PAGE` at the most; 0 for those whom nobody knows. */
  findAll(people: readonly Person[], from: number, end: number): Uint32Array {
    this.#pen.clear()
    for (let i = from; i < end; i++) {
      const person = people[i] as Person
      const realm = this.#realms.find(person)
      if (realm !== undefined) this.#write(realm, person.id)
      this.#ends[i - from] = this.#pen.length
    }
    this.#keys.findAll(this.#pen, this.#ends, end - from, this.#found)
    return this.#found
  }

  intern(person: Person): number {
    this.#pen.clear()
    this.#write(this.#realms.intern(person), person.id)
    return this.#keys.intern(this.#pen)
  }

  /** The address of the shape that a person's state has. */
  shape(address: number): number {
    return this.#keys.tape.page(address).getUint32((address & 0xffff) + SHAPE, true)
  }

  /** The times of a person whose shape names `count` of them. */
  times(address: number, count: number): readonly number[] {
    if (count > 1) return this.#times.get(address)!
    return count === 0 ? [] : [this.time(address)]
  }

  /** The one time of a person whose shape names one. */
  time(address: number): number {
    return this.#keys.tape.page(address).getFloat64((address & 0xffff) + TIME, true)
  }

  /** The address of a person's latest event, or 0. */
  latest(address: number): number {
    return this.#keys.tape.page(address).getUint32((address & 0xffff) + LATEST, true)
  }

  /** How many events of a person have been taken in. */
  version(address: number): number {
    return this.#keys.tape.page(address).getUint32((address & 0xffff) + VERSION, true)
  }

  /** Counts one more event of a person, and notes which is the latest now. */
  take(address: number, latest: number): number {
    const page = this.#keys.tape.page(address)
    const version = this.version(address) + 1
    page.setUint32((address & 0xffff) + LATEST, latest, true)
    page.setUint32((address & 0xffff) + VERSION, version, true)
    return version
  }

  /** Writes how a person stands. */
  settle(address: number, { shape, times }: Standing): void {
    const page = this.#keys.tape.page(address)
    page.setUint32((address & 0xffff) + SHAPE, shape, true)
    page.setFloat64((address & 0xffff) + TIME, times[0] ?? 0, true)
    if (times.length > 1) this.#times.set(address, times)
    else this.#times.delete(address)
  }

  /** Writes the key of a person, injective: `1`, `'1'` and `1n` differ. False, and nothing written, when `id` is none. */
  #write(realm: number, id: unknown): boolean {
    const { length } = this.#pen
    const start = (kind: number): Pen => {
      this.#pen.length = length
      return this.#pen.varint(realm * KINDS + kind)
    }
    switch (typeof id) {
      case 'string':
        if (!start(UUID).uuid(id) && !start(NARROW).narrow(id)) start(WIDE).wide(id)
        return true
      case 'number':
        start(NUMBER).f64(id + 0) // -0 is 0
        return true
      case 'bigint':
        return start(BIGINT).narrow(id.toString(16))
      default:
        return false
    }
  }
}
