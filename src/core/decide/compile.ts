import type { Person } from '../catalog/person.js'
import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from './actor.js'
import { BASIS_REASONS, basisOf, basisOfAll, type ConsentLookup } from './basis.js'
import { bindable } from './bind.js'
import { decideOpen, judge, principals } from './decide.js'
import type { Decision, Verdict } from './decision.js'
import type { OpenRow } from './open-row.js'
import { type Predicate, predicateOf } from './predicate.js'
import { type Ask, askRequest, askRow, candidatesOf, covers, isInTime, isSelf } from './question.js'
import { type RowReader, readerOf } from './row.js'

const MAX_VERDICTS = 4096
/** Grants whose bits fit into one small integer. */
const MOST_BITS = 30
/** The bits of a code: a problem of the row, another tenant, self, the reasons of the basis. */
const PROBLEM = 3
const HEADS = 1 << (4 + BASIS_REASONS.length)

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
  readonly #bindable: readonly (((actor: ResolvedActor) => boolean) | undefined)[]
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
    this.#bindable = this.#grants.map((grant) => {
      const where = grant.where?.get(resource.name)
      return where === undefined || where === 'all' ? undefined : bindable(where)
    })
    this.#timed = this.#grants.some((grant) => grant.until !== undefined)
    this.#simple =
      resource.nested.size === 0 &&
      resource.parts.length === 0 &&
      !actor.onBehalfOf &&
      this.#grants.length <= MOST_BITS
  }

  /** What no row could change; a denial here needs no consent to be looked up. */
  request(ask: Ask, now: number): Decision {
    if (this.#timed || !this.#simple) return judge(principals(ask).map((each) => askRequest(each, now)))
    this.#request ??= judge([askRequest(ask, now)])
    return this.#request
  }

  /** Ties the plan to one actor: which grants have every attribute that they compare with, as bits. */
  for(actor: ResolvedActor): BoundPlan {
    const { catalog, purpose, resource, action, justified, allowedHere } = this.#ask
    let usable = 0
    for (let i = 0; i < this.#bindable.length && i < MOST_BITS; i++) {
      const test = this.#bindable[i]
      if (test === undefined || test(actor)) usable |= 1 << i
    }
    return new BoundPlan(
      this,
      { catalog, purpose, resource, action, actor, justified, allowedHere },
      usable,
    )
  }

  /** The verdict on a row of a flat resource, where rows that are decided alike have been seen before. */
  known(
    ask: Ask,
    usable: number,
    tenant: string | number | undefined,
    person: Person | undefined,
    attributes: readonly unknown[],
    from: number,
    now: number,
    consents: ConsentLookup | undefined,
  ): Verdict | undefined {
    if (!this.#simple) return undefined
    const { actor, resource, purpose } = ask
    const strange = resource.tenant !== undefined && (actor.tenant === undefined || tenant !== actor.tenant)
    const self = person !== undefined && isSelf(ask, person)
    const basis = person && consents ? basisOf(purpose, consents(person), now) : 0
    const head = (strange ? 4 : 0) | (self ? 8 : 0) | (basis << 4)
    return this.#verdicts.get(this.#code(head, usable, attributes, from, actor, now))
  }

  /** The verdict for a code, made by the plain decision the first time. */
  verdict(
    ask: Ask,
    usable: number,
    row: OpenRow,
    now: number,
    consents: ConsentLookup | undefined,
  ): Verdict {
    const code = this.#simple ? this.#codeOf(ask, usable, row, now, consents) : undefined
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

  /** Row problem, tenant, self and basis of any row. */
  #codeOf(
    ask: Ask,
    usable: number,
    { problem, tenant, people, attributes }: OpenRow,
    now: number,
    consents: ConsentLookup | undefined,
  ): number | string {
    const { actor, resource, purpose } = ask
    const strange = resource.tenant !== undefined && (actor.tenant === undefined || tenant !== actor.tenant)
    const self = people.some((person) => isSelf(ask, person))
    const basis = basisOfAll(purpose, people, now, consents)
    const bad = problem === undefined ? 0 : problem === 'row_invalid' ? 1 : 2
    const head = bad | (strange ? 4 : 0) | (self ? 8 : 0) | (basis << 4)
    return this.#code(head, usable, attributes, 0, actor, now)
  }

  /** The head with a bit for each grant that matches and, where any expires, one for each in time. */
  #code(
    head: number,
    usable: number,
    attributes: readonly unknown[],
    from: number,
    actor: ResolvedActor,
    now: number,
  ): number | string {
    let matched = 0
    let inTime = 0
    for (let i = 0; i < this.#grants.length; i++) {
      if (this.#timed) {
        if (!isInTime(this.#grants[i] as GrantDef, now)) continue
        inTime |= 1 << i
      }
      if ((head & PROBLEM) !== 0 || (usable & (1 << i)) === 0) continue
      const predicate = this.#predicates[i]
      if (predicate === undefined || predicate(attributes, from, actor)) matched |= 1 << i
    }
    const code = matched * HEADS + head
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
  readonly #usable: number

  constructor(plan: Plan, ask: Ask, usable: number) {
    this.plan = plan
    this.ask = ask
    this.#usable = usable
  }

  open(row: unknown): OpenRow {
    return this.plan.reader.open(row)
  }

  request(now: number): Decision {
    return this.plan.request(this.ask, now)
  }

  verdict(row: OpenRow, now: number, consents: ConsentLookup | undefined): Verdict {
    return this.plan.verdict(this.ask, this.#usable, row, now, consents)
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
    return this.plan.known(this.ask, this.#usable, tenant, person, attributes, from, now, consents)
  }
}
