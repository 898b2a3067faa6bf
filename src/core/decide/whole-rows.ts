import type { Person } from '../catalog/person.js'
import type { ConsentLookup } from './basis.js'
import type { BoundPlan } from './bound-plan.js'
import type { Verdict } from './decision.js'
import { type OpenRow, peopleOf } from './open-row.js'
import { type MakeFrom, type OpenRows, shownOf } from './rows.js'

/** Rows of which each may be about any number of people, and hold rows of its own. */
export class WholeRows implements OpenRows {
  readonly people: readonly Person[]
  readonly #bound: BoundPlan
  readonly #rows: readonly OpenRow[]

  constructor(bound: BoundPlan, rows: readonly unknown[]) {
    this.#bound = bound
    this.#rows = rows.map((row) => bound.open(row))
    this.people = this.#rows.flatMap(peopleOf)
  }

  get length(): number {
    return this.#rows.length
  }

  verdict(index: number, now: number, consents: ConsentLookup | undefined): Verdict {
    return this.#bound.verdict(this.at(index), now, consents)
  }

  at(index: number): OpenRow {
    return this.#rows[index] as OpenRow
  }

  shown(index: number, verdict: Verdict): readonly Person[] {
    return shownOf(this.#bound.ask.resource, this.at(index), verdict)
  }

  make<T>(index: number, from: MakeFrom<T>): T {
    const { row, plain, values } = this.at(index)
    return from(row, plain, values, 0)
  }
}
