/** A read as its process saw it: from when to when (ms of the clock that never jumps), and `shown` or the reason why not. */
export type Read = readonly [from: number, to: number, came: string]

/** What was said, begun at `from` and acknowledged at `to`. */
export interface Said {
  readonly action: 'give' | 'withdraw'
  readonly from: number
  readonly to: number
}

/** What became of the reads about which there can be no two opinions. */
export interface Judged {
  /** Reads that had to be denied. */
  readonly bound: number
  /** Those of them that were shown. */
  readonly stale: readonly Read[]
  /** How long after the acknowledgement of a no the last read that was shown ended, ms; 0 when none was. */
  readonly latestMs: number
}

/**
 * A no binds every read that *begins* later than its acknowledgement and `boundMs`, and ends before a later yes begins: an
 * order, not a timing. With `withinMs` it also binds each that *ends* so much later than that.
 */
export function judge(
  reads: readonly Read[],
  said: readonly Said[],
  boundMs: number,
  withinMs?: number,
): Judged {
  const stale: Read[] = []
  let bound = 0
  let latestMs = 0
  for (const [i, no] of said.entries()) {
    if (no.action !== 'withdraw') continue
    const until = said[i + 1]?.from ?? Number.POSITIVE_INFINITY
    for (const read of reads) {
      const [from, to, came] = read
      if (to <= no.to || to >= until) continue
      if (came === 'shown') latestMs = Math.max(latestMs, to - no.to)
      if (from <= no.to + boundMs && !(to > no.to + boundMs + (withinMs ?? Number.POSITIVE_INFINITY)))
        continue
      bound += 1
      if (came === 'shown') stale.push(read)
    }
  }
  return { bound, stale, latestMs }
}
