import type { Person } from '../catalog/person.js'
import type { ConsentLookup } from './basis.js'
import type { BoundPlan } from './bound-plan.js'
import type { Verdict } from './decision.js'
import { INVALID_ROW, type OpenRow, peopleOf } from './open-row.js'
import { areOwnable, isPlain } from './own.js'

const NOTHING: readonly never[] = Object.freeze([])

/**
 * One row, read for a decision alone; never throws: what cannot be read is a problem of the row.
 *
 * Of a plain row of a flat resource nothing is kept but the values that a decision rests on; any other is opened.
 */
export class OneRow {
  readonly #bound: BoundPlan
  readonly #row: unknown
  /** What was read of the row, with the attributes that conditions test behind it. */
  #values: readonly unknown[] = NOTHING
  #person: Person | undefined
  #opened: OpenRow | undefined

  constructor(bound: BoundPlan, row: unknown) {
    this.#bound = bound
    this.#row = row
    if (!this.#read(row)) this.#opened ??= bound.open(row)
  }

  /** Everybody whose consent the decision asks for. */
  get people(): readonly Person[] {
    if (this.#opened) return peopleOf(this.#opened)
    return this.#person ? [this.#person] : NOTHING
  }

  verdict(now: number, consents: ConsentLookup): Verdict {
    if (this.#opened) return this.#bound.verdict(this.#opened, now, consents)
    const { reader } = this.#bound.plan
    const tenant = reader.tenantAt(this.#values, 0) as string | undefined
    const known = this.#bound.known(tenant, this.#person, this.#values, reader.keys.length, now, consents)
    return known ?? this.#bound.verdict(this.open(), now, consents)
  }

  open(): OpenRow {
    if (this.#opened) return this.#opened
    const open = this.#bound.plan.reader.interpret(this.#row as object, true, this.#values)
    // the very person that was looked up
    this.#opened = this.#person ? { ...open, people: [this.#person] } : open
    return this.#opened
  }

  /** Reads a plain row; false for any other, of which nothing was read. */
  #read(row: unknown): boolean {
    const { reader } = this.#bound.plan
    if (!reader.flat || typeof row !== 'object' || row === null) return false
    try {
      if (!isPlain(row) || !areOwnable(reader.keys)) return false
      const width = reader.keys.length
      const values = new Array<unknown>(width + reader.attributes.length)
      reader.take(row, true, values, 0)
      const person = reader.personAt(values, 0)
      if (typeof person === 'string' || !reader.attributesInto(values, width, values, 0))
        this.#opened = reader.interpret(row, true, values)
      else this.#person = person
      this.#values = values
    } catch {
      this.#opened = { row, ...INVALID_ROW }
    }
    return true
  }
}
