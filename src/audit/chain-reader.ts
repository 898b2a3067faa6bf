import { hash } from 'node:crypto'
import { genesis } from './chain.js'
import { lineProblem } from './line-problem.js'
import type { LogProblemCode } from './problem.js'
import { REQUIRED, RecordScanner } from './scan-record.js'

const HEAD = Buffer.from('audit-chain/record/v1\n')
/** What is hashed before the canonical bytes: the name of the format, number, chain and length. */
const BEFORE = HEAD.length + 8 + 32 + 4
const HEX64 = /^[0-9a-f]{64}$/
const [V, LOG, SEQ, PREV, HASH, TYPE] = [0, 1, 2, 3, 4, 5] as const

/** What is wrong with a line, and at which of its bytes. */
export interface LineFault {
  readonly code: LogProblemCode
  /** An offset in the bytes that were given. */
  readonly at: number
  readonly more?: string
}

/** Reads records one by one, each held against the one before it: a chain of which nothing is kept but its end. */
export interface ChainReader {
  /** The number of the next record. */
  readonly seq: number
  /** The hash of the latest record, hex; undefined behind records that were deleted. */
  readonly prev: string | undefined
  /** The leaf hash of the record that stands in `bytes` from `from` to `to`, without its line feed; or what is wrong. */
  read(bytes: Buffer, from: number, to: number): Buffer | LineFault
  /** Goes on behind `count` records that are there no more. */
  skip(count: number): void
}

/** @param at where to begin, for a reader that goes on where another one was */
export function createChainReader(
  log: string,
  at: Pick<ChainReader, 'seq' | 'prev'> = { seq: 0, prev: genesis(log).toString('hex') },
): ChainReader {
  const scanner = new RecordScanner()
  const name = Buffer.from(JSON.stringify(log))
  let { seq, prev } = at
  let scratch = Buffer.alloc(BEFORE + 4096)
  HEAD.copy(scratch)

  /** The text of a member, without its quotes. */
  function textOf(bytes: Buffer, member: number): string {
    return bytes.toString('latin1', (scanner.from[member] as number) + 1, (scanner.to[member] as number) - 1)
  }

  function fault(bytes: Buffer, member: number): LineFault | undefined {
    const from = scanner.from[member] as number
    const to = scanner.to[member] as number
    const key = REQUIRED[member] as (typeof REQUIRED)[number]
    if (from === 0) return { code: `${key}_missing`, at: -1 }
    switch (key) {
      case 'v':
        return to - from === 1 && bytes[from] === 0x31 ? undefined : { code: 'v_unknown', at: from }
      case 'log':
        return name.compare(bytes, from, to) === 0 ? undefined : { code: 'log_mismatch', at: from }
      case 'seq':
        return bytes.toString('latin1', from, to) === String(seq)
          ? undefined
          : { code: 'seq_mismatch', at: from }
      case 'prev':
        if (prev === undefined ? HEX64.test(textOf(bytes, member)) : textOf(bytes, member) === prev)
          return undefined
        return { code: 'prev_mismatch', at: from }
      case 'hash':
        return to - from === 66 && bytes[from] === 0x22 ? undefined : { code: 'hash_mismatch', at: from }
      case 'type':
        return to - from > 2 && bytes[from] === 0x22 ? undefined : { code: 'type_missing', at: from }
    }
  }

  /** Puts the bytes of the record without its hash behind the head; their length. */
  function fill(bytes: Buffer, from: number, to: number): number {
    // the longest key before a value, and the comma behind it: `prev`, `seq` and others come later
    const cut = (scanner.from[HASH] as number) - '"hash":'.length
    const rest = (scanner.to[HASH] as number) + 1
    const length = cut - from + (to - rest)
    if (scratch.length < BEFORE + length) {
      scratch = Buffer.alloc(BEFORE + 2 * length)
      HEAD.copy(scratch)
    }
    bytes.copy(scratch, BEFORE, from, cut)
    bytes.copy(scratch, BEFORE + cut - from, rest, to)
    return length
  }

  return {
    get seq() {
      return seq
    },
    get prev() {
      return prev
    },
    read(bytes, from, to) {
      const bad = scanner.scan(bytes, from, to)
      if (bad !== -1) return { at: bad, ...lineProblem(bytes.subarray(from, to)) }
      for (const member of [V, LOG, SEQ, PREV, HASH, TYPE]) {
        const found = fault(bytes, member)
        if (found) return found.at === -1 ? { ...found, at: from } : found
      }
      const length = fill(bytes, from, to)
      scratch.writeUInt32BE(Math.floor(seq / 2 ** 32), HEAD.length)
      scratch.writeUInt32BE(seq % 2 ** 32, HEAD.length + 4)
      scratch.write(prev ?? textOf(bytes, PREV), HEAD.length + 8, 'hex')
      scratch.writeUInt32BE(length, BEFORE - 4)
      const digest = hash('sha256', scratch.subarray(0, BEFORE + length), 'hex')
      if (textOf(bytes, HASH) !== digest) return { code: 'hash_mismatch', at: scanner.from[HASH] as number }
      seq += 1
      prev = digest
      // the byte before the record is free now
      scratch[BEFORE - 1] = 0
      // by way of text, which is twice as fast as to ask for bytes
      return Buffer.from(hash('sha256', scratch.subarray(BEFORE - 1, BEFORE + length), 'binary'), 'binary')
    },
    skip(count) {
      seq += count
      prev = undefined
    },
  }
}
