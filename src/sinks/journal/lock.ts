import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { LOCK_FILE, UNFINISHED } from '../../audit/index.js'
import { PurposeboundError } from '../../index.js'
import { createNow, linkNow, look, readNow } from './disk-sync.js'
import { type Owner, readOwner, runs, thisOwner } from './owner.js'

/** The right to write a log, of one thread in one process. */
export interface Lock {
  /** Whether the lock in the folder is still this one; false when another took it, or it is gone. */
  held(): boolean
  /** Takes a lock that is gone again; false when another has it. */
  again(): boolean
  release(): void
}

const RENEW_MS = 3000
/** A lock of a machine or container that cannot be looked into is respected for so long after it was renewed. */
const STALE_MS = 15_000
const MOST_TRIES = 20

/**
 * @throws PurposeboundError `spool_locked` while another thread or process, here or elsewhere, has the log
 */
export function takeLock(folder: string): Lock {
  const path = join(folder, LOCK_FILE)
  const owner = thisOwner()
  acquire(folder, path, owner)
  /** The lock as it was when it was last seen to be ours. */
  let seen = look(path)
  const timer = setInterval(() => {
    if (held()) renew(path)
  }, RENEW_MS)
  timer.unref?.()

  function held(): boolean {
    const there = look(path)
    if (there === undefined) return false
    // a file that is deleted soon gives its number to the next
    if (there.ino === seen?.ino && there.mtimeMs === seen.mtimeMs) return true
    if (readOwner(readNow(path))?.token !== owner.token) return false
    seen = there
    return true
  }

  return {
    held,
    again() {
      // one look that fails says nothing: it may be there, and ours
      if (look(path) !== undefined) return held()
      acquire(folder, path, owner)
      return true
    },
    release() {
      clearInterval(timer)
      if (held()) rmSync(path, { force: true })
    },
  }
}

/** Returns once the lock is ours. */
function acquire(folder: string, path: string, owner: Owner): void {
  const own = join(folder, `${LOCK_FILE}.${owner.token}${UNFINISHED}`)
  createNow(own, Buffer.from(`${JSON.stringify(owner)}\n`))
  try {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      if (linkNow(own, path)) return
      const found = readNow(path)
      if (found === undefined) continue
      if (!isStale(found, path)) throw locked()
      const mark = readOwner(found)?.token ?? ''
      if (succeed(folder, own, mark) && replaceStale(own, path, found, join(folder, heir(mark)))) return
    }
    throw locked()
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * Of all who find the owner `token` dead, one may take its place: who links the name that belongs to it. One that died
 * having done so is succeeded in the same way.
 */
function succeed(folder: string, own: string, token: string): boolean {
  const path = join(folder, heir(token))
  if (linkNow(own, path)) return true
  const found = readNow(path)
  if (found === undefined || !isStale(found, path)) return false
  const next = readOwner(found)?.token ?? ''
  if (next === token || !succeed(folder, own, next)) return false
  return replaceStale(own, path, found, join(folder, heir(next)))
}

/** Puts our lock in the place of a stale one, unless an earlier heir came and went between our look and our mark. */
function replaceStale(own: string, path: string, stale: Buffer, mark: string): boolean {
  const another = `${own}.${randomUUID()}`
  try {
    if (!readNow(path)?.equals(stale)) return false
    linkNow(own, another)
    renameSync(another, path)
    return true
  } finally {
    rmSync(mark, { force: true })
  }
}

function heir(token: string): string {
  return `${LOCK_FILE}.after-${token}`
}

function isStale(found: Buffer, path: string): boolean {
  const owner: Owner | undefined = readOwner(found)
  const alive = owner && runs(owner)
  if (alive !== undefined) return !alive
  const renewed = look(path)?.mtimeMs ?? Date.now()
  return Math.abs(Date.now() - renewed) > STALE_MS
}

function renew(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // the next write looks whether it is still there
  }
}

function locked(): PurposeboundError {
  return new PurposeboundError(
    'spool_locked',
    'close the other writer, or give each a folder and a log of its own',
  )
}
