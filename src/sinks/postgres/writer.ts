import type { PurposeboundError } from '../../index.js'
import type { Entry } from './entry.js'
import { failure } from './failure.js'

const MOST_RECORDS = 1000
const MOST_CHARACTERS = 4 * 1024 * 1024

/** Takes the entries of many callers, writes them in order, and tells each what became of its own. */
export interface Writer {
  write(entries: readonly Entry[]): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

interface Waiter {
  readonly entries: readonly Entry[]
  readonly resolve: () => void
  readonly reject: (error: PurposeboundError) => void
}

/**
 * Group commit: while one transaction is under way, all who come share the next.
 *
 * Once the table holds another record than was written, it is never written to again: every later write fails as that one.
 */
export function createWriter(put: (entries: readonly Entry[]) => Promise<void>): Writer {
  const waiting: Waiter[] = []
  let turning: Promise<void> | undefined
  let alarm: PurposeboundError | undefined

  async function turn(): Promise<void> {
    // let all who write at this moment share the first transaction
    await undefined
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupOf(waiting))
      try {
        for (const part of partsOf(group.flatMap(({ entries }) => entries))) {
          if (alarm !== undefined) throw alarm
          await put(part)
        }
        for (const { resolve } of group) resolve()
      } catch (error) {
        const reason = failure(error)
        if (reason.code === 'log_invalid') alarm = reason
        for (const { reject } of group) reject(reason)
      }
    }
    turning = undefined
  }

  return {
    write(entries) {
      return new Promise<void>((resolve, reject) => {
        waiting.push({ entries, resolve, reject })
        turning ??= turn()
      })
    },
    async idle() {
      while (turning !== undefined) await turning
    },
  }
}

/** How many of `waiting` go together: at least one. */
function groupOf(waiting: readonly Waiter[]): number {
  let records = 0
  let callers = 0
  for (const { entries } of waiting) {
    records += entries.length
    if (callers > 0 && records > MOST_RECORDS) break
    callers += 1
  }
  return callers
}

/** One statement each: of one kind, and neither too many nor too large. */
function partsOf(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = []
  let size = 0
  for (const entry of entries) {
    const part = parts.at(-1)
    size += entry.line.length
    const alike = part !== undefined && (part[0]!.log === '') === (entry.log === '')
    if (part !== undefined && alike && part.length < MOST_RECORDS && size <= MOST_CHARACTERS) part.push(entry)
    else {
      parts.push([entry])
      size = entry.line.length
    }
  }
  return parts
}
