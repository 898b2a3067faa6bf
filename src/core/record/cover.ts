import { after, within } from '../clock.js'
import { failureOf } from './failure.js'
import type { GapInfo } from './gap.js'
import type { SinkOutlet } from './outlet.js'
import type { AuditRecord } from './record.js'
import type { BufferMark } from './sink.js'

/** Covers what is in memory by a number that a killed process leaves behind, so that the next one can say what was lost. */
export interface Cover {
  /** Whether it is known outside that as many records may be in memory; if not, it soon will be. */
  covers(records: number): boolean
  /** Told how many records are in memory now. */
  holds(records: number): void
  /** What is left in memory for good. */
  close(records: number): Promise<void>
}

export interface CoverOptions {
  readonly gap: (info: GapInfo) => AuditRecord
  readonly warn: (message: string) => void
  readonly deadlineMs: number
  /** More may be covered than before. */
  readonly raised: () => void
}

const LEAST = 256
const IDLE_MS = 1000

/**
 * The number is raised before the memory may grow to it, twofold and ahead of need, and taken away after a second without
 * records: it says *at most*. What an earlier process left stays in it until a gap has told of it.
 */
export function createCover(
  mark: BufferMark,
  outlet: SinkOutlet,
  { gap, warn, deadlineMs, raised }: CoverOptions,
): Cover {
  let allowed = 0
  let inherited = 0
  let raising = false
  let warned = false
  let idle: (() => void) | undefined
  let tail: Promise<unknown> = inherit()

  async function inherit(): Promise<void> {
    try {
      const left = await timely(mark.left())
      if (left === undefined) return
      const { records: lost, since, until } = left
      if (!Number.isSafeInteger(lost) || lost <= 0) throw new Error('no number')
      inherited = lost
      const told = (): void => {
        inherited = 0
        void write(() => allowed)
      }
      outlet.note({ record: gap({ lost, cause: 'process_killed', since, until }), told })
    } catch {
      warn(`what an earlier process held in memory for \`${outlet.name}\` is not known`)
    }
  }

  function timely<T>(work: PromiseLike<T>): Promise<T> {
    return within(work, deadlineMs, () => new Error('late'))
  }

  function failed(error: unknown): false {
    if (!warned) warn(`it cannot be noted how much \`${outlet.name}\` has in memory: ${failureOf(error).why}`)
    warned = true
    return false
  }

  /** One after the other; false when it does not stand there. */
  function write(records: () => number): Promise<boolean> {
    const done = tail.then(async () => timely(mark.set(inherited + records()))).then(() => true, failed)
    tail = done
    return done
  }

  async function raise(to: number): Promise<void> {
    if (raising) return
    raising = true
    const stands = await write(() => to)
    raising = false
    if (!stands) return
    allowed = to
    raised()
  }

  return {
    covers(records) {
      idle?.()
      idle = undefined
      if (records * 2 > allowed) void raise(Math.max(LEAST, 2 ** Math.ceil(Math.log2(records * 2))))
      return records <= allowed
    },
    holds(records) {
      if (records > 0 || allowed === 0) return
      idle ??= after(
        IDLE_MS,
        () => {
          idle = undefined
          if (raising) return
          allowed = 0
          void write(() => 0)
        },
        { ref: false },
      )
    },
    async close(records) {
      idle?.()
      allowed = 0
      await write(() => records)
    },
  }
}
