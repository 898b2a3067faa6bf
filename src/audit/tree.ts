import { createHash } from 'node:crypto'
import { nodeHash } from './chain.js'

/** An RFC 6962 tree that grows by leaves and keeps only the roots of its full subtrees: 32 bytes for each bit of its size. */
export interface Tree {
  readonly size: number
  add(leaf: Uint8Array): void
  /** The root of all leaves so far, 32 bytes; of none, the SHA-256 of nothing. */
  root(): Buffer
}

export function createTree(): Tree {
  let size = 0
  /** Roots of full subtrees, largest first: one for each bit of `size` that is set. */
  const roots: Uint8Array[] = []

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
  }
}
