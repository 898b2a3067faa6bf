import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from './actor.js'
import { bindable } from './bind.js'
import { type Predicate, predicateOf } from './predicate.js'
import { isInTime } from './question.js'

/** Grants whose bits fit into one small integer. */
export const MOST_GRANTS = 30

/** Which grants reach a row, a bit each: their conditions compiled once, for every actor and row. */
export class GrantBits {
  readonly #grants: readonly GrantDef[]
  readonly #predicates: readonly (Predicate | undefined)[]
  readonly #bindable: readonly (((actor: ResolvedActor) => boolean) | undefined)[]
  /** Whether any of them ends. */
  readonly timed: boolean

  constructor(grants: readonly GrantDef[], resource: string, attributes: readonly string[]) {
    const conditions = grants.map((grant) => {
      const where = grant.where?.get(resource)
      return where === 'all' ? undefined : where
    })
    this.#grants = grants
    this.#predicates = conditions.map((where) => where && predicateOf(where, attributes))
    this.#bindable = conditions.map((where) => where && bindable(where))
    this.timed = grants.some((grant) => grant.until !== undefined)
  }

  /** The grants for which the actor has every value that they compare with. */
  usable(actor: ResolvedActor): number {
    let bits = 0
    for (let i = 0; i < this.#bindable.length; i++) {
      const test = this.#bindable[i]
      if (test === undefined || test(actor)) bits |= 1 << i
    }
    return bits
  }

  /** The grants that have not ended. */
  inTime(now: number): number {
    let bits = 0
    for (let i = 0; i < this.#grants.length; i++)
      if (isInTime(this.#grants[i] as GrantDef, now)) bits |= 1 << i
    return bits
  }

  /** The grants among `bits` whose condition is true of the attributes that begin at `from`. */
  matching(bits: number, attributes: readonly unknown[], from: number, actor: ResolvedActor): number {
    let matched = 0
    for (let i = 0; i < this.#predicates.length; i++) {
      if ((bits & (1 << i)) === 0) continue
      const predicate = this.#predicates[i]
      if (predicate === undefined || predicate(attributes, from, actor)) matched |= 1 << i
    }
    return matched
  }
}
