import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { leavesFile } from './layout.js'
import { openFile, unreadable } from './line-file.js'
import { Found } from './problem.js'

const LEAF = 32
const CHUNK = 64 * 1024

/** The leaf hashes that are kept of segment `first`, many at a time: runs of 32 bytes. @throws Found, Vanished */
export async function* keptLeaves(directory: string, first: number): AsyncGenerator<Buffer, void, undefined> {
  const file = leavesFile(first)
  const handle = await openFile(join(directory, file), file)
  try {
    let offset = 0
    for (;;) {
      const bytes = Buffer.allocUnsafe(CHUNK)
      let held = 0
      for (let read = -1; read !== 0 && held < CHUNK; held += read)
        read = (await handle.read(bytes, held, CHUNK - held, offset + held)).bytesRead
      offset += held
      if (offset === 0 || held % LEAF !== 0) throw new Found('leaves_invalid', { file, seq: first })
      if (held === 0) return
      yield bytes.subarray(0, held)
    }
  } catch (error) {
    throw error instanceof Found ? error : unreadable(file, error)
  } finally {
    await handle.close().catch(() => {})
  }
}

/** Leaves one by one, held against those that are kept: both stand where retention was stopped between two files. */
export function createComparison(): {
  add(leaf: Uint8Array): void
  isSame(directory: string, first: number): Promise<boolean>
} {
  const found = createHash('sha256')
  return {
    add: (leaf) => void found.update(leaf),
    async isSame(directory, first) {
      const kept = createHash('sha256')
      for await (const bytes of keptLeaves(directory, first)) kept.update(bytes)
      return kept.digest().equals(found.digest())
    },
  }
}
