import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.js'
import { lost, recovered, strange } from './judge.js'
import type { Orders } from './orders.js'
import { runWriter } from './run-writer.js'
import { withoutStrace } from './strace.js'
import { type Remainder, SyncedDisk } from './synced-disk.js'
import { readTrace, TRACED, type TraceEvent } from './trace.js'

/** Of the moments between two calls, every so many is tried: `npm run test:faults` tries each. */
const EVERY = process.env['FAULTS'] === undefined ? 40 : 1
const REMAINDERS: readonly Remainder[] = ['nothing', 'some', 'zeros']
const missing = withoutStrace()
if (missing !== undefined) console.warn(`SKIPPED: power cuts. ${missing}`)

let root: string
let orders: Orders
let events: readonly TraceEvent[]

describe.skipIf(missing !== undefined)('T52: a power cut', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    const writer = await bundle('writer')
    root = mkdtempSync(join(tmpdir(), 'purposebound-power-'))
    const folder = join(root, 'log')
    mkdirSync(folder)
    orders = {
      ...{ subject: 'journal', folder, run: 'power', callers: 4, reads: 12, strangers: true },
      ...{ segmentBytes: 20_000, checkpointRecords: 9, headroomBytes: 8 * 1024 },
    }
    const report = join(root, 'strace')
    const told = await runWriter(writer, orders, {
      before: ['strace', '-f', '-qq', '-xx', '-s', '1000000', '-o', report, '-e', `trace=${TRACED.join()}`],
      env: { UV_USE_IO_URING: '0' },
    }).told
    expect(strange(told)).toEqual([])
    expect(told.released.length).toBe(48)
    events = [...readTrace(readFileSync(report, 'utf8'))]
  }, 120_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('law: what is released is on disk before it is, and so is the name of its file', () => {
    const disk = new SyncedDisk(orders.folder)
    let released = 0
    for (const event of events) {
      disk.take(event)
      const request = requestOf(event)
      if (request === undefined) continue
      released += 1
      expect(disk.holds(`"request":"${request}"`), request).toBe(true)
    }
    expect(released).toBe(48)
  })

  it('the model notices what is not forced: a writer that leaves it out has nothing on disk', () => {
    const disk = new SyncedDisk(orders.folder)
    for (const event of events) if (event.name !== 'fdatasync') disk.take(event)
    expect(disk.holds('"request":"power-a0-0"')).toBe(false)
  })

  it.each(REMAINDERS)(
    'law: at any moment costs nothing that was released, when %s of the rest is left',
    async (remainder) => {
      const disk = new SyncedDisk(orders.folder)
      const chance = randomly(7)
      const released: string[] = []
      let cuts = 0
      for (const [at, event] of events.entries()) {
        disk.take(event)
        const request = requestOf(event)
        if (request !== undefined) released.push(request)
        if (at % EVERY !== 0) continue
        cuts += 1
        const folder = join(root, `${remainder}-${at}`)
        disk.cut(folder, remainder, chance)
        const found = await recovered({ ...orders, folder })
        expect(lost([{ ...NOTHING, released }], found), `cut after call ${at}`).toEqual([])
        expect(found.quarantined).toBeLessThanOrEqual(1)
        rmSync(folder, { recursive: true })
      }
      console.log(`power cuts, ${remainder} of what was not forced to disk is left: ${cuts}, 0 lost`)
      expect(cuts).toBeGreaterThan(5)
    },
  )
})

const NOTHING = {
  released: [],
  denied: new Map(),
  outcomes: [],
  wrong: [],
  unopened: [],
  closed: '',
  ended: 0,
}

/** The request that the writer says, at this moment, is released. */
function requestOf({ at, name, fd, texts }: TraceEvent): string | undefined {
  if (at !== 'begin' || name !== 'write' || fd !== 1) return undefined
  return /^\+(\S+)\n$/.exec(texts[0]?.toString() ?? '')?.[1]
}

function randomly(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
