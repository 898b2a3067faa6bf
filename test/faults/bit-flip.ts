import { createChainReader } from '../../src/audit/chain-reader.js'
import { readLines } from '../../src/audit/read-lines.js'
import { type BuiltLine, LOG } from '../audit/build-log.js'

/** A bit that was flipped, and not found; or found elsewhere than where it is. */
export interface Missed {
  readonly seq: number
  readonly byte: number
  readonly bit: number
  readonly said: string
}

/**
 * Flips bits of record `seq`, line feed included, one at a time, each in a log that is otherwise good, and reads on from there:
 * a reader folds record after record, so that what it says of a log is what it says from the bad record on.
 *
 * @param pick which bits, counted from the first of the line; all when left out
 */
export function flip(lines: readonly BuiltLine[], seq: number, pick?: readonly number[]): Missed[] {
  const own = (lines[seq] as BuiltLine).line
  // without its line feed a line runs into the next one
  const bytes = Buffer.concat([own, lines[seq + 1]?.line ?? Buffer.of()])
  const before = lines[seq - 1]?.hash.toString('hex')
  const missed: Missed[] = []
  const bits = pick ?? Array.from({ length: own.length * 8 }, (_, index) => index)
  for (const index of bits) {
    const [byte, bit] = [index >> 3, index & 7]
    bytes[byte] = (bytes[byte] as number) ^ (1 << bit)
    const said = verdictOn(bytes, seq, before)
    if (said !== undefined) missed.push({ seq, byte, bit, said })
    bytes[byte] = (bytes[byte] as number) ^ (1 << bit)
  }
  return missed
}

/** Undefined when the fault is found in record `seq` itself. */
function verdictOn(bytes: Buffer, seq: number, before: string | undefined): string | undefined {
  const chain = createChainReader(LOG, before === undefined ? undefined : { seq, prev: before })
  const { lines, fault } = readLines(chain, bytes, bytes.length, () => {})
  if (fault === undefined) return 'nothing is wrong'
  return lines === 0 ? undefined : `${fault.code} in record ${seq + lines}`
}
