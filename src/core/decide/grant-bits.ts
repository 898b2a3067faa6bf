import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from './actor.js'
import { Operands } from './operands.js'
import { type Predicate, predicateOf } from './predicate.js'
import { isInTime } from './question.js'

/** Grants whose bits fit into one small integer. */
export const MOST_GRANTS = 30

/** What one actor brings to a plan. */
export interface Claims {
  /** The grants for which the actor has every value that they compare with, a bit each. */
  readonly usable: number
  readonly operands: readonly unknown[]
}

/** Which grants reach a row, a bit each: their conditions compiled once, for every actor and row. */
export class GrantBits {
  readonly #grants: readonly GrantDef[]
  readonly #operands = new Operands()
  readonly #predicates: readonly (Predicate | undefined)[]
  /** The places of the operands that each grant needs. */
  readonly #needs: readonly (readonly number[])[]
  /** Whether any of them ends. */
  readonly timed: boolean

  constructor(grants: readonly GrantDef[], resource: string, attributes: readonly string[]) {
    const conditions = grants.map((grant) => {
      const where = grant.where?.get(resource)
      return where === 'all' ? undefined : where
    })
    this.#grants = grants
    this.#predicates = conditions.map((where) => where && predicateOf(where, attributes, this.#operands))
    this.#needs = conditions.map((where) => (where ? this.#operands.placesIn(where) : []))
    this.timed = grants.some((grant) => grant.until !== undefined)
  }

  claims(actor: ResolvedActor): Claims {
    const operands = this.#operands.of(actor)
    let usable = 0
    for (let i = 0; i < this.#needs.length; i++)
      if (hasAll(operands, this.#needs[i] as readonly number[])) usable |= 1 << i
    return { usable, operands }
  }

  /** The grants that have not ended. */
  inTime(now: number): number {
    let bits = 0
    for (let i = 0; i < this.#grants.length; i++)
      if (isInTime(this.#grants[i] as GrantDef, now)) bits |= 1 << i
    return bits
  }

  /** The grants among `bits` whose condition is true of the attributes that begin at `from`. */
  matching(bits: number, attributes: readonly unknown[], from: number, operands: readonly unknown[]): number {
    const predicates = this.#predicates
    let matched = 0
    for (let i = 0; i < predicates.length; i++) {
      if ((bits & (1 << i)) === 0) continue
      const predicate = predicates[i]
      if (predicate === undefined || predicate(attributes, from, operands)) matched |= 1 << i
    }
    return matched
  }
}

function hasAll(operands: readonly unknown[], places: readonly number[]): boolean {
  for (let i = 0; i < places.length; i++) if (operands[places[i] as number] === undefined) return false
  return true
}
