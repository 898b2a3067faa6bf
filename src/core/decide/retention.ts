import type { Action } from '../catalog/action.js'
import { cutoffOf } from '../catalog/period.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type RetentionDef, startPath } from '../catalog/retention.js'
import { nearest } from '../catalog/target.js'
import type { OpenRow } from './open-row.js'

/** A period that runs from a time of the row. Retentions that say the same share one. */
export interface Timer {
  readonly retention: RetentionDef
  /** Where the row says when it began. */
  readonly path: string
}

/** What one retention of the policy says, by the place of its timer. */
export interface Term {
  readonly timer: number
  readonly rule: string
}

/** A start may lie so far ahead of the clock: hosts differ, and so do the days of two places. */
const AHEAD_MS = 86_400_000
/** Timers whose bits fit into one small integer. */
export const MOST_TIMERS = 15
const NONE: Kept = Object.freeze([])
export const OVER = 1
export const UNKNOWN = 2

/** The periods that bear on the rows of one resource for one purpose: that of the purpose, and those of its fields. */
export class Timers {
  readonly list: readonly Timer[]
  /** How long rows serve the purpose. */
  readonly purpose: Term | undefined
  /** Every leaf of which the policy says how long it is kept, whatever the purpose. */
  readonly fields: readonly {
    readonly path: string
    readonly part?: number
    readonly terms: readonly Term[]
  }[]

  constructor(purpose: PurposeDef, resource: ResourceDef) {
    const list: Timer[] = []
    const termOf = (retention: RetentionDef): Term => {
      const path = startPath(retention, resource) as string
      const known = list.findIndex((each) => sameTimer(each, { retention, path }))
      return { timer: known >= 0 ? known : list.push({ retention, path }) - 1, rule: retention.rule }
    }
    this.purpose = serves(purpose, resource) ? termOf(purpose.retention as RetentionDef) : undefined
    this.fields = resource.fields.flatMap(({ path, part, retentions }) =>
      retentions.length === 0
        ? []
        : [{ path, ...(part !== undefined && { part }), terms: retentions.map(termOf) }],
    )
    this.list = list
  }
}

/** Whether a purpose that says how long uses anything of the resource: then its rows say when they began. */
function serves({ retention, uses }: PurposeDef, { fields }: ResourceDef): boolean {
  return (
    retention !== undefined &&
    fields.some(({ class: kind, chain }) => kind === 'personal' && nearest(chain, uses))
  )
}

export function sameTimer(a: Timer, b: Timer): boolean {
  const [p, q] = [a.retention.period, b.retention.period]
  return (
    a.path === b.path &&
    (a.retention.from === 'collectedAt') === (b.retention.from === 'collectedAt') &&
    p.months === q.months &&
    p.days === q.days &&
    p.ms === q.ms
  )
}

const TIMERS = new WeakMap<PurposeDef, WeakMap<ResourceDef, Timers>>()

/** The timers of a purpose and a resource, made once. */
export function timersOf(purpose: PurposeDef, resource: ResourceDef): Timers {
  const known = TIMERS.get(purpose)?.get(resource)
  if (known) return known
  const made = new Timers(purpose, resource)
  TIMERS.set(purpose, (TIMERS.get(purpose) ?? new WeakMap<ResourceDef, Timers>()).set(resource, made))
  return made
}

/** What each timer says of a row: nothing (0), `OVER` or `UNKNOWN`; empty where none is asked. */
export type Kept = readonly number[]

/** Reads timers off rows whose times stand among their attributes. */
export class Stopwatch {
  readonly #timers: readonly Timer[]
  readonly #places: readonly number[]
  /** The latest start of what is over, and the latest that can be. */
  readonly #cutoffs: number[]
  readonly #limits: number[]
  #now = Number.NaN

  /** `attributes` are the paths that are read of a row; the times of periods stand behind what conditions test. */
  constructor({ list }: Pick<Timers, 'list'>, attributes: readonly string[]) {
    this.#timers = list
    const placeOf = (path: string): number => attributes.lastIndexOf(path)
    // nothing stands at NaN: a time that is not read is not known
    this.#places = list.map(({ path }) => (placeOf(path) < 0 ? Number.NaN : placeOf(path)))
    this.#cutoffs = list.map(() => Number.NaN)
    this.#limits = list.map(() => Number.NaN)
  }

  /** What a row whose attributes begin at `from` comes to at `now`. */
  read(attributes: readonly unknown[], from: number, now: number): Kept {
    return this.#timers.map((_, i) => this.#state(i, attributes, from, now))
  }

  /** The same as one number, two bits each. */
  bits(attributes: readonly unknown[], from: number, now: number): number {
    let bits = 0
    for (let i = 0; i < this.#timers.length; i++) bits |= this.#state(i, attributes, from, now) << (2 * i)
    return bits
  }

  #state(i: number, attributes: readonly unknown[], from: number, now: number): number {
    if (now !== this.#now) this.#set(now)
    const start = attributes[from + (this.#places[i] as number)]
    // neither comparison is turned round: a time that is no number must pass for nothing
    if (typeof start !== 'number' || !(start <= (this.#limits[i] as number))) return UNKNOWN
    return start > (this.#cutoffs[i] as number) ? 0 : OVER
  }

  /** Once for a call, and not for a row. */
  #set(now: number): void {
    this.#now = now
    for (const [i, timer] of this.#timers.entries()) {
      this.#cutoffs[i] = cutoffOf(now, timer.retention.period)
      this.#limits[i] = latestStart(timer, now)
    }
  }
}

/** Nothing was collected in days to come; an event may be one that is known beforehand. */
export function latestStart({ retention }: Timer, now: number): number {
  return retention.from === 'collectedAt' ? now + AHEAD_MS : Number.POSITIVE_INFINITY
}

interface Asked {
  readonly purpose: PurposeDef
  readonly resource: ResourceDef
  readonly action: Action
}

/** Reads the timers of what is asked off an opened row; deleting asks for none. */
export function keptOf(
  { purpose, resource, action }: Asked,
  attributes: readonly string[],
  row: OpenRow,
  now: number,
): Kept {
  const timers = timersOf(purpose, resource)
  if (action === 'delete' || timers.list.length === 0) return NONE
  return new Stopwatch(timers, attributes).read(row.attributes, 0, now)
}

/** Whether the purpose's own period is over, or not known not to be. */
export function isLapsed({ purpose, resource }: Asked, kept: Kept): boolean {
  const term = timersOf(purpose, resource).purpose
  return term !== undefined && (kept[term.timer] ?? 0) !== 0
}
