import { canonical, LONGEST_LINE } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { sinkFailed } from './failure.js'
import { chainHex, HEAD, leafOf } from './hashing.js'
import { wellFormed } from './well-formed.js'

/** Where the next record goes: its number, and the hash that it is chained to. */
export interface Link {
  readonly seq: number
  readonly prev: string
}

/** A record as the bytes of the log. */
export interface Encoded {
  readonly line: Buffer
  readonly hash: string
  readonly leaf: Buffer
}

const scratch = Buffer.allocUnsafe(HEAD + LONGEST_LINE)

/** @throws PurposeboundError `sink_failed` for what no log can hold */
export function encode(record: AuditRecord, log: string, { seq, prev }: Link): Encoded {
  const placed = Object.assign({}, record, { log, seq, prev, hash: undefined })
  const canon = Buffer.from(textOf(placed))
  if (canon.length + 75 > LONGEST_LINE) throw sinkFailed('a record is longer than 64 KiB')
  canon.copy(scratch, HEAD)
  const end = HEAD + canon.length
  const hash = chainHex(scratch, end, seq, prev)
  const line = Buffer.from(`${textOf(Object.assign(placed, { hash }))}\n`)
  return { line, hash, leaf: leafOf(scratch, end) }
}

function textOf(record: object): string {
  try {
    return canonical(record)
  } catch {
    try {
      return canonical(wellFormed(record))
    } catch {
      throw sinkFailed('a record holds what no log can')
    }
  }
}
