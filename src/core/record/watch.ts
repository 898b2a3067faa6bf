import type { SignalsDef, Threshold } from '../catalog/signals.js'
import { denialsIn, isUse, mostPeopleIn, peopleSeenIn, principalOf } from './noticeable.js'
import type { AuditRecord } from './record.js'
import type { Entry } from './scribe.js'
import { Window } from './window.js'

type Told = NonNullable<AuditRecord['signal']>

/** What was noticed in a batch; `undo` takes it back where it could not be written. */
export interface Noticed {
  readonly entries: readonly Entry[]
  readonly undo: () => void
}

const MOST_PAIRS = 100_000
/** Stands for a count that has been told. */
const DONE = Number.NEGATIVE_INFINITY

/**
 * Notices what a policy wants to be told of, in bounded memory.
 *
 * Counts for the one on whose behalf something is done, in a time that never falls, whatever the clock does. After a
 * count was told it begins anew, so that a flood of denials is no flood of signals.
 */
export class Watch {
  readonly #windows = new Map<string, Window>()
  readonly #operations = new WeakMap<object, Map<string, number>>()
  /** In the order of their last use. */
  readonly #pairs = new Map<string, true>()
  #clock = Number.NaN
  #time = 0

  /** Looks at one batch, all of one actor and purpose; `operation` is the same for all batches of one operation. */
  see(
    signals: SignalsDef,
    entries: readonly Entry[],
    now: number,
    operation: object = entries,
  ): Noticed | undefined {
    const time = this.#tick(now)
    const uses = entries.filter(isUse)
    const [first] = uses
    if (!first) return undefined
    const { purpose } = first
    const key = principalOf(first.actor)?.ref ?? ''
    const found: Entry[] = []
    const undo: (() => void)[] = []
    const tell = (signal: Told, again: () => void = () => {}, shared = false): void => {
      found.push(entryOf(first, signal, shared))
      undo.push(again)
    }

    if (signals.exceptions && uses.some(({ type, action }) => type === 'exception' || action === 'exception'))
      tell({ kind: 'exception' })
    if (signals.learnMs !== undefined && uses.some(({ effect }) => effect === 'permit')) {
      const pair = this.#newPair(first, key)
      if (pair !== undefined && time >= signals.learnMs)
        tell({ kind: 'new_pair' }, () => this.#pairs.delete(pair))
    }
    const denials = denialsIn(uses)
    if (denials > 0)
      for (const rule of signals.denials(purpose))
        this.#inWindow('denials', rule, key, time, [denials, () => denials], tell)
    const people = mostPeopleIn(uses)
    if (people > 0)
      for (const rule of signals.bulk(purpose))
        if (rule.withinMs === undefined)
          this.#inOperation(rule, operation, [people, () => peopleSeenIn(uses)], tell)
        else this.#inWindow('bulk', rule, key, time, [people, () => peopleSeenIn(uses)], tell)
    if (found.length === 0) return undefined
    return {
      entries: found,
      undo: () => {
        for (const each of undo) each()
      },
    }
  }

  #inWindow(
    kind: 'denials' | 'bulk',
    { key: name, most, withinMs = 0 }: Threshold,
    key: string,
    time: number,
    [atMost, exactly]: readonly [number, () => number],
    tell: (signal: Told, again: () => void, shared: boolean) => void,
  ): void {
    const window = this.#windows.get(name) ?? new Window(withinMs)
    this.#windows.set(name, window)
    let total = window.add(key, atMost, time)
    if (total.count >= most && kind === 'bulk') total = window.add(key, exactly() - atMost, time)
    if (total.count < most) return
    const { count, shared } = total
    window.reset(key)
    tell({ kind, count, threshold: most, windowMs: withinMs }, () => window.add(key, count, time), shared)
  }

  #inOperation(
    { key: name, most }: Threshold,
    operation: object,
    [atMost, exactly]: readonly [number, () => number],
    tell: (signal: Told, again: () => void) => void,
  ): void {
    const counts = this.#operations.get(operation) ?? new Map<string, number>()
    this.#operations.set(operation, counts)
    const before = counts.get(name) ?? 0
    const count = before + (before + atMost >= most ? exactly() : atMost)
    counts.set(name, count >= most ? DONE : count)
    if (count >= most) tell({ kind: 'bulk', count, threshold: most }, () => counts.set(name, before))
  }

  /** The pair of actor and purpose, where it was not seen before; persons who act for themselves make none. */
  #newPair({ actor, purpose }: Entry, key: string): string | undefined {
    if (purpose === undefined || !actor || principalOf(actor)?.kind === 'person') return undefined
    const pair = `${key} ${purpose}`
    const known = this.#pairs.delete(pair)
    this.#pairs.set(pair, true)
    const [oldest] = this.#pairs.keys()
    // a pair that is forgotten is told of again
    if (this.#pairs.size > MOST_PAIRS && oldest !== undefined) this.#pairs.delete(oldest)
    return known ? undefined : pair
  }

  /** The time that has passed since the first batch, ms: a clock that is put back adds nothing. */
  #tick(now: number): number {
    const passed = now - this.#clock
    if (passed > 0) this.#time += passed
    if (!Number.isNaN(now)) this.#clock = now
    return this.#time
  }
}

/** Joined to what raised it by its request. */
function entryOf({ actor, purpose, request, traceparent }: Entry, signal: Told, shared: boolean): Entry {
  return {
    type: 'signal',
    ...(request !== undefined && { request }),
    ...(traceparent !== undefined && { traceparent }),
    ...(actor && !shared && { actor }),
    ...(purpose !== undefined && { purpose }),
    signal,
  }
}
