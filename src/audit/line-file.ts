import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { LONGEST_LINE } from './layout.js'
import { Found } from './problem.js'

const CHUNK = 1024 * 1024
const LINE_FEED = 0x0a
/** How often a line without an end is looked at again: somebody may be writing it. */
const LOOKS = 4
const LOOK_MS = 25
// a pipe must not be waited for, nor a link followed; Windows has neither
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** A file that was listed, and is there no more. */
export class Vanished {}

/** Lines of a file that stand together: each has its line feed, but for the rest at the end of the file. */
export interface Lines {
  /** Overwritten by the next. */
  readonly bytes: Buffer
  readonly to: number
  /** Where the bytes begin in the file. */
  readonly offset: number
  /** Whether these are the bytes behind the last line feed. */
  readonly rest: boolean
}

/** @throws Found for what is no file, or cannot be opened; Vanished */
export async function openFile(path: string, file: string): Promise<FileHandle> {
  let handle: FileHandle
  try {
    handle = await open(path, FLAGS)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Vanished()
    if (code === 'ELOOP' || code === 'EMLINK') throw new Found('not_a_file', { file })
    throw unreadable(file, error)
  }
  const isFile = await handle.stat().then(
    (stats) => stats.isFile(),
    () => false,
  )
  if (isFile) return handle
  await handle.close()
  throw new Found('not_a_file', { file })
}

export function unreadable(file: string, error: unknown): Found {
  return new Found('file_unreadable', { file }, (error as NodeJS.ErrnoException).code)
}

/**
 * The lines of a file in flat memory, to the end that it has now: what is written meanwhile is left for the next time, but
 * for the rest of a line that was just being written.
 *
 * @throws Found, Vanished
 */
export async function* linesOf(path: string, file: string, from = 0): AsyncGenerator<Lines, void, undefined> {
  const handle = await openFile(path, file)
  try {
    const bytes = Buffer.allocUnsafe(CHUNK + LONGEST_LINE)
    const end = (await handle.stat()).size
    let offset = from
    let held = 0
    for (let looks = 0; ; ) {
      const { bytesRead } = await handle.read(bytes, held, bytes.length - held, offset + held)
      held += bytesRead
      const to = bytes.subarray(0, held).lastIndexOf(LINE_FEED) + 1
      if (to > 0) yield { bytes, to, offset, rest: false }
      bytes.copyWithin(0, to, held)
      offset += to
      held -= to
      if (offset >= end && held === 0) return
      // whole lines were all that there was when this began
      if (offset >= end && to > 0) return
      if (held > LONGEST_LINE || (bytesRead === 0 && looks === LOOKS)) break
      if (bytesRead === 0) {
        looks++
        await pause(LOOK_MS)
      }
    }
    yield { bytes, to: held, offset, rest: true }
  } catch (error) {
    throw error instanceof Found ? error : unreadable(file, error)
  } finally {
    await handle.close().catch(() => {})
  }
}

/** A small file, whole. @throws Found, Vanished */
export async function contentOf(path: string, file: string, most: number): Promise<Buffer> {
  const handle = await openFile(path, file)
  try {
    const bytes = Buffer.alloc(most)
    let length = 0
    for (let read = -1; read !== 0 && length < most; length += read)
      read = (await handle.read(bytes, length, most - length, length)).bytesRead
    return bytes.subarray(0, length)
  } catch (error) {
    throw unreadable(file, error)
  } finally {
    await handle.close().catch(() => {})
  }
}
