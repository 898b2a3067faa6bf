import type { AuditRecord } from './record.js'

/** Why a sink did not get a record; `process_killed` counts at most: what had been only in the memory of a process that ended. */
export type GapCause = 'sink_failed' | 'sink_timeout' | 'buffer_full' | 'process_killed'

/** What is missing from a sink: how many records, why, and the times of the first and the last. */
export interface GapInfo {
  readonly lost: number
  readonly cause: GapCause
  readonly since: string
  readonly until: string
}

/** The losses of one sink that its log does not tell yet. */
export interface Gaps {
  add(cause: GapCause, records: readonly AuditRecord[]): void
  any(): boolean
  /** Hands them out to be written, one for each cause; give them back by `restore` when that fails. */
  take(): readonly GapInfo[]
  restore(gaps: readonly GapInfo[]): void
}

export function createGaps(): Gaps {
  const open = new Map<GapCause, GapInfo>()

  function merge(gap: GapInfo): void {
    const known = open.get(gap.cause)
    if (known === undefined) {
      open.set(gap.cause, gap)
      return
    }
    const since = known.since < gap.since ? known.since : gap.since
    const until = known.until > gap.until ? known.until : gap.until
    open.set(gap.cause, { cause: gap.cause, lost: known.lost + gap.lost, since, until })
  }

  return {
    add(cause, records) {
      for (const { time } of records) merge({ cause, lost: 1, since: time, until: time })
    },
    any: () => open.size > 0,
    take() {
      const gaps = [...open.values()]
      open.clear()
      return gaps
    },
    restore(gaps) {
      gaps.forEach(merge)
    },
  }
}
