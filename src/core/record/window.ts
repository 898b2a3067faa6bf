const SLOTS = 10
/** Keys that are counted each for itself. */
const MOST_KEYS = 10_000

/** What was counted for a key in the last window, newest slot first. */
interface Counted {
  readonly slots: number[]
  /** The number of the slot that `slots[0]` is. */
  last: number
}

/** How many there were in the last window; `shared` where this key is counted together with others. */
export interface Total {
  readonly count: number
  readonly shared: boolean
}

/**
 * Counts by key over a sliding window, in bounded memory and never too low: a window is ten slots and the one that has
 * begun, so that it may be a tenth too long; keys that find no room are counted together.
 */
export class Window {
  readonly #slotMs: number
  readonly #most: number
  /** In the order of their last count. */
  readonly #keys = new Map<string, Counted>()
  #others: Counted = empty(0)

  constructor(withinMs: number, most = MOST_KEYS) {
    this.#slotMs = withinMs / SLOTS
    this.#most = most
  }

  /** Counts `n` at `time`, which never falls. */
  add(key: string, n: number, time: number): Total {
    const slot = Math.floor(time / this.#slotMs)
    const counted = this.#of(key, slot)
    advance(counted, slot)
    counted.slots[0] = (counted.slots[0] as number) + n
    return { count: counted.slots.reduce((sum, each) => sum + each, 0), shared: counted === this.#others }
  }

  /** Begins anew for a key, once its count has been told. */
  reset(key: string): void {
    const counted = this.#keys.get(key) ?? this.#others
    counted.slots.fill(0)
  }

  #of(key: string, slot: number): Counted {
    const known = this.#keys.get(key)
    if (known) this.#keys.delete(key)
    else this.#forget(slot)
    if (!known && this.#keys.size >= this.#most) return this.#others
    const counted = known ?? empty(slot)
    this.#keys.set(key, counted)
    return counted
  }

  /** Forgets keys of which nothing is left in the window: the oldest come first. */
  #forget(slot: number): void {
    for (const [key, { last }] of this.#keys) {
      if (slot - last <= SLOTS) return
      this.#keys.delete(key)
    }
  }
}

function empty(slot: number): Counted {
  return { slots: Array<number>(SLOTS + 1).fill(0), last: slot }
}

function advance(counted: Counted, slot: number): void {
  const passed = Math.min(slot - counted.last, SLOTS + 1)
  for (let i = 0; i < passed; i++) {
    counted.slots.pop()
    counted.slots.unshift(0)
  }
  counted.last = slot
}
