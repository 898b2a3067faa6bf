import { hash } from 'node:crypto'

const PREFIX = Buffer.from('audit-chain/record/v1\n')
/** Room before the canonical bytes for what is hashed with them: prefix, number, link, length. */
export const HEAD = PREFIX.length + 8 + 32 + 4
const HASH_MEMBER = /"hash":"([0-9a-f]{64})",/g

/**
 * The hashes of one record, whose canonical bytes stand in `buffer` from `HEAD` to `end`: one call each, on one buffer.
 *
 * The same as `chainHash` and `leafHash` of `purposebound/audit`, which are their oracle.
 */
export function chainHex(buffer: Buffer, end: number, seq: number, prev: string): string {
  PREFIX.copy(buffer)
  buffer.writeUInt32BE(Math.floor(seq / 2 ** 32), PREFIX.length)
  buffer.writeUInt32BE(seq % 2 ** 32, PREFIX.length + 4)
  buffer.write(prev, PREFIX.length + 8, 32, 'hex')
  buffer.writeUInt32BE(end - HEAD, HEAD - 4)
  return hash('sha256', buffer.subarray(0, end), 'hex')
}

/** After `chainHex`, whose room it uses: 32 bytes. */
export function leafOf(buffer: Buffer, end: number): Buffer {
  buffer[HEAD - 1] = 0
  return Buffer.from(hash('sha256', buffer.subarray(HEAD - 1, end), 'binary'), 'binary')
}

/** A line that is chained to `prev`: its hash, and its leaf if wanted. */
export interface Checked {
  readonly hash: string
  readonly leaf: Buffer
}

const scratch = Buffer.allocUnsafe(HEAD + 64 * 1024)

/**
 * Whether `line`, without its line feed, is record `seq` after `prev`; undefined when not.
 *
 * Nothing but the right bytes has the right hash, so that the line need not be understood: the member that holds the hash is
 * found by trying each that looks like it.
 */
export function checkLine(line: Buffer, seq: number, prev: string): Checked | undefined {
  if (line.length >= 64 * 1024) return undefined
  const text = line.toString('latin1')
  for (const { 0: member, 1: hex, index } of text.matchAll(HASH_MEMBER)) {
    line.copy(scratch, HEAD, 0, index)
    line.copy(scratch, HEAD + index, index + member.length)
    const end = HEAD + line.length - member.length
    if (chainHex(scratch, end, seq, prev) === hex) return { hash: hex!, leaf: leafOf(scratch, end) }
  }
  return undefined
}
