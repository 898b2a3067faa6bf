import { statSync } from 'node:fs'
import { join } from 'node:path'
import { JOURNAL_FORMAT, segmentFile, type Tree } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { logInvalid } from './failure.js'
import { checkLine } from './hashing.js'
import { linesOf } from './lines.js'

/** Where a log, read from some point on, has come to. */
export interface Reached {
  /** The number of the next record. */
  seq: number
  /** What it is chained to, hex; undefined where the record before is no longer there. */
  prev: string | undefined
  /** Absent where nothing is signed. */
  readonly tree: Tree | undefined
}

/** A segment that was read: how far it is good. */
export interface Replayed {
  readonly first: number
  /** The bytes that are good: all, but for a torn tail. */
  readonly bytes: number
  readonly size: number
}

/**
 * Reads segment `first`, moves `reached` to its end and checks each record on the way.
 *
 * @throws PurposeboundError `log_invalid` for a bad line, naming it; in the last segment only when a good one follows
 */
export function replaySegment(
  folder: string,
  log: string,
  first: number,
  reached: Reached,
  last: boolean,
  /** Told of each record, once `reached` is behind it; the line is overwritten later. */
  seen: (line: Buffer) => void,
): Replayed {
  const file = segmentFile(first)
  if (first !== reached.seq) throw logInvalid(`\`${file}\` does not follow the segment before it`)
  const path = join(folder, file)
  const { size } = statSync(path)
  let number = 0
  for (const { bytes, offset, whole } of linesOf(path)) {
    number++
    if (number === 1) checkFirst(bytes, log, file, reached)
    const checked = whole ? checkLine(bytes, reached.seq, reached.prev ?? linkOf(bytes)) : undefined
    if (checked === undefined) {
      if (!last || recordFollows(path, offset, log)) throw logInvalid(`\`${file}\`, line ${number}`)
      return { first, bytes: offset, size }
    }
    reached.tree?.add(checked.leaf)
    reached.prev = checked.hash
    reached.seq += 1
    seen(bytes)
  }
  return { first, bytes: size, size }
}

/** Another log is not a damaged one, and nor is one of a later format. */
function checkFirst(line: Buffer, log: string, file: string, reached: Reached): void {
  const record = parse(line)
  if (record?.log !== undefined && record.log !== log) throw logInvalid(`\`${file}\` belongs to another log`)
  const format = record?.config?.format
  if (format !== undefined && format !== JOURNAL_FORMAT)
    throw logInvalid(`\`${file}\` has a format that is not known here`)
  if (reached.prev === undefined && record?.seq !== undefined && record.seq !== reached.seq)
    throw logInvalid(`\`${file}\` does not hold the records that its name says`)
}

/** Whether, behind a bad line, a record still stands: then the line was not torn in the last write. */
function recordFollows(path: string, offset: number, log: string): boolean {
  let behind = false
  for (const { bytes, whole } of linesOf(path, offset)) {
    if (behind && whole && parse(bytes)?.log === log) return true
    behind = true
  }
  return false
}

/** What a record says it is chained to; empty text for one that does not. */
export function linkOf(line: Buffer): string {
  const prev = parse(line)?.prev
  return typeof prev === 'string' ? prev : ''
}

/** Undefined for a line that is no record. */
export function parse(line: Buffer): AuditRecord | undefined {
  try {
    const record: unknown = JSON.parse(line.toString())
    return typeof record === 'object' && record !== null ? (record as AuditRecord) : undefined
  } catch {
    return undefined
  }
}
