import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.js'
import { lost, recovered, strange } from './judge.js'
import type { Orders, SubjectName } from './orders.js'
import { readerOn } from './reader.js'
import { runWriter } from './run-writer.js'
import { openSubject } from './subject.js'

/** `npm run test:kill` makes it 50 each. */
const RUNS = Math.ceil(Number(process.env['KILL_RUNS'] ?? 80) / 40)
/** What may wait for 200 ms or 256 records, and what is being written meanwhile, at the pace of these callers. */
const CALLERS = 8
const PAUSE_MS = 10

let writer: string
let root: string
beforeAll(async () => {
  writer = await bundle('writer')
  root = mkdtempSync(join(tmpdir(), 'purposebound-modes-'))
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('kill -9 where nobody waits for the disk', () => {
  it.each(
    (['buffered', 'best_effort'] as const).flatMap((delivery) =>
      (['journal', 'file'] as const).map((subject) => ({ delivery, subject })),
    ),
  )(
    'law: $delivery to $subject loses the end of what was released and nothing before it',
    {
      timeout: 60_000 + RUNS * 4000,
    },
    async ({ delivery, subject }) => {
      const losses: number[] = []
      for (let run = 0; run < RUNS; run++) losses.push(await crash(delivery, subject, run))
      const sorted = losses.toSorted((a, b) => a - b)
      const median = sorted[sorted.length >> 1]
      console.log(
        `kill -9, ${delivery} to ${subject}: ${RUNS} runs, lost ${median} (median), ${sorted.at(-1)} (most)`,
      )
    },
  )
})

/** How many records the next process says may be lost. */
async function owned(orders: Orders): Promise<number> {
  const reads = readerOn({ sinks: [openSubject(orders)], delivery: 'buffered' }, 'next')
  expect(await reads.read('agent')).toBe('+')
  await reads.close()
  const { records } = await recovered(orders)
  const gaps = records.flatMap(({ gap }) => (gap?.cause === 'process_killed' ? [gap.lost] : []))
  return gaps.reduce((sum, lost) => sum + lost, 0)
}

async function crash(
  delivery: 'buffered' | 'best_effort',
  subject: SubjectName,
  run: number,
): Promise<number> {
  const folder = join(root, `${delivery}-${subject}-${run}`)
  mkdirSync(folder)
  const orders: Orders = { subject, folder, run: 'r', callers: CALLERS, delivery, pause: PAUSE_MS }
  let seen = false
  const running = runWriter(writer, orders, {
    onLine(line) {
      if (!line.startsWith('+') || seen) return
      seen = true
      void setTimeout(300 + Math.random() * 400).then(running.kill)
    },
  })
  const told = await running.told
  expect(strange(told)).toEqual([])
  const missing = new Set(lost([told], await recovered(orders)))
  const first = told.released.findIndex((request) => missing.has(request))
  // what one caller read later than another stands behind it: the records that are there are the first ones
  if (first !== -1) expect(told.released.slice(first).every((request) => missing.has(request))).toBe(true)
  if (delivery === 'buffered') expect(await owned(orders)).toBeGreaterThanOrEqual(missing.size)
  return missing.size
}
