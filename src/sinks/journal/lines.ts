import { closeSync, openSync, readSync } from 'node:fs'
import { LONGEST_LINE } from '../../audit/index.js'

const CHUNK = 1024 * 1024
const LINE_FEED = 0x0a

/** A line of a file, without its line feed; `whole` when it has one. One that is longer than any record is cut. */
export interface Line {
  readonly bytes: Buffer
  /** Where it begins in the file. */
  readonly offset: number
  readonly whole: boolean
}

/** The lines of a file, one after the other, in flat memory. What is yielded is overwritten by the next. */
export function* linesOf(path: string, from = 0): Generator<Line, void, undefined> {
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(CHUNK + LONGEST_LINE)
    // what is held of the file: from `at`, `length` bytes
    let at = from
    let length = 0
    for (let ended = false; !ended || length > 0; ) {
      const count: number = ended ? 0 : readSync(fd, buffer, length, buffer.length - length, at + length)
      ended = count === 0
      length += count
      let start = 0
      for (let end = 0; start < length; start = end + 1) {
        end = buffer.subarray(0, length).indexOf(LINE_FEED, start)
        // a line without an end may have one in what is still to be read, unless it is too long for any record
        if (end === -1 && !ended && length - start < LONGEST_LINE) break
        const whole = end !== -1
        if (!whole) end = Math.min(length, start + LONGEST_LINE) - 1
        yield { bytes: buffer.subarray(start, whole ? end : end + 1), offset: at + start, whole }
      }
      buffer.copyWithin(0, start, length)
      at += start
      length -= start
    }
  } finally {
    closeSync(fd)
  }
}
