import { join } from 'node:path'
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  createTree,
  type Frontier,
  noteFile,
  openCheckpoint,
  type Tree,
  treeFile,
} from '../../audit/index.js'
import { readNow } from './disk-sync.js'
import { logInvalid } from './failure.js'
import type { Contents } from './folder.js'

/** What a signed log says of itself: where its tree is known without reading what lies before, and how long it must be. */
export interface Signed {
  /** At the end of the newest sealed segment whose note proves its tree; empty where there is none. */
  readonly tree: Tree
  /** The latest checkpoint. */
  readonly checkpoint: Checkpoint | undefined
  /** The same as it was signed. */
  readonly note: string | undefined
}

/** @throws PurposeboundError `log_invalid` for a checkpoint or a note that is not by `publicKey` */
export function readSigned(
  folder: string,
  log: string,
  publicKey: Uint8Array,
  { notes, trees }: Contents,
): Signed {
  const read = (file: string): { checkpoint: Checkpoint; note: string } | undefined => {
    const note = readNow(join(folder, file))?.toString()
    if (note === undefined) return undefined
    const checkpoint = openCheckpoint(note, log, publicKey)
    if (checkpoint === undefined) throw logInvalid(`\`${file}\` is not a checkpoint by the key of this log`)
    return { checkpoint, note }
  }
  const lastNote = notes.at(-1)
  const sealed = lastNote === undefined ? undefined : read(noteFile(lastNote))
  const open = read(CHECKPOINT_FILE)
  const latest = (open?.checkpoint.size ?? -1) >= (sealed?.checkpoint.size ?? -1) ? open : sealed
  return { tree: newestTree(), checkpoint: latest?.checkpoint, note: latest?.note }

  function newestTree(): Tree {
    for (const first of trees.toReversed()) {
      const tree = provenTree(folder, log, publicKey, first)
      if (tree) return tree
    }
    return createTree()
  }
}

/** The tree at the end of sealed segment `first`, where its note proves it. */
export function provenTree(
  folder: string,
  log: string,
  publicKey: Uint8Array,
  first: number,
): Tree | undefined {
  const tree = readTree(readNow(join(folder, treeFile(first))))
  const note = tree && readNow(join(folder, noteFile(first)))?.toString()
  const checkpoint = note && openCheckpoint(note, log, publicKey)
  return checkpoint && checkpoint.size === tree.size && tree.root().equals(checkpoint.root) ? tree : undefined
}

/** A frontier as text: nothing is believed of it that no note says. */
export function treeText({ size, roots }: Frontier): string {
  return `${JSON.stringify({ size, roots: roots.map((root) => Buffer.from(root).toString('hex')) })}\n`
}

function readTree(bytes: Buffer | undefined): Tree | undefined {
  try {
    const { size, roots } = JSON.parse(bytes?.toString() ?? '') as { size: number; roots: string[] }
    return createTree({ size, roots: roots.map((root) => Buffer.from(root, 'hex')) })
  } catch {
    return undefined
  }
}
