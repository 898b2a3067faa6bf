import { fstatSync, ftruncate, readSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { LONGEST_LINE, quarantineFile, segmentFile, UNFINISHED } from '../../audit/index.js'
import { FILE_MODE, syncFolder } from './disk.js'
import { look } from './disk-sync.js'
import type { Link } from './encode.js'
import { coded } from './failure.js'
import { checkLine } from './hashing.js'
import { parse } from './replay.js'
import type { Segment } from './segment.js'

const CHUNK = 1024 * 1024

/**
 * Brings a segment whose append failed back to its acknowledged bytes: `whole`, or `cut` when somebody else took some of them away.
 *
 * A file that was deleted or renamed under us is written again from the handle, which still holds it.
 */
export async function mend(folder: string, segment: Segment, next: Link): Promise<'whole' | 'cut'> {
  if (!holds(segment, next)) {
    await takeBack(segment)
    return 'cut'
  }
  const path = join(folder, segmentFile(segment.first))
  const there = look(path)
  const { ino, dev } = fstatSync(segment.fd)
  if (there?.ino === ino && there.dev === dev) {
    const handle = await open(path, 'r+')
    try {
      await handle.truncate(segment.bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return 'whole'
  }
  if (there) await rename(path, join(folder, quarantineFile(segment.first, `stranger-${there.ino}`)))
  await restore(folder, path, segment)
  return 'whole'
}

/** What is left of a cut file is evidence, all but what we wrote behind it since. */
async function takeBack({ fd, broken }: Segment): Promise<void> {
  if (broken?.at !== 'look') return
  const { size } = fstatSync(fd)
  await new Promise<void>((resolve, reject) => {
    ftruncate(fd, Math.max(0, size - broken.appended), (error) => (error ? reject(error) : resolve()))
  })
}

/** Whether the last acknowledged record still ends where it did. */
function holds({ fd, bytes }: Segment, { seq, prev }: Link): boolean {
  if (bytes === 0) return true
  const tail = Buffer.allocUnsafe(Math.min(bytes, LONGEST_LINE))
  if (read(fd, tail, bytes - tail.length) < tail.length || tail.at(-1) !== 0x0a) return false
  const line = tail.subarray(tail.lastIndexOf(0x0a, -2) + 1, -1)
  return checkLine(line, seq - 1, parse(line)?.prev ?? '')?.hash === prev
}

async function restore(folder: string, path: string, { fd, bytes }: Segment): Promise<void> {
  const handle = await open(`${path}${UNFINISHED}`, 'w', FILE_MODE)
  try {
    const chunk = Buffer.allocUnsafe(CHUNK)
    for (let at = 0; at < bytes; ) {
      const count = read(fd, chunk.subarray(0, Math.min(CHUNK, bytes - at)), at)
      if (count === 0) throw coded('EIO')
      await handle.writeFile(chunk.subarray(0, count))
      at += count
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${path}${UNFINISHED}`, path)
  await syncFolder(folder)
}

/** How many bytes were there to be read. */
function read(fd: number, into: Buffer, from: number): number {
  let count = 0
  for (let more = 1; more > 0 && count < into.length; count += more)
    more = readSync(fd, into, count, into.length - count, from + count)
  return count
}
