import type { Plan } from '../enforce/plan.js'
import { AccessHandle } from './access.js'
import { ACCESS } from './access-mark.js'
import type { Engine } from './engine.js'
import type { Intent } from './operation.js'
import type { ReadOptions } from './options.js'
import type { Released } from './release.js'
import { noteRows, type Trail } from './trail.js'

type Options = Pick<ReadOptions, 'require'>

/** The access of one request: it notes what it has permitted, and is at hand only until its response has ended. */
export class PassageAccess extends AccessHandle {
  readonly #trail: Trail

  constructor(engine: Engine, intent: Intent, trail: Trail) {
    super(engine, intent)
    this.#trail = trail
  }

  override get [ACCESS](): boolean {
    return !this.#trail.ended
  }

  override read(resource: string, row: unknown, options?: Options): Promise<object> {
    return this.#noted(super.read(resource, row, options), one)
  }

  override readMany(resource: string, rows: Iterable<unknown>, options?: Options): Promise<Released> {
    return this.#noted(super.readMany(resource, rows, options), many)
  }

  override stream(
    resource: string,
    rows: AsyncIterable<unknown> | Iterable<unknown>,
    options?: Partial<ReadOptions>,
  ): AsyncGenerator<Released> {
    const pages = super.stream(resource, rows, options)
    this.#trail.streams = true
    return pages
  }

  override query(
    plan: Plan,
    run: (plan: Plan) => Iterable<unknown> | PromiseLike<Iterable<unknown>>,
    options?: Options,
  ): Promise<Released> {
    return this.#noted(super.query(plan, run, options), many)
  }

  override create(resource: string, input: unknown): Promise<object> {
    return this.#noted(super.create(resource, input), one)
  }

  override update(resource: string, row: unknown, patch: unknown): Promise<object> {
    return this.#noted(super.update(resource, row, patch), one)
  }

  override delete(resource: string, row: unknown): Promise<void> {
    return this.#noted(super.delete(resource, row), one)
  }

  async #noted<T>(work: Promise<T>, count: (done: T) => number): Promise<T> {
    try {
      const done = await work
      noteRows(this.#trail, count(done))
      return done
    } catch (error) {
      this.#trail.denied = error
      throw error
    }
  }
}

const one = (): number => 1
const many = ({ views }: Released): number => views.length
