import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.js'
import { judged, type Tally } from './kill-tally.js'
import type { Orders, SubjectName } from './orders.js'
import { runWriter } from './run-writer.js'

/** `npm run test:kill` makes it 2,000. */
const RUNS = Number(process.env['KILL_RUNS'] ?? 12)
/** A log is killed so often before the next one is begun. */
const CRASHES = 10
/** Most of a run is waiting for the disk. */
const LANES = RUNS > 100 ? 12 : 4

let writer: string
/** A killed process loses nothing that the system has, so that memory will do for most logs: a disk is slow, and shared. */
let roots: readonly string[]
beforeAll(async () => {
  writer = await bundle('writer')
  const places = [tmpdir(), ...(existsSync('/dev/shm') ? ['/dev/shm', '/dev/shm', '/dev/shm'] : [])]
  roots = places.map((place) => mkdtempSync(join(place, 'purposebound-kill-')))
}, 60_000)
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
})

describe('T52: kill -9 at random times', () => {
  it.each<SubjectName>(['journal', 'file'])(
    'law: %s loses nothing that was released',
    {
      timeout: 60_000 + RUNS * 5000,
    },
    async (subject) => {
      const tally: Tally = { runs: 0, opening: 0, released: 0, lost: 0, torn: 0 }
      // a plain file has less that can go wrong: a tenth of the runs in the long form
      const runs = subject === 'journal' ? RUNS : Math.max(Math.min(RUNS, 12), RUNS / 10)
      const logs = Array.from({ length: Math.ceil(runs / CRASHES) }, (_, log) => ({
        log,
        crashes: Math.min(CRASHES, runs - log * CRASHES),
      }))
      const lane = async (): Promise<void> => {
        for (let next = logs.shift(); next; next = logs.shift()) {
          if (RUNS > 100 && next.log % 10 === 0) console.log(`${subject}: ${JSON.stringify(tally)}`)
          await crash(
            subject,
            join(roots[next.log % roots.length] ?? '', `${subject}-${next.log}`),
            next.crashes,
            tally,
          )
        }
      }
      await Promise.all(Array.from({ length: LANES }, lane))
      console.log(`kill -9, ${subject}: ${JSON.stringify(tally)}`)
      expect(tally).toMatchObject({ runs, lost: 0 })
      expect(tally.released).toBeGreaterThan(runs)
    },
  )
})

async function crash(subject: SubjectName, folder: string, crashes: number, tally: Tally): Promise<void> {
  const judge = judged(folder, subject, tally)
  for (let run = 0; run < crashes; run++) {
    const orders: Orders = {
      subject,
      folder,
      run: `r${run}`,
      callers: 1 + Math.floor(Math.random() * 24),
      padding: Math.floor(Math.random() * 2000),
      segmentBytes: 50_000,
      headroomBytes: Math.random() < 0.5 ? 0 : 64 * 1024,
      checkpointRecords: 1 + Math.floor(Math.random() * 60),
      strangers: Math.random() < 0.3,
    }
    const duringOpening = Math.random() < 0.2
    const running = runWriter(writer, orders, {
      onLine(line) {
        if (!line.startsWith(duringOpening ? 'open' : '+') || fallen) return
        fallen = true
        void setTimeout(Math.random() * (duringOpening ? 40 : 120)).then(running.kill)
      },
    })
    let fallen = false
    await judge(orders, await running.told, { opening: duringOpening, last: run === crashes - 1 })
  }
}
