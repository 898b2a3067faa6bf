import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { PurposeboundError } from '../index.js'
import { segmentFile } from './layout.js'
import { linesOf, Vanished } from './line-file.js'
import { Found } from './problem.js'
import { type Part, survey } from './survey.js'

const FOLLOW_MS = 200
const LINE_FEED = 0x0a

export interface ReadOptions {
  /**
   * The number of the first record; a negative one counts from the end, as in `at`. Of records that retention has deleted,
   * reading begins behind them.
   * @defaultValue `0`
   */
  readonly from?: number
  /** The name of the log: records of another one are refused. */
  readonly log?: string
  /** Waits for more at the end, and never ends by itself. */
  readonly follow?: boolean
  /** Ends what is followed, and any other reading, with its reason. */
  readonly signal?: AbortSignal
}

/** Whole lines of a segment that stand together. */
export interface Run {
  readonly file: string
  /** Overwritten by the next. */
  readonly bytes: Buffer
  /** The number of the first record. */
  readonly seq: number
  /** Which line of the file it stands in, counted from 1. */
  readonly line: number
}

/**
 * The lines of a log in their order, many at a time. A last line that is torn is not there yet.
 *
 * @throws PurposeboundError `log_invalid` where a segment is missing, or cannot be read
 */
export async function* readSegments(
  directory: string,
  { from = 0, follow = false, signal }: ReadOptions,
): AsyncGenerator<Run, void, undefined> {
  let start = from
  /** Where reading goes on: the next record, and the place of its line. */
  let at: { first: number; seq: number; offset: number } | undefined
  for (;;) {
    try {
      const segments = (await survey(directory)).parts.filter(({ segment }) => segment)
      if (start < 0) start = Math.max(0, (await sizeOf(directory, segments)) + start)
      const { first: begin = 0 } = segments.findLast(({ first }) => first <= start) ?? segments[0] ?? {}
      for (const { first } of segments.filter(({ first }) => first >= (at?.first ?? begin))) {
        if (at?.first !== first) {
          if (at && at.seq !== first) throw invalid(segmentFile(at.seq), 'missing')
          at = { first, seq: first, offset: 0 }
        }
        const file = segmentFile(first)
        for await (const { bytes, to, rest } of linesOf(join(directory, file), file, at.offset)) {
          signal?.throwIfAborted()
          if (rest) {
            if (to > 0 && first !== segments.at(-1)?.first) throw invalid(file, 'torn')
            break
          }
          const { skipped, lines } = count(bytes, to, start - at.seq)
          const seq = at.seq + lines.skipped
          if (skipped < to) yield { file, bytes: bytes.subarray(skipped, to), seq, line: seq - first + 1 }
          at = { first, seq: at.seq + lines.all, offset: at.offset + to }
        }
      }
    } catch (error) {
      if (error instanceof Found) throw invalid(error.problem.file ?? directory, error.problem.code)
      // retention deletes the oldest while it is read: what is left is listed again
      if (!(error instanceof Vanished)) throw error
      start = at?.seq ?? start
      at = undefined
      continue
    }
    if (!follow) return
    await pause(FOLLOW_MS, undefined, signal && { signal })
  }
}

/** How many lines there are, and where the first `skip` of them end. */
function count(bytes: Buffer, to: number, skip: number) {
  let all = 0
  let skipped = 0
  for (let end = 0; end < to; all++) {
    end = bytes.indexOf(LINE_FEED, end) + 1
    if (all < skip) skipped = end
  }
  return { skipped, lines: { all, skipped: Math.min(all, Math.max(0, skip)) } }
}

/** How many records the log holds. */
async function sizeOf(directory: string, segments: readonly Part[]): Promise<number> {
  const last = segments.at(-1)
  if (!last) return 0
  let size = last.first
  const file = segmentFile(last.first)
  for await (const { bytes, to, rest } of linesOf(join(directory, file), file))
    if (!rest) size += count(bytes, to, 0).lines.all
  return size
}

export function invalid(file: string, what: string): PurposeboundError {
  return new PurposeboundError('log_invalid', `\`${file}\`, ${what}`)
}
