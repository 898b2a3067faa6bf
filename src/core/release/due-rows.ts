import type { Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import { Ends, type FieldEnd, isDue, isUnknown } from '../decide/due.js'
import { type OpenRow, peopleOf } from '../decide/open-row.js'
import { readerOf } from '../decide/readers.js'
import { Stopwatch } from '../decide/retention.js'
import type { RowReader } from '../decide/row.js'
import { type HoldLookup, holdsOn } from './consult-holds.js'
import type { Engine } from './engine.js'
import type { Snapshot } from './snapshot.js'

/** A row with what is due of it. */
export interface DueItem {
  readonly row: unknown
  readonly open: OpenRow
  readonly index: number
  readonly fields: readonly FieldEnd[]
  readonly whole: boolean
}

/** The rows of one page that are due, and how many are not for another reason than that they are needed. */
export interface Due {
  readonly items: readonly DueItem[]
  readonly held: number
  readonly unknown: number
}

/** Decides what is due of the rows of one resource, on one policy. */
export class DueRows {
  readonly ends: Ends
  readonly reader: RowReader
  readonly #engine: Engine
  readonly #resource: ResourceDef

  constructor(engine: Engine, { catalog }: Snapshot, resource: ResourceDef) {
    this.#engine = engine
    this.#resource = resource
    this.ends = new Ends(catalog, resource)
    this.reader = readerOf(catalog, resource)
  }

  async page(rows: readonly unknown[], from: number, now: number): Promise<Due> {
    const stopwatch = new Stopwatch({ list: this.ends.timers }, this.reader.attributes)
    let unknown = 0
    const items = rows.flatMap((row, i): DueItem[] => {
      const open = this.reader.open(row)
      const kept = stopwatch.read(open.attributes, 0, now)
      const fields = open.problem ? [] : this.ends.fields.filter((field) => isDue(field, kept))
      if (open.problem || this.ends.fields.some((field) => !fields.includes(field) && isUnknown(field, kept)))
        unknown++
      const whole = fields.length === this.ends.fields.length && this.#resource.nested.size === 0
      return fields.length === 0 ? [] : [{ row, open, index: from + i, fields, whole }]
    })
    const free = await this.unheld(items)
    return { items: free, held: items.length - free.length, unknown }
  }

  /** Those of the items that no legal hold keeps; who cannot be asked about is held. */
  async unheld<T extends { readonly open: OpenRow }>(items: readonly T[]): Promise<readonly T[]> {
    const people = items.map(({ open }) => peopleOf(open))
    const holds = await holdsOn(this.#engine, people.flat())
    return items.filter((_, i) => isFree(people[i] as readonly Person[], this.#resource, holds))
  }
}

export function isFree(people: readonly Person[], { name }: ResourceDef, holds: HoldLookup): boolean {
  return people.every((person) => holds(person, name) === false)
}
