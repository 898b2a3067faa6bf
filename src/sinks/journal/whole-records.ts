import { join } from 'node:path'
import { segmentFile } from '../../audit/index.js'
import { checkLine } from './hashing.js'
import { linesOf } from './lines.js'
import { parse } from './replay.js'

/** How many records of a segment that was cut are still whole, and the time of the last of them. */
export function wholeRecords(folder: string, first: number): { count: number; since: string | undefined } {
  let count = 0
  let since: string | undefined
  try {
    for (const { bytes, whole } of linesOf(join(folder, segmentFile(first)))) {
      const record = parse(bytes)
      if (!whole || checkLine(bytes, first + count, record?.prev ?? '') === undefined) break
      count += 1
      since = record?.time
    }
  } catch {
    // a file that is gone holds none
  }
  return { count, since }
}
