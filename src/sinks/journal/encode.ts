import { LONGEST_LINE } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { sinkFailed } from './failure.js'
import { halvesOf } from './halves.js'
import { chainHex, HEAD, leafOf } from './hashing.js'
import { wellFormed } from './well-formed.js'

/** Where the next record goes: its number, and the hash that it is chained to. */
export interface Link {
  readonly seq: number
  readonly prev: string
}

/** The hashes of a record, and how long its line is. */
export interface Encoded {
  readonly bytes: number
  readonly hash: string
  /** Absent where nothing is signed. */
  readonly leaf: Buffer | undefined
}

/** What a record becomes a line of. */
export interface Log {
  readonly name: string
  readonly signed: boolean
}

/** `"hash":"<64>",` */
const HASH_BYTES = 74
const WIDEST = 3
const scratch = Buffer.allocUnsafe(HEAD + LONGEST_LINE)

/**
 * Writes the line of `record` into `into` at `at`, where there must be room for the longest.
 *
 * @throws PurposeboundError `sink_failed` for what no log can hold
 */
export function encode(
  record: AuditRecord,
  { name, signed }: Log,
  { seq, prev }: Link,
  into: Buffer,
  at: number,
): Encoded {
  const { before, after } = halves(record, name, seq, prev)
  const characters = before.length + after.length
  if (
    characters * WIDEST + HASH_BYTES >= LONGEST_LINE &&
    bytesOf(before) + bytesOf(after) + HASH_BYTES >= LONGEST_LINE
  )
    throw sinkFailed('a record is longer than 64 KiB')
  // as one text it would take three times as long: it would be put together once more
  const split = HEAD + scratch.write(before, HEAD)
  const end = split + scratch.write(after, split)
  const hash = chainHex(scratch, end, seq, prev)
  const leaf = signed ? leafOf(scratch, end) : undefined
  scratch.copy(into, at, HEAD, split)
  const middle = at + split - HEAD
  into.write(`"hash":"${hash}",`, middle, 'latin1')
  scratch.copy(into, middle + HASH_BYTES, split, end)
  const bytes = end - HEAD + HASH_BYTES + 1
  into[at + bytes - 1] = 0x0a
  return { bytes, hash, leaf }
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

function halves(record: AuditRecord, log: string, seq: number, prev: string) {
  try {
    return halvesOf(record, log, seq, prev)
  } catch {
    try {
      return halvesOf(wellFormed(record), log, seq, prev)
    } catch {
      throw sinkFailed('a record holds what no log can')
    }
  }
}
