import { freezeView } from '../enforce/freeze-view.js'
import type { Plan } from '../enforce/plan.js'
import { AccessHandle } from './access.js'
import { ACCESS } from './access-mark.js'
import type { Contact } from './contact.js'
import type { Engine } from './engine.js'
import type { Intent } from './operation.js'
import type { DiscloseOptions, ReadOptions } from './options.js'
import type { Released } from './release.js'
import { noteRows, type Trail } from './trail.js'

type Options = Pick<ReadOptions, 'require'>

/**
 * The access of one request: it notes what it has permitted, and is at hand only until its response has ended.
 *
 * Its views are frozen: what is sent as a view is what was released.
 */
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
    return this.#noted(super.read(resource, row, options), view)
  }

  override readMany(resource: string, rows: Iterable<unknown>, options?: Options): Promise<Released> {
    return this.#noted(super.readMany(resource, rows, options), views)
  }

  override stream(
    resource: string,
    rows: AsyncIterable<unknown> | Iterable<unknown>,
    options?: Partial<ReadOptions>,
  ): AsyncGenerator<Released> {
    this.#trail.streams = true
    return this.#pages(super.stream(resource, rows, options))
  }

  override query(
    plan: Plan,
    run: (plan: Plan) => Iterable<unknown> | PromiseLike<Iterable<unknown>>,
    options?: Options,
  ): Promise<Released> {
    return this.#noted(super.query(plan, run, options), views)
  }

  override disclose(resource: string, rows: Iterable<unknown>, options: DiscloseOptions): Promise<Released> {
    return this.#noted(super.disclose(resource, rows, options), views)
  }

  override create(resource: string, input: unknown): Promise<object> {
    return this.#noted(super.create(resource, input), view)
  }

  override update(resource: string, row: unknown, patch: unknown): Promise<object> {
    return this.#noted(super.update(resource, row, patch), view)
  }

  override delete(resource: string, row: unknown): Promise<void> {
    return this.#noted(super.delete(resource, row), nothing)
  }

  override contact(person: unknown, options: unknown): Promise<Contact> {
    return this.#noted(super.contact(person, options), noRow)
  }

  #noted<T>(work: Promise<T>, settle: (done: T, trail: Trail) => number): Promise<T> {
    const trail = this.#trail
    return work.then(
      (done) => {
        noteRows(trail, settle(done, trail))
        return done
      },
      (error) => {
        trail.denied = error
        throw error
      },
    )
  }

  async *#pages(pages: AsyncGenerator<Released>): AsyncGenerator<Released> {
    try {
      for await (const page of pages) {
        views(page, this.#trail)
        yield page
      }
    } catch (error) {
      this.#trail.denied = error
      throw error
    }
  }
}

/** Freezes what was released, remembers it as such, and counts it. */
const view = (released: object, trail: Trail): number => views({ views: [released] }, trail)
const views = ({ views: released }: Pick<Released, 'views'>, trail: Trail): number => {
  trail.views ??= new WeakSet()
  for (const each of released) trail.views.add(freezeView(each))
  return released.length
}
const nothing = (): number => 1
const noRow = (): number => 0
