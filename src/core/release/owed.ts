import { after, within } from '../clock.js'

/** What a gate still owes to the trail: statements under way, and records that are tried again until they are written. */
export class Owed {
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #waiting = new Set<() => void>()

  /** Counts work as under way until it has ended. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work)
    try {
      return await work
    } finally {
      this.#underWay.delete(work)
    }
  }

  /** Tries again after `ms`, or when the gate closes, if that is sooner. A trail that stays down keeps no process alive. */
  later(ms: number, again: () => void): void {
    const due = (): void => {
      off()
      this.#waiting.delete(due)
      again()
    }
    const off = after(ms, due, { ref: false })
    this.#waiting.add(due)
  }

  /** Waits for what is under way, for at most `ms`, and then tries whatever waits once more. */
  async settle(ms: number): Promise<void> {
    if (this.#underWay.size > 0)
      await within(Promise.allSettled(this.#underWay), ms, () => new Error('late')).catch(() => {})
    for (const due of [...this.#waiting]) due()
  }
}
