import { fdatasync, write } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { UNFINISHED } from '../../audit/index.js'
import { coded } from './failure.js'

/** Only the owner: who may read a log learns who used what. */
export const FILE_MODE = 0o600
export const FOLDER_MODE = 0o700

/** Appends all of `bytes`: a full disk takes a part and says nothing. */
export async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const written = await new Promise<number>((resolve, reject) => {
      write(fd, bytes, at, bytes.length - at, null, (error, count) =>
        error ? reject(error) : resolve(count),
      )
    })
    if (written === 0) throw coded('EIO')
    at += written
  }
}

/** Forces what was written to disk. */
export function dataSync(fd: number): Promise<void> {
  return new Promise((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve())))
}

/** A new, a renamed or a deleted name is only safe when its folder is, too. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a file that is there as a whole or not at all, also after a power cut. */
export async function replaceFile(folder: string, name: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = join(folder, `${name}${UNFINISHED}`)
  try {
    const handle = await open(temporary, 'w', FILE_MODE)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, join(folder, name))
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error
  }
  await syncFolder(folder)
}
