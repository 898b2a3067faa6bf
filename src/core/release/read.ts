import { openRows } from '../decide/open-rows.js'
import type { OpenRows } from '../decide/rows.js'
import { AccessDenied } from '../errors.js'
import type { Entry } from '../record/scribe.js'
import { consultFor } from './consult.js'
import { consultHolds } from './consult-holds.js'
import { type Engine, nowOf, submit } from './engine.js'
import { judge } from './judged.js'
import { type Ground, type Intent, type Operation, prepare, type Rejected } from './operation.js'
import { type ReadOptions, readOptions } from './options.js'
import { collect, entriesOfOne, stillPermitted } from './release.js'

interface Item {
  readonly resource: string
  readonly row: unknown
  readonly require: readonly string[]
  readonly resolve: (view: object) => void
  readonly reject: (error: unknown) => void
}

interface Opened {
  readonly item: Item
  readonly operation: Operation
  readonly rows: OpenRows
  readonly asks: boolean
}

/** Reads single rows; those of one tick share one look-up of consent and one write to the sinks, and each has its own record. */
export class Reader {
  readonly #engine: Engine
  readonly #intent: Intent
  #waiting: Item[] = []

  constructor(engine: Engine, intent: Intent) {
    this.#engine = engine
    this.#intent = intent
  }

  read(resource: string, row: unknown, options: Pick<ReadOptions, 'require'> | undefined): Promise<object> {
    return new Promise((resolve, reject) => {
      const { require } = readOptions(options)
      if (this.#waiting.length === 0) queueMicrotask(() => void this.#flush())
      this.#waiting.push({ resource, row, require, resolve, reject })
    })
  }

  async #flush(): Promise<void> {
    const items = this.#waiting
    this.#waiting = []
    try {
      await this.#readAll(items)
    } catch (error) {
      for (const { reject } of items) reject(error)
    }
  }

  async #readAll(items: readonly Item[]): Promise<void> {
    const engine = this.#engine
    const now = nowOf(engine)
    const { narrowed, snapshot } = engine
    const rejected: { item: Item; by: Rejected }[] = []
    const opened: Opened[] = []
    for (const item of items) {
      const prepared = prepare(engine, this.#intent, item.resource, 'read')
      if ('finding' in prepared) rejected.push({ item, by: prepared })
      else
        opened.push({
          item,
          operation: prepared,
          rows: openRows(prepared.bound, [item.row]),
          asks: prepared.bound.request(now).effect === 'permit',
        })
    }
    const people = opened.flatMap(({ rows, asks }) => (asks ? rows.people : []))
    const { exception, atLeast } = this.#intent
    const purpose = opened[0]?.operation.bound.ask.purpose
    const found = exception ? consultHolds(engine, people) : consultFor(engine, purpose, people, atLeast)
    // an await of what is there already costs a turn of its own
    const consents = found instanceof Promise ? await found : found
    const judged = opened.map((each) => {
      const ground: Ground = each.asks ? { now, consents, narrowed } : { now, narrowed }
      const { item, operation, rows } = each
      return { item, operation, ground, judged: judge(operation, rows, ground, item.require) }
    })
    const entries: Entry[] = [
      ...rejected.map(({ by }) => by.entry),
      ...judged.flatMap((each) => entriesOfOne(each.operation, each.judged, each.ground)),
    ]
    const recorded = submit(engine, snapshot, entries)
    if (recorded) await recorded
    for (const { item, by } of rejected) item.reject(new AccessDenied(by.finding.reason, by.finding.rule))
    for (const { item, operation, judged: each, ground } of judged) {
      const final = engine.narrowed === ground.narrowed ? each : await stillPermitted(operation, each, ground)
      const { views, refused } = collect(final)
      if (views[0]) item.resolve(views[0])
      else item.reject(new AccessDenied(refused[0]?.reason ?? 'evaluation_error', refused[0]?.rule ?? ''))
    }
  }
}
