import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { segmentFile } from '../../audit/index.js'
import { PurposeboundError } from '../../index.js'
import { look } from './disk-sync.js'
import type { Link } from './encode.js'
import { contentsOf, createFolder } from './folder.js'
import type { Lock } from './lock.js'
import { mend } from './mend.js'
import type { Settings } from './options.js'
import { type OwnEntry, timeOf } from './own-record.js'
import type { Recovered } from './recover.js'
import { createSegment, openSegment, type Segment } from './segment.js'
import { wholeRecords } from './whole-records.js'

/** The segments of a log, of which one is open. */
export interface Shelf {
  /** The segment that the record after `end` goes to, mended or new where it must be. @throws the system's error */
  ready(end: Link): Promise<Segment>
  /** Takes back what a failed write has left, if that can be done now; else `ready` tries again. */
  repair(end: Link): Promise<void>
  /** Undefined before the first record, and between two. */
  readonly open: Segment | undefined
  close(): void
}

export interface ShelfHooks {
  /** Told of a segment that will not be written to again. */
  readonly sealed: (first: number) => void
  /** Told when acknowledged records were taken from under us. */
  readonly lost: (entry: OwnEntry) => void
}

/** The disk is full: nothing is wrong with the file. */
const FULL = ['ENOSPC', 'EDQUOT']

export function createShelf(settings: Settings, found: Recovered, lock: Lock, hooks: ShelfHooks): Shelf {
  const { directory, segmentBytes, segmentAgeMs, clock, signer } = settings
  let open: Segment | undefined
  /** A segment that has ended, while there is no next one yet. */
  let ended: number | undefined
  /** Ends the open segment before its time. */
  let full = false
  let until = performance.now() + segmentAgeMs
  /** Another has written since: what is known here of the end of the log is wrong. */
  let overtaken = false

  if (found.open) {
    const { first, bytes, begun, integrity } = found.open
    open = openSegment(directory, first, bytes)
    // whoever reads on from here must be told
    full = integrity !== undefined && integrity !== (signer ? 'signed' : 'chain')
    until -= Math.max(0, timeOf(clock) - (begun ?? timeOf(clock)))
  }

  async function ready(end: Link): Promise<Segment> {
    hold()
    if (open?.broken) await mendOpen(open, end)
    if (open && open.bytes > 0 && (full || open.bytes >= segmentBytes || performance.now() >= until))
      retire(open)
    open ??= await begin(end.seq)
    return open
  }

  async function begin(first: number): Promise<Segment> {
    const segment = await createSegment(directory, first)
    full = false
    until = performance.now() + segmentAgeMs
    if (ended !== undefined) hooks.sealed(ended)
    ended = undefined
    return segment
  }

  function retire(segment: Segment): void {
    if (segment.bytes > 0) ended = segment.first
    open = undefined
    segment.close()
  }

  /** Nothing is written without the lock. One that went with its folder is taken again, unless somebody has written since. */
  function hold(): void {
    if (!overtaken && lock.held()) return
    if (!existsSync(directory)) createFolder(directory)
    overtaken ||= !lock.again() || hasGrown()
    if (overtaken) throw new PurposeboundError('spool_locked')
  }

  function hasGrown(): boolean {
    const first = open?.first ?? ended ?? 0
    if (contentsOf(directory).segments.some((other) => other > first)) return true
    return (
      open !== undefined &&
      !open.broken &&
      (look(join(directory, segmentFile(first)))?.size ?? 0) > open.bytes
    )
  }

  async function mendOpen(segment: Segment, end: Link): Promise<void> {
    const { at, code } = segment.broken!
    const outcome = await mend(directory, segment, end)
    if (outcome === 'cut') hooks.lost(lossOf(segment.first, end.seq))
    // what failed to be forced to disk may be taken for written: never go on behind it
    if (outcome === 'cut' || at === 'sync' || (at === 'write' && !FULL.includes(code))) retire(segment)
    else {
      open = openSegment(directory, segment.first, segment.bytes)
      segment.close()
    }
  }

  function lossOf(first: number, seq: number): OwnEntry {
    const { count, since } = wholeRecords(directory, first)
    const now = new Date(timeOf(clock)).toISOString()
    const lost = seq - first - count
    return { type: 'gap', gap: { lost, cause: 'log_truncated', since: since ?? now, until: now } }
  }

  return {
    ready,
    async repair(end) {
      try {
        if (open?.broken) await mendOpen(open, end)
      } catch {
        // the disk is still not well
      }
    },
    get open() {
      return open
    },
    close() {
      open?.close()
      open = undefined
    },
  }
}
