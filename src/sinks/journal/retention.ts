import { statSync } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createTree, leavesFile, segmentFile } from '../../audit/index.js'
import { provenTree } from './boundary.js'
import { leastFed } from './cursor.js'
import { replaceFile, syncFolder } from './disk.js'
import { coded, codeOf } from './failure.js'
import { contentsOf } from './folder.js'
import { lastOf } from './last-record.js'
import { leavesOf, linkInto } from './leaves.js'
import type { Settings } from './options.js'
import { timeOf } from './own-record.js'

/** Deletes what is old enough, or too much. */
export interface Retention {
  /** Resolves once that is done; never rejects. */
  run(): Promise<void>
}

export function createRetention(
  { directory, log, signer, retention, clock }: Settings,
  warn: (message: string) => void,
): Retention {
  const { maxAgeMs, maxBytes } = retention
  let running: Promise<void> | undefined
  let warned = false

  async function run(): Promise<void> {
    try {
      for (const first of surplus()) await prune(first)
      warned = false
    } catch (error) {
      if (!warned) warn(`the journal \`${log}\` deletes nothing: ${codeOf(error)}`)
      warned = true
    }
  }

  /** Sealed segments that may go, oldest first: what a sink is still to be fed from stays, and all behind it. */
  function surplus(): number[] {
    const { segments } = contentsOf(directory)
    const sealed = segments.slice(0, -1)
    const sizes = segments.map((first) => statSync(join(directory, segmentFile(first))).size)
    // without a record of its own the open one says nothing of what it is chained to
    if (sizes.at(-1) === 0) return []
    let bytes = sizes.slice(0, -1).reduce((sum, size) => sum + size, 0)
    const fed = leastFed(directory)
    const found: number[] = []
    for (const [index, first] of sealed.entries()) {
      const tooMuch = maxBytes !== undefined && bytes > maxBytes
      if ((!tooMuch && !isOld(first)) || segments[index + 1]! > fed) break
      found.push(first)
      bytes -= sizes[index]!
    }
    return found
  }

  function isOld(first: number): boolean {
    if (maxAgeMs === undefined) return false
    return timeOf(clock) - Date.parse(lastOf(directory, first)?.time ?? '') > maxAgeMs
  }

  /** Only what is proved is deleted: the hashes that stay must lead to the note of the segment, or to the next record. */
  async function prune(first: number): Promise<void> {
    const { leaves, hash } = await leavesOf(directory, first)
    const { segments, trees } = contentsOf(directory)
    if (signer) {
      const before = trees.findLast((other) => other < first)
      const tree = before === undefined ? createTree() : provenTree(directory, log, signer.publicKey, before)
      const after = provenTree(directory, log, signer.publicKey, first)
      // a segment that is not signed yet stays until it is
      if (after === undefined) return
      if (tree?.size === first) for (const leaf of leaves) tree.add(leaf)
      if (!tree?.root().equals(after.root())) throw coded('log_invalid')
    } else if (linkInto(directory, segments[segments.indexOf(first) + 1]!) !== hash)
      throw coded('log_invalid')
    await replaceFile(directory, leavesFile(first), Buffer.concat(leaves))
    await unlink(join(directory, segmentFile(first)))
    await syncFolder(directory)
  }

  return {
    run() {
      if (maxAgeMs === undefined && maxBytes === undefined) return Promise.resolve()
      running ??= run().then(() => {
        running = undefined
      })
      return running
    },
  }
}
