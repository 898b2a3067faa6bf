import { pointer } from '../catalog/pointer.js'
import { isFinding, resolve } from '../decide/ask.js'
import { deny, type Finding } from '../decide/finding.js'
import { AccessDenied, isPurposeboundError } from '../errors.js'
import type { Entry } from '../record/scribe.js'
import type { AccessHandle } from './access.js'
import { type Engine, submit } from './engine.js'
import { baseOf, type Intent } from './operation.js'
import { PassageAccess } from './passage-access.js'
import type { Ending } from './passage-contract.js'
import { httpOf, type Trail } from './trail.js'

const DONE = Promise.resolve()

/** One request at the gate, from its admission to the end of its response. */
export class PassageHandle {
  readonly access: AccessHandle
  readonly #engine: Engine
  readonly #intent: Intent
  readonly #trail: Trail

  constructor(engine: Engine, intent: Intent, trail: Trail) {
    this.#engine = engine
    this.#intent = intent
    this.#trail = trail
    this.access = new PassageAccess(engine, intent, trail)
  }

  /** What the last operation that failed threw. */
  get denied(): unknown {
    return this.#trail.denied
  }

  /** @throws AccessDenied, recorded, where no operation could be permitted; at once or later, as the sinks answer. */
  admit(): void | Promise<void> {
    const finding = this.#problem()
    if (!finding) return
    const { reason, rule } = finding
    const denied = (): never => {
      throw new AccessDenied(reason, rule)
    }
    const done = this.#record({ effect: 'deny', reason, rules: rule === '' ? [] : [rule] })
    return done instanceof Promise ? done.then(denied) : denied()
  }

  /** Whether a view is one that `access` gave. */
  released(view: unknown): boolean {
    return typeof view === 'object' && view !== null && this.#trail.views?.has(view) === true
  }

  /**
   * A response that succeeds leaves a permit, also where it showed no row.
   *
   * @throws AccessDenied `audit_unavailable`, or what `access` was denied where nothing else was permitted: who was denied
   * all has not succeeded.
   */
  leave(status: number): void | Promise<void> {
    const trail = this.#trail
    trail.status = status
    if (trail.permitted) return
    if (isPurposeboundError(trail.denied) && trail.denied.reason !== undefined) throw trail.denied
    trail.permitted = true
    return this.#record({ effect: 'permit' })
  }

  /** Records, once, what became of a response that was permitted and did not end as planned. Never rejects. */
  end({ status, http, code }: Ending): Promise<void> {
    const trail = this.#trail
    if (trail.ended) return DONE
    trail.ended = true
    if (http !== undefined) trail.status = http
    return trail.streams || (status === 'released' && code === undefined) ? DONE : this.#ended(status, code)
  }

  async #ended(status: Ending['status'], code: string | undefined): Promise<void> {
    const trail = this.#trail
    const tell = () =>
      this.#tell({
        type: 'outcome',
        outcome: { status, rows: trail.rows, ...(code !== undefined && { code }) },
      })
    // a refused body is told of in any case; else what failed is told of once something was permitted
    if (trail.permitted || code === 'unprojected_body') await tell()
    else if (status === 'aborted') trail.late = () => void tell()
  }

  /** What was released has its records, and the gap that this one may leave is told by its sink. */
  async #tell(entry: Partial<Entry>): Promise<void> {
    try {
      await this.#record(entry)
    } catch {
      // see above
    }
  }

  /** What stands against the request itself, whatever it is about. */
  #problem(): Finding | undefined {
    const { catalog } = this.#engine.snapshot
    const [resource] = catalog.resources.keys()
    const { purpose, actor, justification, allowedPurposes } = this.#intent
    const asked = resolve(catalog, {
      purpose,
      actor,
      justification,
      allowedPurposes,
      resource: resource ?? '',
      action: 'read',
    })
    if (isFinding(asked)) return asked
    const { name, needsJustification } = asked.purpose
    if (!asked.allowedHere) return deny('purpose_not_allowed_here', pointer('purposes', name))
    if (needsJustification && !asked.justified)
      return deny('justification_required', pointer('purposes', name, 'requires'))
    return undefined
  }

  #record(entry: Partial<Entry>): void | Promise<void> {
    const { snapshot } = this.#engine
    const base = baseOf(this.#engine, snapshot, this.#intent)
    return submit(this.#engine, snapshot, [{ ...base, ...httpOf(this.#trail), ...entry }])
  }
}
