import type { ChainReader, LineFault } from './chain-reader.js'
import { LONGEST_LINE } from './layout.js'

const LINE_FEED = 0x0a

/** How far lines were read, and what is wrong with the one after. */
export interface ReadLines {
  readonly lines: number
  readonly fault?: LineFault
}

/** Reads all lines of `bytes` up to `to`, where a line feed ends each; every leaf goes to `add`. */
export function readLines(
  chain: ChainReader,
  bytes: Buffer,
  to: number,
  add: (leaf: Buffer) => void,
): ReadLines {
  let lines = 0
  for (let from = 0; from < to; lines++) {
    const end = bytes.indexOf(LINE_FEED, from)
    if (end === -1 || end >= to) return { lines, fault: { code: 'line_unended', at: from } }
    if (end - from >= LONGEST_LINE) return { lines, fault: { code: 'record_too_long', at: from } }
    const leaf = chain.read(bytes, from, end)
    if (!(leaf instanceof Uint8Array)) return { lines, fault: leaf }
    add(leaf)
    from = end + 1
  }
  return { lines }
}
