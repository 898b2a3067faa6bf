import type { Person } from '../catalog/person.js'
import type { ConsentLookup } from './basis.js'
import type { Plan } from './compile.js'
import { conclude, type Decision, type Verdict } from './decision.js'
import { deny } from './finding.js'
import type { Claims } from './grant-bits.js'
import type { OpenRow } from './open-row.js'
import type { Ask } from './question.js'

/** A plan for one actor. */
export class BoundPlan {
  readonly plan: Plan
  readonly ask: Ask
  readonly #claims: Claims

  constructor(plan: Plan, ask: Ask) {
    this.plan = plan
    this.ask = ask
    this.#claims = plan.claims(ask.actor)
  }

  open(row: unknown): OpenRow {
    return this.plan.reader.open(row)
  }

  request(now: number): Decision {
    return Number.isNaN(now) ? this.#undecided().decision : this.plan.request(this.ask, now)
  }

  verdict(row: OpenRow, now: number, consents: ConsentLookup | undefined): Verdict {
    if (Number.isNaN(now)) return this.#undecided()
    try {
      return this.plan.verdict(this.ask, this.#claims, row, now, consents)
    } catch {
      return this.#undecided()
    }
  }

  /** The same for values that lie among those of other rows, where rows like it have been decided before. */
  known(
    tenant: string | number | undefined,
    person: Person | undefined,
    attributes: readonly unknown[],
    from: number,
    now: number,
    consents: ConsentLookup | undefined,
  ): Verdict | undefined {
    if (Number.isNaN(now)) return this.#undecided()
    try {
      return this.plan.known(this.ask, this.#claims, tenant, person, attributes, from, now, consents)
    } catch {
      return this.#undecided()
    }
  }

  /** Without the time, or where anything throws, nothing is decided, and that denies. */
  #undecided(): Verdict {
    const decision = conclude([deny('evaluation_error', '')], this.ask.resource.fields)
    return Object.freeze({ decision, grants: Object.freeze([]) })
  }
}
