import type { AuditRecord } from '../../index.js'

/** Records whose writer waits to hear of them. */
export interface Waiter {
  readonly records: readonly AuditRecord[]
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Who waits for the next turn. */
export interface Waiting {
  /** Resolves when the turn that takes `records` has put them on disk. */
  join(records: readonly AuditRecord[]): Promise<void>
  /** The first who waits, who still does. */
  first(): Waiter | undefined
  /** The first who waits, no longer. */
  next(): Waiter | undefined
  /** Resolves once nobody waits and no turn is under way. */
  idle(): Promise<void>
}

/** Group commit: the first who comes starts a turn, all who come meanwhile wait for the next. */
export function createWaiting(turn: () => Promise<void>): Waiting {
  let queue: Waiter[] = []
  let taken = 0
  let turning: Promise<void> | undefined

  async function turns(): Promise<void> {
    while (taken < queue.length) {
      // let all who write at this moment share the turn
      await new Promise((resolve) => setImmediate(resolve))
      await turn()
    }
    turning = undefined
  }

  return {
    join: (records) =>
      new Promise((resolve, reject) => {
        queue.push({ records, resolve, reject })
        turning ??= turns()
      }),
    first: () => queue[taken],
    next() {
      const waiter = queue[taken]
      if (waiter) taken += 1
      if (taken === queue.length) {
        queue = []
        taken = 0
      }
      return waiter
    },
    async idle() {
      while (turning !== undefined) await turning
    },
  }
}
