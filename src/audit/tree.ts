import { createHash } from 'node:crypto'
import { PurposeboundError } from '../index.js'
import { nodeHash } from './chain.js'

/** An RFC 6962 tree that grows by leaves and keeps only the roots of its full subtrees: 32 bytes for each bit of its size. */
export interface Tree {
  readonly size: number
  add(leaf: Uint8Array): void
  /** The root of all leaves so far, 32 bytes; of none, the SHA-256 of nothing. */
  root(): Buffer
  /** All that is needed to go on from here. */
  frontier(): Frontier
}

/** The full subtrees of the first `size` leaves. */
export interface Frontier {
  readonly size: number
  /** Their roots, largest first, 32 bytes each: one for each bit of `size` that is set. */
  readonly roots: readonly Uint8Array[]
}

/**
 * A tree without leaves, or one that goes on from a frontier.
 *
 * @throws PurposeboundError `log_invalid` for a frontier that no tree has
 */
export function createTree(from: Frontier = { size: 0, roots: [] }): Tree {
  let { size } = from
  const roots = [...from.roots]
  if (!isFrontier(from)) throw new PurposeboundError('log_invalid', 'not the frontier of a tree')

  return {
    get size() {
      return size
    },
    add(leaf) {
      let root = leaf
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) root = nodeHash(roots.pop()!, root)
      roots.push(root)
      size += 1
    },
    root() {
      if (size === 0) return createHash('sha256').digest()
      return Buffer.from(roots.reduceRight((right, left) => nodeHash(left, right)))
    },
    frontier: () => ({ size, roots: [...roots] }),
  }
}

function isFrontier({ size, roots }: Frontier): boolean {
  if (!Number.isSafeInteger(size) || size < 0) return false
  const bits = size.toString(2).replaceAll('0', '').length
  return roots.length === bits && roots.every((root) => root.length === 32)
}
