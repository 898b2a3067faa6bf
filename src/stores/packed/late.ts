import { type Log, type LogEvent, type LogRecord, precedes } from './log.js'
import { SILENT, type Standing } from './states.js'

/** How many events lie between two of which it is kept what all up to them come to. */
const STRIDE = 256
const FEW = 16
const PEOPLE = 1_000

/**
 * Events that came after others that were said later.
 *
 * They wait until somebody asks, and at most until they are a quarter of all their person said; then they find their
 * places together, so that many cost little more than one. What comes before all of them is not folded again.
 */
export class Late {
  readonly #log: Log
  readonly #fold: (before: Standing, event: LogEvent) => Standing
  readonly #waiting = new Map<number, number[]>()
  /** By the address of an event: what all up to it come to. */
  readonly #kept = new Map<number, Standing>()

  constructor(log: Log, fold: (before: Standing, event: LogEvent) => Standing) {
    this.#log = log
    this.#fold = fold
  }

  /** Whether anybody's events wait. */
  get any(): boolean {
    return this.#waiting.size > 0
  }

  /** The addresses of a person's events that wait, if any do. */
  of(who: number): readonly number[] | undefined {
    return this.#waiting.get(who)
  }

  /** Keeps now and then how the person stands whose `count`th event, at `address`, came in its place. */
  keep(address: number, count: number, standing: Standing): void {
    if (count % STRIDE === 0) this.#kept.set(address, standing)
  }

  /** Lets an event wait that is the `count`th of its person, and names whoever should wait no longer. */
  wait(who: number, address: number, count: number): number | undefined {
    const waiting = this.#waiting.get(who)
    if (waiting) waiting.push(address)
    else this.#waiting.set(who, [address])
    if ((waiting?.length ?? 1) > Math.max(FEW, count / 4)) return who
    return this.#waiting.size > PEOPLE ? this.#waiting.keys().next().value : undefined
  }

  /** Gives a person's waiting events their places, and says what all come to; `latest` stays the latest. */
  settle(who: number, latest: number): Standing {
    const late = this.#waiting
      .get(who)!
      .map((address) => this.#log.read(address))
      .sort(inOrder)
    const [newer, base] = this.#back(latest, (event) => precedes(event, late[0]!))
    const [older, from] = this.#back(base, ({ address }) => this.#kept.has(address))
    let standing = older.reduceRight(this.#fold, this.#kept.get(from) ?? SILENT)
    const kept: [address: number, standing: Standing][] = []
    const placed = merge(newer.reverse(), late)
    for (const [i, event] of placed.entries()) {
      standing = this.#fold(standing, event)
      if ((i + 1) % STRIDE === 0) kept.push([event.address, standing])
    }
    // from here on nothing can fail
    for (const { address } of newer) this.#kept.delete(address)
    for (const [address, each] of kept) this.#kept.set(address, each)
    let before = base
    for (const event of placed) {
      if (event.before !== before) this.#log.link(event.address, before)
      before = event.address
    }
    this.#waiting.delete(who)
    return standing
  }

  /** The events from `latest` back to the first of which `isEnd` holds, newest first, and the address of that one. */
  #back(latest: number, isEnd: (event: LogRecord) => boolean): [LogRecord[], number] {
    const passed: LogRecord[] = []
    for (const event of this.#log.chain(latest)) {
      if (isEnd(event)) return [passed, event.address]
      passed.push(event)
    }
    return [passed, 0]
  }
}

function inOrder(a: LogEvent, b: LogEvent): number {
  return precedes(a, b) ? -1 : 1
}

function merge(some: readonly LogRecord[], others: readonly LogRecord[]): LogRecord[] {
  const merged: LogRecord[] = []
  let next = 0
  for (const each of some) {
    while (next < others.length && precedes(others[next]!, each)) merged.push(others[next++]!)
    merged.push(each)
  }
  return [...merged, ...others.slice(next)]
}
