import type { Checkpoint } from './checkpoint.js'
import { Found, type LogProblemCode } from './problem.js'
import { createTree } from './tree.js'

/** What the records must come to at some size, and what it means when they do not. */
export interface Commitment extends Checkpoint {
  readonly code: Extract<LogProblemCode, 'root_mismatch' | 'expected_mismatch'>
  readonly file?: string
}

/** The tree of a log, held against everything that was committed to, as it grows. */
export interface Proof {
  readonly size: number
  /** How many records are those of a commitment. */
  readonly proven: number
  /** @throws Found where a commitment to this size does not hold */
  add(leaf: Buffer): void
  /** Holds a commitment to the size that the tree has now. @throws Found */
  hold(commitment: Commitment): void
  root(): Buffer
}

export function createProof(commitments: readonly Commitment[]): Proof {
  const tree = createTree()
  let proven = 0
  const next = (): number =>
    Math.min(...commitments.map(({ size }) => size).filter((size) => size > tree.size))
  const proof: Proof = {
    get size() {
      return tree.size
    },
    get proven() {
      return proven
    },
    add(leaf) {
      tree.add(leaf)
      if (tree.size !== awaited) return
      for (const each of commitments) if (each.size === tree.size) proof.hold(each)
      awaited = next()
    },
    hold({ size, root, code, file }) {
      if (!tree.root().equals(root))
        throw new Found(
          code,
          { ...(file !== undefined && { file }), seq: proven, through: size - 1 },
          proven === size - 1
            ? `record ${proven} was changed`
            : `one of the records ${proven} to ${size - 1} was changed`,
        )
      proven = size
    },
    root: () => tree.root(),
  }
  let awaited = next()
  return proof
}
