import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { quarantineFile, segmentFile } from '../../audit/index.js'
import { dataSync, FILE_MODE, syncFolder, writeAll } from './disk.js'
import { look } from './disk-sync.js'
import { coded, codeOf } from './failure.js'

/** The file that is written to: it knows how many of its bytes are certain, and is broken as soon as it does not. */
export interface Segment {
  readonly first: number
  /** Bytes that are acknowledged. */
  readonly bytes: number
  /** What an append failed at, and the system's word for it. Such a handle is not used again: its next sync may lie. */
  readonly broken: Broken | undefined
  /** For reading what the file holds when its name is gone. */
  readonly fd: number
  /** Appends, and resolves once it is forced to disk, under its name. */
  append(bytes: Buffer): Promise<void>
  close(): void
}

interface Broken {
  readonly at: 'write' | 'sync' | 'look'
  readonly code: string
  /** Bytes that may stand behind those that are acknowledged. */
  readonly appended: number
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDWR } = constants

/** @throws the system's error */
export function openSegment(folder: string, first: number, bytes: number): Segment {
  return segmentOf(join(folder, segmentFile(first)), first, bytes, O_RDWR | O_APPEND)
}

/** A new segment, whose name is on disk before anything is written to it. */
export async function createSegment(folder: string, first: number): Promise<Segment> {
  const path = join(folder, segmentFile(first))
  // an empty one was begun by us; anything else is a stranger's, and evidence
  const there = look(path)
  if (there?.size === 0) await unlink(path)
  else if (there) await rename(path, join(folder, quarantineFile(first, `stranger-${there.ino}`)))
  const segment = segmentOf(path, first, 0, O_RDWR | O_APPEND | O_CREAT | O_EXCL)
  try {
    await syncFolder(folder)
    return segment
  } catch (error) {
    segment.close()
    throw error
  }
}

function segmentOf(path: string, first: number, held: number, flags: number): Segment {
  const fd = openSync(path, flags, FILE_MODE)
  const { ino, dev } = fstatSync(fd)
  let bytes = held
  let broken: Segment['broken']

  async function guarded(at: Broken['at'], appended: number, work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      broken = { at, code: codeOf(error), appended }
      throw error
    }
  }

  /** What we wrote must stand under our name, behind what was there before, and nothing else. */
  async function stands(size: number): Promise<void> {
    const there = look(path)
    if (there?.ino !== ino || there.dev !== dev || there.size !== size) throw coded('ESTALE')
  }

  return {
    first,
    fd,
    get bytes() {
      return bytes
    },
    get broken() {
      return broken
    },
    async append(more) {
      await guarded('write', more.length, writeAll(fd, more))
      await guarded('sync', more.length, dataSync(fd))
      await guarded('look', more.length, stands(bytes + more.length))
      bytes += more.length
    },
    close: () => closeSync(fd),
  }
}
