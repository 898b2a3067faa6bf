import { JOURNAL_FORMAT, type Tree } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { createBinder } from './batch.js'
import type { Link } from './encode.js'
import { codeOf, sinkFailed } from './failure.js'
import type { Lock } from './lock.js'
import type { Settings } from './options.js'
import { type About, type OwnEntry, ownRecord } from './own-record.js'
import type { Recovered } from './recover.js'
import { createReserve } from './reserve.js'
import type { Segment } from './segment.js'
import { createShelf } from './shelf.js'
import { createWaiting, type Waiter } from './waiting.js'

/** Puts records on disk, in order, and says when they are there. */
export interface Writer {
  write(records: readonly AuditRecord[]): Promise<void>
  /** A record of the journal's own, in the name of whoever wrote last. Until somebody has, and when it fails, it waits for the next write. */
  own(entry?: OwnEntry): Promise<void>
  /** The end of what is acknowledged. */
  readonly end: Link
  /** The segment that is written to. */
  readonly open: Segment | undefined
  /** Of all that is acknowledged; absent where nothing is signed. */
  readonly tree: Tree | undefined
  /** Resolves once nothing is under way. */
  idle(): Promise<void>
  close(): void
}

export interface WriterHooks {
  /** Told after records are acknowledged. */
  readonly written: () => void
  /** Told of a segment that will not be written to again. */
  readonly sealed: (first: number) => void
}

/** One write takes no more once it holds so many bytes. */
const MOST_BYTES = 4 * 1024 * 1024
const MOST_TRIES = 3

export function createWriter(settings: Settings, found: Recovered, lock: Lock, hooks: WriterHooks): Writer {
  const { log, clock, signer, directory, headroomBytes } = settings
  const { tree } = found.reached
  const owed: OwnEntry[] = found.owed.map((recovery) => ({ type: 'recovery', recovery }))
  const shelf = createShelf(settings, found, lock, {
    sealed: hooks.sealed,
    lost: (entry) => void owed.push(entry),
  })
  const reserve = createReserve(directory, headroomBytes)
  reserve.regain()
  const binder = createBinder({ name: log, signed: tree !== undefined })
  const waiting = createWaiting(turn)
  let about = found.about
  let end: Link = { seq: found.reached.seq, prev: found.reached.prev }

  async function turn(): Promise<void> {
    const group: Waiter[] = []
    for (let tries = 1; ; tries++) {
      reserve.regain()
      try {
        await commit(group)
        return
      } catch (error) {
        const code = codeOf(error)
        if (tries < MOST_TRIES && (code === 'ESTALE' || (await reserve.release(code)))) continue
        for (let waiter = group.pop(); waiter; waiter = group.pop()) waiter.reject(sinkFailed(code))
        // who could not be looked at fails by the same cause, at once
        for (let waiter = waiting.next(); waiter; waiter = waiting.next()) waiter.reject(sinkFailed(code))
        await shelf.repair(end)
        return
      }
    }
  }

  async function commit(group: Waiter[]): Promise<void> {
    const segment = await shelf.ready(end)
    const told = owed.length
    binder.begin(end)
    const named = addOwn(segment.bytes === 0, group[0] ?? waiting.first())
    const again = group.splice(0)
    for (let waiter = again.shift() ?? draw(); waiter; waiter = again.shift() ?? draw()) {
      if (reserve.spent && isDenied(waiter)) waiter.reject(sinkFailed('ENOSPC'))
      else add(waiter, group)
    }
    if (binder.size > 0) {
      const { bytes, leaves, next } = binder.end()
      await segment.append(bytes)
      for (const leaf of leaves) tree?.add(leaf)
      end = next
      if (named) owed.splice(0, told)
      about = lastAbout(group) ?? named ?? about
      hooks.written()
    }
    for (const { resolve } of group) resolve()
  }

  function draw(): Waiter | undefined {
    return binder.size < MOST_BYTES ? waiting.next() : undefined
  }

  function add(waiter: Waiter, group: Waiter[]): void {
    try {
      binder.add(waiter.records)
      group.push(waiter)
    } catch (error) {
      waiter.reject(error as Error)
    }
  }

  /** What the journal says before others do: what a new segment is, and what it owes. In whose name, if in any. */
  function addOwn(begins: boolean, first: Waiter | undefined): About | undefined {
    const integrity = signer ? 'signed' : 'chain'
    const head: OwnEntry[] = begins ? [{ type: 'config', config: { format: JOURNAL_FORMAT, integrity } }] : []
    for (const name of [about, first && lastAbout([first])]) {
      if (!name) continue
      try {
        binder.add([...head, ...owed].map((entry) => ownRecord(entry, name, clock)))
        return name
      } catch {
        // a name that cannot be written: the record that bears it is refused in its turn
      }
    }
    return undefined
  }

  return {
    write: (records) => waiting.join(records),
    own(entry) {
      if (entry) owed.push(entry)
      return waiting.join([])
    },
    get end() {
      return end
    },
    get open() {
      return shelf.open
    },
    tree,
    async idle() {
      await waiting.idle()
      await reserve.settled()
    },
    close: () => shelf.close(),
  }
}

/** Whose the last of these records is. */
function lastAbout(group: readonly Waiter[]): About | undefined {
  for (const { records } of group.toReversed()) {
    const { app, policy } = records.at(-1) ?? {}
    if (app && policy) return { app, policy }
  }
  return undefined
}

/** Nothing is released on these records: they can be refused when there is hardly any room. */
function isDenied({ records }: Waiter): boolean {
  return records.length > 0 && records.every(({ type, effect }) => type === 'decision' && effect === 'deny')
}
