import { randomFillSync } from 'node:crypto'
import { open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { RESERVE_FILE } from '../../audit/index.js'
import { FILE_MODE, syncFolder } from './disk.js'
import { look } from './disk-sync.js'

/** Room that is taken while there is some, and set free when the disk is full: for everything but denials. */
export interface Reserve {
  /** Whether it is set free: the disk is full, and who is denied needs no record. */
  readonly spent: boolean
  /** Sets it free because of `code`; false when that is not about room, or there is none. */
  release(code: string): Promise<boolean>
  /** Begins to take it again, if there is room; tried now and then. */
  regain(): void
  /** Resolves once it is not being taken. */
  settled(): Promise<void>
}

const FULL = ['ENOSPC', 'EDQUOT']
const TRY_MS = 1000
const CHUNK = 256 * 1024

export function createReserve(folder: string, bytes: number): Reserve {
  const path = join(folder, RESERVE_FILE)
  let held = false
  let spent = false
  let taking: Promise<void> | undefined
  let triedAt = Number.NEGATIVE_INFINITY

  async function take(): Promise<void> {
    try {
      held = look(path)?.size === bytes || ((await fits()) && (await fill()))
    } catch {
      await unlink(path).catch(() => {})
    }
    if (held) spent = false
  }

  async function fits(): Promise<boolean> {
    const { bavail, bsize } = await statfs(folder)
    // a quota is not seen here: then it is tried, and given up
    return bavail * bsize >= bytes * 2
  }

  /** With bytes that no file system can leave out or press together. */
  async function fill(): Promise<true> {
    const handle = await open(path, 'w', FILE_MODE)
    try {
      for (let left = bytes; left > 0; left -= CHUNK)
        await handle.writeFile(randomFillSync(Buffer.allocUnsafe(Math.min(CHUNK, left))))
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  }

  return {
    get spent() {
      return spent
    },
    async release(code) {
      await taking
      if (!FULL.includes(code) || !held) return false
      held = false
      spent = true
      triedAt = performance.now()
      await unlink(path).catch(() => {})
      await syncFolder(folder).catch(() => {})
      return true
    },
    regain() {
      if (held || bytes === 0 || performance.now() - triedAt < TRY_MS) return
      triedAt = performance.now()
      taking ??= take().then(() => {
        taking = undefined
      })
    },
    settled: async () => taking,
  }
}
