import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from './actor.js'
import { basisOfAll, type ConsentLookup } from './basis.js'
import { bind } from './bind.js'
import { decideOpen, judge, principals } from './decide.js'
import type { Decision } from './decision.js'
import type { OpenRow } from './open-row.js'
import { type Predicate, predicateOf } from './predicate.js'
import { type Ask, askRequest, askRow, candidatesOf, covers, isInTime, isSelf } from './question.js'
import { type RowReader, readerOf } from './row.js'

/** A decision with the grants behind it: shared by all rows that are decided alike. */
export interface Verdict {
  readonly decision: Decision
  /** The rules of the effective grants, sorted. */
  readonly grants: readonly string[]
}

const MAX_VERDICTS = 4096

/**
 * The fast path: what is asked once for a purpose, resource, action and set of roles.
 *
 * Everything in a row that a decision depends on is folded into one small code; rows with the same code get the same
 * frozen verdict, which the plain `decide` makes the first time. A law test says that both always agree.
 */
export class Plan {
  readonly reader: RowReader
  readonly #ask: Ask
  readonly #grants: readonly GrantDef[]
  readonly #predicates: readonly (Predicate | undefined)[]
  readonly #timed: boolean
  readonly #simple: boolean
  #verdicts = new Map<number | string, Verdict>()
  #request: Decision | undefined

  constructor(ask: Ask) {
    const { resource, catalog, actor } = ask
    this.reader = readerOf(catalog, resource)
    this.#ask = ask
    this.#grants = candidatesOf(ask).filter((grant) => covers(grant, ask))
    this.#predicates = this.#grants.map((grant) => {
      const where = grant.where?.get(resource.name)
      return where === undefined || where === 'all' ? undefined : predicateOf(where, this.reader.attributes)
    })
    this.#timed = this.#grants.some((grant) => grant.until !== undefined)
    this.#simple =
      resource.nested.size === 0 &&
      resource.parts.length === 0 &&
      !actor.onBehalfOf &&
      this.#grants.length <= 30
  }

  /** What no row could change; a denial here needs no consent to be looked up. */
  request(ask: Ask, now: number): Decision {
    if (this.#timed || !this.#simple) return judge(principals(ask).map((each) => askRequest(each, now)))
    this.#request ??= judge([askRequest(ask, now)])
    return this.#request
  }

  /** Ties the plan to one actor: which grants have every attribute that they compare with. */
  for(actor: ResolvedActor): BoundPlan {
    const usable = this.#grants.map((grant) => {
      const where = grant.where?.get(this.#ask.resource.name)
      return where === undefined || where === 'all' || bind(where, actor) !== undefined
    })
    return new BoundPlan(this, { ...this.#ask, actor }, usable)
  }

  /** The verdict for a code, made by the plain decision the first time. */
  verdict(
    ask: Ask,
    usable: readonly boolean[],
    row: OpenRow,
    now: number,
    consents: ConsentLookup | undefined,
  ): Verdict {
    const code = this.#simple ? this.#code(ask, usable, row, now, consents) : undefined
    const known = code === undefined ? undefined : this.#verdicts.get(code)
    if (known) return known
    const verdict: Verdict = Object.freeze({
      decision: decideOpen(ask, row, now, consents),
      grants: Object.freeze(
        askRow(ask, row, now, consents)
          .effective.map((grant) => grant.rule)
          .sort(),
      ),
    })
    if (code === undefined) return this.#shared(verdict)
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts = new Map()
    this.#verdicts.set(code, verdict)
    return verdict
  }

  /** Row problem, tenant, self, basis; then a bit for each grant that matches and, where any expires, one for each in time. */
  #code(
    ask: Ask,
    usable: readonly boolean[],
    row: OpenRow,
    now: number,
    consents: ConsentLookup | undefined,
  ): number | string {
    const problem = row.problem === undefined ? 0 : row.problem === 'row_invalid' ? 1 : 2
    const tenant =
      ask.resource.tenant === undefined || (ask.actor.tenant !== undefined && row.tenant === ask.actor.tenant)
        ? 0
        : 1
    const self = isSelf(ask, row.people) ? 1 : 0
    const basis = basisOfAll(ask.purpose, row.people, now, consents)
    let matched = 0
    let inTime = 0
    for (let i = 0; i < this.#grants.length; i++) {
      if (this.#timed) {
        if (!isInTime(this.#grants[i] as GrantDef, now)) continue
        inTime |= 1 << i
      }
      if (problem !== 0 || !usable[i]) continue
      const predicate = this.#predicates[i]
      if (predicate === undefined || predicate(row.attributes, ask.actor)) matched |= 1 << i
    }
    const head = problem | (tenant << 2) | (self << 3) | (basis << 4)
    const code = matched * 0x2000 + head
    return this.#timed ? `${code}/${inTime}` : code
  }

  /** Verdicts of rows with nested rows, parts or principals have no code: equal ones are still shared. */
  #shared(verdict: Verdict): Verdict {
    const key = JSON.stringify(verdict)
    const known = this.#verdicts.get(key)
    if (known) return known
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts = new Map()
    this.#verdicts.set(key, verdict)
    return verdict
  }
}

/** A plan for one actor. */
export class BoundPlan {
  readonly plan: Plan
  readonly ask: Ask
  readonly #usable: readonly boolean[]

  constructor(plan: Plan, ask: Ask, usable: readonly boolean[]) {
    this.plan = plan
    this.ask = ask
    this.#usable = usable
  }

  open(row: unknown): OpenRow {
    return this.plan.reader.open(row)
  }

  openAll(rows: readonly unknown[]): readonly OpenRow[] {
    return this.plan.reader.openAll(rows)
  }

  request(now: number): Decision {
    return this.plan.request(this.ask, now)
  }

  verdict(row: OpenRow, now: number, consents: ConsentLookup | undefined): Verdict {
    return this.plan.verdict(this.ask, this.#usable, row, now, consents)
  }
}
