import { join } from 'node:path'
import { segmentFile } from '../../audit/index.js'
import { coded } from './failure.js'
import { checkLine } from './hashing.js'
import { linesOf } from './lines.js'
import { linkOf } from './replay.js'

const AT_ONCE = 500

/** The leaves of a sealed segment, each of its records checked, and the hash of the last; others get their turn meanwhile. */
export async function leavesOf(folder: string, first: number): Promise<{ leaves: Buffer[]; hash: string }> {
  const leaves: Buffer[] = []
  let hash: string | undefined
  for (const { bytes, whole } of linesOf(join(folder, segmentFile(first)))) {
    const checked = whole ? checkLine(bytes, first + leaves.length, hash ?? linkOf(bytes)) : undefined
    if (checked === undefined) throw coded('log_invalid')
    leaves.push(checked.leaf)
    hash = checked.hash
    if (leaves.length % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  if (hash === undefined) throw coded('log_invalid')
  return { leaves, hash }
}

/** What the first record of a segment is chained to. */
export function linkInto(folder: string, first: number): string {
  for (const { bytes } of linesOf(join(folder, segmentFile(first)))) return linkOf(bytes)
  return ''
}
