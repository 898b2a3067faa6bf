import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../../../src/stores/postgres/index.js'
import { openWay, type Way } from '../../../failing-way.js'
import { binaries, createPostgres, type Server } from '../../../sinks/postgres/server.js'
import { judge, type Read, type Said } from './judge.js'
import { type Reader, type ReaderPlan, type Speaker, startReader, startSpeaker } from './party.js'

// `STALE=all`, which is `npm run test:stale`: more of it, and the allowance of 50 ms is judged as well
const LONG = process.env['STALE'] === 'all'
const [ROUNDS, READS] = LONG ? [10, 100_000] : [1, 600]
const ALLOWED_MS = 50
const BOUND_MS = 300
const DAY_MS = 86_400_000

/** Whose clock is moved by how much, in turn; the reader's while it may hold a copy that is about to be too old. */
const MOVES = [
  [-DAY_MS, 0],
  [DAY_MS, 0],
  [0, -DAY_MS],
  [0, DAY_MS],
  [0, 0],
] as const

describe('the judge of reads', () => {
  const said: Said[] = [
    { action: 'give', from: 0, to: 10 },
    { action: 'withdraw', from: 100, to: 110 },
    { action: 'give', from: 500, to: 510 },
  ]
  const shown = (from: number, to: number): Read => [from, to, 'shown']

  it('lets by what may be seen: before, while it is said, within the bound, and once a yes is under way', () => {
    const reads = [
      shown(20, 21),
      shown(90, 111),
      shown(105, 112),
      shown(160, 161),
      shown(499, 501),
      shown(600, 601),
    ]
    expect(judge(reads, said, 50)).toEqual({ bound: 0, stale: [], latestMs: 51 })
  })

  it('finds what begins after the bound and is shown', () => {
    const reads = [shown(161, 162), [170, 171, 'consent_withdrawn'] as const, shown(300, 301)]
    expect(judge(reads, said, 50)).toEqual({ bound: 3, stale: [reads[0], reads[2]], latestMs: 191 })
  })

  it('finds what ends too late after the bound, where that is asked for', () => {
    const late = shown(159, 250)
    expect(judge([late], said, 50).stale).toEqual([])
    expect(judge([late], said, 50, 50).stale).toEqual([late])
  })
})

let server: Server
let owner: pg.Pool
let way: Way
let speaker: Speaker
const name = 'consent'

describe.skipIf(binaries === undefined)('a withdrawal in another process', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    server = await createPostgres()
    owner = server.pool('postgres')
    await owner.query('CREATE ROLE app LOGIN; CREATE ROLE ear LOGIN IN ROLE app')
    await migrate(owner, { name, role: 'app' })
    way = await openWay(server.port)
    speaker = await startSpeaker({ port: server.port, name })
  }, 60_000)
  afterAll(async () => {
    await speaker?.end()
    await way?.close()
    await server?.stop()
  }, 60_000)

  it('T18: without copies, or with copies that may have no age, no read that begins after it is a permit', async () => {
    for (const plan of [{}, { maxStalenessMs: 0 }]) {
      const bound = await watch({ ...plan, callers: 8 }, 0, async (reader, round) => {
        const no = await swear(reader)
        let after = 0
        await reader.until(([from]) => {
          if (from > no.to) after += 1
          return after > READS / ROUNDS
        })
        reader.moveClock(MOVES[round % MOVES.length]![0])
      })
      expect(bound).toBeGreaterThan(READS)
    }
  })

  it.each<[string, Partial<ReaderPlan>, () => unknown]>([
    ['nobody tells of', {}, () => {}],
    ['NOTIFY tells of', { ear: 0 }, () => {}],
    ['nobody hears of, the line of LISTEN being cut', { ear: 0 }, () => deafen()],
    ['nobody hears of, the line of LISTEN being dead', { ear: 1 }, () => way.stall(true)],
  ])(
    'T18, T20: that %s is respected once the bound is over, whatever the clocks',
    async (_, plan, hinder) => {
      const ear = plan.ear === undefined ? {} : { ear: plan.ear === 0 ? server.port : way.port }
      await owner.query('ALTER ROLE ear LOGIN')
      way.stall(false)
      const bound = await watch({ maxStalenessMs: BOUND_MS, ...ear }, BOUND_MS, async (reader, round) => {
        const [readers, speakers] = MOVES[round % MOVES.length]!
        const no = await swear(reader, async () => {
          await hinder()
          speaker.moveClock(speakers)
        })
        reader.moveClock(readers)
        const times = LONG ? 10 : 2
        await reader.until(([from]) => from > no.to + times * BOUND_MS)
      })
      expect(bound).toBeGreaterThan(ROUNDS)
    },
  )

  it('is heard of long before the bound where LISTEN and NOTIFY work', async () => {
    const boundMs = 3_600_000
    await owner.query('ALTER ROLE ear LOGIN')
    await watch({ maxStalenessMs: boundMs, ear: server.port }, boundMs, async (reader) => {
      await swear(reader)
      await reader.until(([, , came]) => came === 'consent_withdrawn')
    })
  })
})

/** Rounds of a reader that reads all the time; gives how many reads had to be denied. */
async function watch(
  plan: Omit<ReaderPlan, 'port' | 'name'>,
  boundMs: number,
  round: (reader: Reader, round: number) => Promise<void>,
): Promise<number> {
  said = []
  const reader = await startReader({ port: server.port, name, ...plan })
  for (let i = 0; i < ROUNDS; i++) await round(reader, i)
  await reader.end()
  const { bound, stale, latestMs } = judge(reader.reads, said, boundMs, LONG ? ALLOWED_MS : undefined)
  if (LONG)
    console.log(
      `${JSON.stringify(plan)}: ${reader.reads.length} reads, ${ROUNDS} withdrawals, ${bound} reads bound by them, ` +
        `${stale.length} stale; the last permit ended ${latestMs.toFixed(1)} ms after the acknowledgement`,
    )
  expect(stale).toEqual([])
  const others = reader.reads.map(([, , came]) => came).filter((came) => came !== 'shown')
  expect(
    [...new Set(others)].filter((came) => came !== 'consent_withdrawn' && came !== 'consent_missing'),
  ).toEqual([])
  return bound
}

let said: Said[] = []

/** A yes that is seen, and then a no. */
async function swear(reader: Reader, between: () => unknown = () => {}): Promise<Said> {
  const yes = await speaker.say('give')
  await reader.until(([from, , came]) => from > yes.to && came === 'shown')
  await between()
  const no = await speaker.say('withdraw')
  said.push(yes, no)
  return no
}

/** Cuts the line of LISTEN, and keeps it from coming back. */
async function deafen(): Promise<void> {
  await owner.query('ALTER ROLE ear NOLOGIN')
  await owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ear'`)
}
