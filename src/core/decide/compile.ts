import type { Person } from '../catalog/person.js'
import type { ResolvedActor } from './actor.js'
import { BASIS_REASONS, basisOfAll, basisOfOne, type ConsentLookup } from './basis.js'
import { decideOpen, judge, principals } from './decide.js'
import type { Decision, Verdict } from './decision.js'
import { type Claims, GrantBits, MOST_GRANTS } from './grant-bits.js'
import type { OpenRow } from './open-row.js'
import { type ProvisionBits, provisionTo } from './provision.js'
import { type Ask, askRequest, askRow, candidatesOf, covers, isSelf } from './question.js'
import { readerOf } from './readers.js'
import { MOST_TIMERS, Stopwatch, timersOf } from './retention.js'
import type { RowReader } from './row.js'

const MAX_VERDICTS = 4096
/** The bits of a code: a problem of the row, another tenant, self, the reasons of the basis. */
const PROBLEM = 3
const HEADS = 1 << (4 + BASIS_REASONS.length)
/** Timers whose bits stand above those of the grants; more of them make a code that is text. */
const BITS = MOST_GRANTS + 4 + BASIS_REASONS.length
const FEW_TIMERS = (53 - BITS) >> 1
const KEPT = 2 ** BITS
const NO_CLAIMS: Claims = Object.freeze({ usable: 0, operands: Object.freeze([]) })

/**
 * The fast path: what is asked once for a purpose, resource, action and set of roles.
 *
 * Everything in a row that a decision depends on is folded into one small code; rows with the same code get the same
 * frozen verdict, which the plain `decide` makes the first time. A law test says that both always agree.
 */
export class Plan {
  readonly reader: RowReader
  readonly #grants: GrantBits
  readonly #simple: boolean
  /** Absent where no period bears on what is asked. */
  readonly #stopwatch: Stopwatch | undefined
  readonly #fewTimers: boolean
  #verdicts = new Map<number | string, Verdict>()
  /** Rows that follow one another mostly have one code. */
  #recentCode: number | string = -1
  #recent: Verdict | undefined
  #request: Decision | undefined

  constructor(ask: Ask) {
    const { resource, catalog, actor, purpose, action, exception } = ask
    this.reader = readerOf(catalog, resource)
    const grants = candidatesOf(ask).filter((grant) => covers(grant, ask))
    this.#grants = new GrantBits(grants, resource.name, this.reader.attributes)
    const timers = timersOf(purpose, resource)
    this.#simple =
      resource.nested.size === 0 &&
      resource.parts.length === 0 &&
      !actor.onBehalfOf &&
      !exception &&
      grants.length <= MOST_GRANTS &&
      timers.list.length <= MOST_TIMERS
    this.#fewTimers = timers.list.length <= FEW_TIMERS
    // deleting is never too late
    if (timers.list.length > 0 && action !== 'delete')
      this.#stopwatch = new Stopwatch(timers, this.reader.attributes)
  }

  /** What no row could change; a denial here needs no consent to be looked up. */
  request(ask: Ask, now: number): Decision {
    if (this.#grants.timed || !this.#simple || ask.recipient)
      return judge(principals(ask).map((each) => askRequest(each, now)))
    this.#request ??= judge([askRequest(ask, now)])
    return this.#request
  }

  /** What an actor brings to the conditions of this plan. */
  claims(actor: ResolvedActor): Claims {
    return this.#simple ? this.#grants.claims(actor) : NO_CLAIMS
  }

  /** The verdict on a row of a flat resource, where rows that are decided alike have been seen before. */
  known(
    ask: Ask,
    claims: Claims,
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
    const basis = person && consents ? basisOfOne(purpose, person, now, consents) : 0
    const head = (strange ? 4 : 0) | (self ? 8 : 0) | (basis << 4)
    const to = ask.recipient ? provisionTo(ask.recipient, purpose, person ? [person] : [], now, consents) : 0
    const code = this.#code(head, to, claims, attributes, from, now)
    if (code === this.#recentCode) return this.#recent
    const verdict = this.#verdicts.get(code)
    if (verdict) {
      this.#recentCode = code
      this.#recent = verdict
    }
    return verdict
  }

  /** The verdict for a code, made by the plain decision the first time. */
  verdict(ask: Ask, claims: Claims, row: OpenRow, now: number, consents: ConsentLookup | undefined): Verdict {
    const code = this.#simple ? this.#codeOf(ask, claims, row, now, consents) : undefined
    const known = code === undefined ? undefined : this.#verdicts.get(code)
    if (known) return known
    const verdict: Verdict = Object.freeze({
      decision: decideOpen(ask, row, now, consents),
      grants: Object.freeze(grantsOf(ask, row, now, consents)),
    })
    if (code === undefined) return this.#shared(verdict)
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts = new Map()
    this.#verdicts.set(code, verdict)
    return verdict
  }

  /** Row problem, tenant, self and basis of any row. */
  #codeOf(
    ask: Ask,
    claims: Claims,
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
    const to = ask.recipient ? provisionTo(ask.recipient, purpose, people, now, consents) : 0
    return this.#code(head, to, claims, attributes, 0, now)
  }

  /** The head with a bit for each grant that matches and those of periods; where any grant ends, or a recipient is named, as text. */
  #code(
    head: number,
    to: ProvisionBits,
    { usable, operands }: Claims,
    attributes: readonly unknown[],
    from: number,
    now: number,
  ): number | string {
    const inTime = this.#grants.timed ? this.#grants.inTime(now) : -1
    const reached = (head & PROBLEM) === 0 ? usable & inTime : 0
    const code = this.#grants.matching(reached, attributes, from, operands) * HEADS + head
    const kept = this.#stopwatch?.bits(attributes, from, now) ?? 0
    const fits = to === 0 && !this.#grants.timed && (kept === 0 || this.#fewTimers)
    return fits ? code + kept * KEPT : `${code}/${inTime}/${kept}/${to}`
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

/** The rules of the effective grants of all who act, sorted and each once. */
function grantsOf(ask: Ask, row: OpenRow, now: number, consents: ConsentLookup | undefined): string[] {
  const rules = principals(ask).flatMap((each) =>
    askRow(each, row, now, consents).effective.map(({ rule }) => rule),
  )
  return [...new Set(rules)].sort()
}
