import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { FILE_MODE } from './disk.js'
import { codeOf } from './failure.js'

/** What is needed at once, before the first record: opening a log, and a look at a name. */

export function syncFolderNow(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Creates `path`, which must not exist, with all of `bytes` forced to disk. */
export function createNow(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'wx', FILE_MODE)
  try {
    writeNow(fd, bytes)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function writeNow(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
}

export function truncateNow(path: string, size: number): void {
  const fd = openSync(path, 'r+')
  try {
    ftruncateSync(fd, size)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Gives a whole file a second name; false where that name is taken: of two who try, one succeeds. */
export function linkNow(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Undefined when there is no such file. */
export function readNow(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** What bears the name now. Behind a sync this is 2 µs, and a turn of the thread pool would be 50. */
export function look(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
