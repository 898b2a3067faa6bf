import { anewOn } from '../decide/anew.js'
import type { BoundPlan } from '../decide/bound-plan.js'
import type { Decision } from '../decide/decision.js'
import { type Explanation, explain } from '../decide/explain.js'
import { deny, type Finding } from '../decide/finding.js'
import type { Plan } from '../enforce/plan.js'
import { PurposeboundError } from '../errors.js'
import { ACCESS } from './access-mark.js'
import { decisionOn, type GivenFacts, lay, planOnly, recipientIn } from './ask-only.js'
import { type Contact, contact } from './contact.js'
import { assertOpen, type Engine } from './engine.js'
import { deniedOn, observeRow } from './observe.js'
import { begin, bindTo, type Intent } from './operation.js'
import { type DiscloseOptions, discloseOptions, type ReadOptions, readOptions } from './options.js'
import { queryRows, rowsOf } from './query.js'
import { Reader } from './read.js'
import { type Released, releaseRows } from './release.js'
import { releaseNone } from './requested.js'
import type { Snapshot } from './snapshot.js'
import { streamRows } from './stream.js'
import { createRow, deleteRow, updateRow } from './write.js'

type Options = Pick<ReadOptions, 'require'>

const UNDECIDED = deny('evaluation_error', '')

/** The handle that `gate.for` gives: cheap to make, and for each operation the policy is read afresh. */
export class AccessHandle {
  readonly #engine: Engine
  readonly #intent: Intent
  #reader: Reader | undefined
  #snapshot: Snapshot | undefined
  #resource: string | undefined
  #plan: BoundPlan | Finding | undefined
  #others: Map<string, BoundPlan | Finding> | undefined
  #plans: WeakMap<object, string> | undefined

  constructor(engine: Engine, intent: Intent) {
    this.#engine = engine
    this.#intent = intent
  }

  static isOf(engine: Engine, access: unknown): access is AccessHandle {
    return typeof access === 'object' && access !== null && #engine in access && access.#engine === engine
  }
  get [ACCESS](): boolean {
    return true
  }
  get purpose(): unknown {
    return this.#intent.purpose
  }

  read(resource: string, row: unknown, options?: Options): Promise<object> {
    this.#reader ??= new Reader(this.#engine, this.#intent)
    return this.#reader.read(resource, row, options)
  }

  async readMany(resource: string, rows: Iterable<unknown>, options?: Options): Promise<Released> {
    const { require } = readOptions(options)
    const list = rowsOf(rows)
    const operation = await begin(this.#engine, this.#intent, resource, 'read')
    return list.length === 0 ? releaseNone(operation) : releaseRows(operation, list, require)
  }

  stream(
    resource: string,
    rows: AsyncIterable<unknown> | Iterable<unknown>,
    options?: Partial<ReadOptions>,
  ): AsyncGenerator<Released> {
    return streamRows(() => begin(this.#engine, this.#intent, resource, 'read'), rows, options)
  }

  decide(resource: string, row: unknown, facts?: GivenFacts): Decision | Promise<Decision> {
    const bound = this.#bind(resource, facts)
    if ('reason' in bound) return deniedOn(this.#engine, resource, bound)
    return (
      lay(this.#engine, this.#intent, bound, row, facts, decisionOn) ??
      deniedOn(this.#engine, resource, UNDECIDED)
    )
  }

  explain(resource: string, row: unknown, facts?: GivenFacts): Explanation | Promise<Explanation> {
    const bound = this.#bind(resource, facts)
    if ('reason' in bound) return explain(deniedOn(this.#engine, resource, bound), this.#about())
    const about = { ask: bound.ask, ...this.#about() }
    const explained = lay(this.#engine, this.#intent, bound, row, facts, (one, now, consents) =>
      explain(decisionOn(one, now, consents), {
        ...about,
        anew: anewOn(one.open(), now, consents),
      }),
    )
    return explained ?? explain(deniedOn(this.#engine, resource, UNDECIDED), about)
  }

  /** A purpose that the policy does not know is free text, and not repeated. */
  #about(): { readonly purpose?: string } {
    const { purpose } = this.#intent
    const known = typeof purpose === 'string' && this.#engine.snapshot.catalog.purposes.has(purpose)
    return known ? { purpose } : {}
  }

  plan(resource: string): Plan {
    assertOpen(this.#engine)
    const plan = Object.freeze(planOnly(this.#engine, this.#engine.snapshot, this.#intent, resource))
    this.#plans ??= new WeakMap()
    this.#plans.set(plan, resource)
    return plan
  }

  /** The release point of push-down: records, runs, decides on every row again, records the people, releases. */
  async query(
    plan: Plan,
    run: (plan: Plan) => Iterable<unknown> | PromiseLike<Iterable<unknown>>,
    options?: Options,
  ): Promise<Released> {
    const resource = this.#plans?.get(plan)
    if (resource === undefined)
      throw new PurposeboundError('input_invalid', 'a plan is made by `plan` of the same access')
    const { require } = readOptions(options)
    return queryRows(await begin(this.#engine, this.#intent, resource, 'read'), plan, run, require)
  }

  async create(resource: string, input: unknown): Promise<object> {
    return createRow(await begin(this.#engine, this.#intent, resource, 'create'), input)
  }

  async update(resource: string, row: unknown, patch: unknown): Promise<object> {
    return updateRow(await begin(this.#engine, this.#intent, resource, 'update'), row, patch)
  }

  async delete(resource: string, row: unknown): Promise<void> {
    return deleteRow(await begin(this.#engine, this.#intent, resource, 'delete'), row)
  }

  /** Decides and records as `observed`, releases nothing: for a roll-out beside old code. */
  async observe(resource: string, row: unknown): Promise<Decision> {
    return (await observeRow(this.#engine, this.#intent, resource, row)) ?? this.decide(resource, row)
  }

  /** Provides rows to a recipient: each is decided for it, and what goes is on record before it is released. */
  async disclose(resource: string, rows: Iterable<unknown>, options: DiscloseOptions): Promise<Released> {
    const { to, require } = discloseOptions(options)
    const list = rowsOf(rows)
    const operation = await begin(this.#engine, { ...this.#intent, to }, resource, 'disclose')
    return list.length === 0 ? releaseNone(operation) : releaseRows(operation, list, require)
  }

  /** Whether a person may be sent a message, recorded. */
  contact(person: unknown, options: unknown): Promise<Contact> {
    return contact(this.#engine, this.#intent, person, options)
  }

  /** The plan for a resource under the policy in force; most handles ask for one resource only. */
  #bind(resource: string, facts: GivenFacts | undefined): BoundPlan | Finding {
    assertOpen(this.#engine)
    const { snapshot } = this.#engine
    if (facts !== undefined) {
      const to = recipientIn(facts)
      if (to !== undefined) return bindTo(snapshot, { ...this.#intent, to }, resource, 'disclose')
    }
    if (this.#snapshot !== snapshot) {
      this.#snapshot = snapshot
      this.#resource = undefined
      this.#plan = undefined
      this.#others = undefined
    }
    if (this.#resource === resource) return this.#plan as BoundPlan | Finding
    const known = this.#others?.get(resource)
    if (known) return known
    const bound = bindTo(snapshot, this.#intent, resource, 'read')
    if (this.#plan) {
      this.#others ??= new Map()
      this.#others.set(resource, bound)
    } else {
      this.#resource = resource
      this.#plan = bound
    }
    return bound
  }
}
