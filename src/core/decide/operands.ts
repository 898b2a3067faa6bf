import { atoms, type Condition, isActorRef } from '../catalog/condition.js'
import type { LeafType } from '../catalog/schema.js'
import { actorReader, type ResolvedActor } from './actor.js'
import { fits, operandOf } from './bind.js'

interface Reference {
  readonly path: string
  readonly type: LeafType
  /** Whether a list is compared with, as by `$in`. */
  readonly list: boolean
  readonly read: (actor: ResolvedActor) => unknown
}

/** What conditions compare with that an actor brings along: every `$actor` reference once, read once for each actor. */
export class Operands {
  readonly #references: Reference[] = []

  /** Where the operand of a reference stands among those of an actor. */
  place(path: string, type: LeafType, list: boolean): number {
    const known = this.#references.findIndex(
      (each) => each.path === path && each.type === type && each.list === list,
    )
    return known >= 0 ? known : this.#references.push({ path, type, list, read: actorReader(path) }) - 1
  }

  /** The places of everything that a condition needs of the actor. */
  placesIn(condition: Condition): readonly number[] {
    return atoms(condition).flatMap((atom) => {
      if (atom.op === 'exists') return []
      const of = 'values' in atom ? atom.values : atom.value
      return isActorRef(of) ? [this.place(of.$actor, atom.type, 'values' in atom)] : []
    })
  }

  /** What one actor brings, as attributes are compared; undefined where a value is missing or of another type. */
  of(actor: ResolvedActor): readonly unknown[] {
    const operands = new Array<unknown>(this.#references.length)
    for (let i = 0; i < operands.length; i++) {
      const { read, type, list } = this.#references[i] as Reference
      const value = read(actor)
      if (!list) operands[i] = fits(value, type) ? operandOf(value as never, type) : undefined
      else if (Array.isArray(value) && value.every((each) => fits(each, type)))
        operands[i] = new Set(value.map((each) => operandOf(each as never, type)))
    }
    return operands
  }
}
