import { type Stats, statSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file that only grows, and never acknowledges what it does not hold. */
export interface AppendFile {
  /** Resolves when `text` stands in the file, forced to disk if so asked. After a failure the next call starts afresh. */
  append(text: string): Promise<void>
  close(): Promise<void>
}

const LINE_FEED = 0x0a
const MOST_TRIES = 3

/** What is known of the open file: `size` is where its last acknowledged byte ends. */
interface Opened {
  readonly handle: FileHandle
  readonly regular: boolean
  readonly ino: number
  readonly dev: number
  size: number
  /** The file ends within a line that is not ours to cut: begin a new one. */
  torn: boolean
}

export function createAppendFile(path: string, sync: boolean): AppendFile {
  let file: Opened | undefined

  async function append(text: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      file ??= await openFile(path, sync)
      if (await put(file, text)) return
      if (tries === MOST_TRIES) throw coded('ESTALE')
    }
  }

  /** Writes and checks; false when the file was deleted or cut under us, so that `text` must be written again. */
  async function put(opened: Opened, text: string): Promise<boolean> {
    const bytes = Buffer.from(opened.torn ? `\n${text}` : text)
    const written = { bytes: 0 }
    try {
      await writeAll(opened.handle, bytes, written)
      if (sync) await opened.handle.datasync()
      if (!opened.regular) return true
      const there = look(path)
      const same = there !== undefined && there.ino === opened.ino && there.dev === opened.dev
      if (!same) return await moved(opened)
      const whole = there.size >= opened.size + bytes.length
      opened.torn = false
      opened.size = there.size
      return whole
    } catch (error) {
      await abandon(opened, written.bytes)
      throw error
    }
  }

  /** Another file, or none, bears the name. A renamed one (log rotation) still holds what we wrote, a deleted one does not. */
  async function moved(opened: Opened): Promise<boolean> {
    const { nlink } = await opened.handle.stat()
    file = undefined
    await opened.handle.close()
    return nlink > 0
  }

  /**
   * Takes a failed write back and lets go of the handle: once an fsync has failed, the next one on it may lie.
   *
   * Cuts only what is surely ours; otherwise the torn line stays and the next begins behind it.
   */
  async function abandon(opened: Opened, written: number): Promise<void> {
    file = undefined
    try {
      const { size } = await opened.handle.stat()
      if (opened.regular && written > 0 && size === opened.size + written)
        await opened.handle.truncate(opened.size)
    } catch {
      // the next opening looks at the tail
    } finally {
      await opened.handle.close().catch(() => {})
    }
  }

  return {
    append,
    async close() {
      const { handle } = file ?? {}
      file = undefined
      await handle?.close()
    },
  }
}

/** A full disk writes a part and says nothing, so count. */
async function writeAll(handle: FileHandle, bytes: Buffer, written: { bytes: number }): Promise<void> {
  while (written.bytes < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written.bytes, bytes.length - written.bytes)
    if (bytesWritten === 0) throw coded('EIO')
    written.bytes += bytesWritten
  }
}

async function openFile(path: string, sync: boolean): Promise<Opened> {
  const before = await stat(path).catch(ifMissing)
  // a pipe would hang, a device cannot be forced to disk
  const special = before !== undefined && !before.isFile() && !before.isDirectory()
  if (special && (sync || !before.isCharacterDevice())) throw coded('ENOTSUP')
  const handle = await open(path, 'a', 0o600)
  try {
    if (before === undefined && sync) await syncFolder(dirname(path))
    const now = await handle.stat()
    const torn = now.isFile() && now.size > 0 && (await lastByte(path, now.size)) !== LINE_FEED
    return { handle, regular: now.isFile(), ino: now.ino, dev: now.dev, size: now.size, torn }
  } catch (error) {
    await handle.close().catch(() => {})
    throw error
  }
}

/** A new name is only safe when its folder is, too. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function lastByte(path: string, size: number): Promise<number | undefined> {
  const handle = await open(path, 'r').catch(() => undefined)
  try {
    return (await handle?.read(Buffer.alloc(1), 0, 1, size - 1))?.buffer[0]
  } finally {
    await handle?.close()
  }
}

/** What bears the name now. At once: behind a sync this is 2 µs, and a turn of the thread pool would be 50. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}
