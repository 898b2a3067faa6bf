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
  /** Of the few whose consents expire at more than one time. */
  readonly #times = new Map<number, readonly number[]>()

  get size(): number {
    return this.#keys.size
  }

  /** The address of a person, or 0. */
  find(person: Person): number {
    const realm = this.#realms.find(person)
    return realm !== undefined && this.#write(realm, person.id) ? this.#keys.find(this.#pen) : 0
  }

  intern(person: Person): number {
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

  /** Writes how a person stands after one more event. */
  settle(address: number, { shape, times }: Standing, latest: number): void {
    const page = this.#keys.tape.page(address)
    page.setUint32((address & 0xffff) + SHAPE, shape, true)
    page.setUint32((address & 0xffff) + LATEST, latest, true)
    page.setFloat64((address & 0xffff) + TIME, times[0] ?? 0, true)
    page.setUint32((address & 0xffff) + VERSION, this.version(address) + 1, true)
    if (times.length > 1) this.#times.set(address, times)
    else this.#times.delete(address)
  }

  /** Writes the key of a person, injective: `1`, `'1'` and `1n` differ. False when `id` is none. */
  #write(realm: number, id: unknown): boolean {
    const start = (kind: number): Pen => this.#pen.clear().varint(realm * KINDS + kind)
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
