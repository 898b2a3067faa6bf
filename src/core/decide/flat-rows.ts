import type { Person } from '../catalog/person.js'
import type { ConsentLookup } from './basis.js'
import type { BoundPlan } from './bound-plan.js'
import type { Verdict } from './decision.js'
import { INVALID_ROW, type OpenRow } from './open-row.js'
import { areOwnable, isPlain } from './own.js'
import type { RowReader } from './row.js'
import type { MakeFrom, OpenRows } from './rows.js'

/**
 * Rows of a flat resource. Their values lie behind one another in one list, so that nothing is made for a row but the
 * person it is about.
 *
 * A row that is in any way unusual (no plain object, no person, a value of another type) is opened on its own.
 */
export class FlatRows implements OpenRows {
  readonly length: number
  readonly people: readonly Person[]
  readonly #bound: BoundPlan
  readonly #reader: RowReader
  readonly #rows: readonly unknown[]
  readonly #values: unknown[]
  readonly #attributes: unknown[]
  /** The person of each row, where it has one. */
  readonly #person: (Person | undefined)[]
  #unusual: Map<number, OpenRow> | undefined

  constructor(bound: BoundPlan, rows: readonly unknown[]) {
    const { reader } = bound.plan
    const { length } = rows
    this.length = length
    this.#bound = bound
    this.#reader = reader
    this.#rows = rows
    this.#values = new Array(length * reader.keys.length)
    this.#attributes = new Array(length * reader.attributes.length)
    this.#person = new Array(length)
    const people: Person[] = []
    const ownable = areOwnable(reader.properties)
    for (let i = 0; i < length; i++) {
      if (!ownable || !this.#open(i)) this.#set(i, reader.open(rows[i]))
      const person = this.#person[i]
      if (person !== undefined) people.push(person)
    }
    this.people = people
  }

  verdict(index: number, now: number, consents: ConsentLookup | undefined): Verdict {
    const unusual = this.#unusual?.get(index)
    if (unusual) return this.#bound.verdict(unusual, now, consents)
    const tenant = this.#reader.tenantAt(this.#values, index * this.#reader.keys.length) as string | undefined
    const known = this.#bound.known(
      tenant,
      this.#person[index],
      this.#attributes,
      index * this.#reader.attributes.length,
      now,
      consents,
    )
    return known ?? this.#bound.verdict(this.at(index), now, consents)
  }

  at(index: number): OpenRow {
    const unusual = this.#unusual?.get(index)
    if (unusual) return unusual
    const width = this.#reader.keys.length
    const values = this.#values.slice(index * width, (index + 1) * width)
    const open = this.#reader.interpret(this.#rows[index] as object, true, values)
    const person = this.#person[index]
    // the very person that was looked up
    return person ? { ...open, people: [person] } : open
  }

  shown(index: number): Person | undefined {
    return this.#person[index]
  }

  make<T>(index: number, from: MakeFrom<T>): T {
    const unusual = this.#unusual?.get(index)
    if (unusual) return from(unusual.row, unusual.plain, unusual.values, 0)
    return from(this.#rows[index] as object, true, this.#values, index * this.#reader.keys.length)
  }

  /** Reads a plain row; false for any other, of which nothing was read. */
  #open(index: number): boolean {
    const row = this.#rows[index]
    if (typeof row !== 'object' || row === null) return false
    try {
      if (!isPlain(row)) return false
      this.#read(index, row)
    } catch {
      this.#set(index, { row, ...INVALID_ROW })
    }
    return true
  }

  #read(index: number, row: object): void {
    const reader = this.#reader
    const from = index * reader.keys.length
    const at = index * reader.attributes.length
    reader.take(row, true, this.#values, from)
    const person = reader.personAt(this.#values, from)
    const usual = typeof person !== 'string'
    if (usual && reader.attributesInto(this.#attributes, at, this.#values, from)) this.#person[index] = person
    else this.#set(index, reader.interpret(row, true, this.#values.slice(from, from + reader.keys.length)))
  }

  #set(index: number, open: OpenRow): void {
    this.#unusual ??= new Map()
    this.#unusual.set(index, open)
    this.#person[index] = open.people[0]
  }
}
