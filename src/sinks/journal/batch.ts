import { LONGEST_LINE } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { encode, type Link, type Log } from './encode.js'

/** Records as bytes, one behind the other, until they are on disk. */
interface Batch {
  readonly bytes: Buffer
  /** Of each record, or none where nothing is signed. */
  readonly leaves: readonly Buffer[]
  /** What comes after it. */
  readonly next: Link
}

/** Puts records into one reused buffer. */
export interface Binder {
  begin(at: Link): void
  /** All of `records` or, when one of them cannot be written, none. @throws PurposeboundError `sink_failed` */
  add(records: readonly AuditRecord[]): void
  readonly size: number
  /** What was added; good until the next `begin`. */
  end(): Batch
}

const FIRST_SIZE = 256 * 1024

export function createBinder(log: Log): Binder {
  let buffer = Buffer.allocUnsafe(FIRST_SIZE)
  let size = 0
  let next: Link = { seq: 0, prev: '' }
  let leaves: Buffer[] = []

  function put(record: AuditRecord): void {
    if (size + LONGEST_LINE > buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2)
      buffer.copy(larger, 0, 0, size)
      buffer = larger
    }
    const { bytes, leaf, hash } = encode(record, log, next, buffer, size)
    size += bytes
    if (leaf) leaves.push(leaf)
    next = { seq: next.seq + 1, prev: hash }
  }

  return {
    begin(at) {
      size = 0
      leaves = []
      next = at
    },
    add(records) {
      const before = { size, next, count: leaves.length }
      try {
        for (const record of records) put(record)
      } catch (error) {
        size = before.size
        next = before.next
        leaves.length = before.count
        throw error
      }
    },
    get size() {
      return size
    },
    end: () => ({ bytes: buffer.subarray(0, size), leaves, next }),
  }
}
