import { existsSync } from 'node:fs'
import { type FileHandle, open, readFile, unlink } from 'node:fs/promises'
import type { BufferMark } from '../index.js'

interface Standing {
  readonly records: number
  readonly since: string
  readonly pid: number
}

/** Longer than any content, so that it is replaced in place: a full disk has room for it. */
const LENGTH = 128
/** Files that this process itself has marked: what stands there is no dead one's. */
const own = new Set<string>()

export interface BufferMarkOptions {
  /** A lock on the log says that whoever left a number is dead, also when another process has got its id. */
  readonly locked?: boolean
}

/**
 * A number in a small file beside a log. It is not forced to disk: what is written outlives a killed process, and not a
 * power cut.
 */
export function createBufferMark(
  path: string,
  { locked = false }: BufferMarkOptions = {},
): BufferMark & { close(): Promise<void> } {
  let file: FileHandle | undefined
  let since: string | undefined
  let standing: number | undefined

  async function write(records: number): Promise<void> {
    file ??= await open(path, 'r+').catch(() => open(path, 'w+', 0o600))
    since ??= new Date().toISOString()
    const mark: Standing = { records, since, pid: process.pid }
    const text = `${JSON.stringify(mark).padEnd(LENGTH - 1)}\n`
    const { bytesWritten } = await file.write(text, 0)
    if (bytesWritten !== LENGTH) throw Object.assign(new Error('EIO'), { code: 'EIO' })
  }

  return {
    async set(records) {
      // where nothing stands, nothing need be said
      if (records === 0 && !existsSync(path)) return
      own.add(path)
      await write(records)
      standing = records
      if (records === 0) since = undefined
    },
    async left() {
      if (own.has(path)) return undefined
      const text = await readFile(path, 'utf8').catch(ifMissing)
      if (text === undefined) return undefined
      const { records, since, pid } = JSON.parse(text) as Standing
      // another that lives writes to this log: nothing is lost yet
      if (records === 0 || (!locked && pid !== process.pid && isAlive(pid))) return undefined
      return { records, since: new Date(since).toISOString(), until: new Date().toISOString() }
    },
    async close() {
      const handle = file
      file = undefined
      own.delete(path)
      await handle?.close()
      if (standing === 0) await unlink(path).catch(ifMissing)
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
