import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsentEvent, type Person, personKey } from '../../../../src/index.js'
import { migrate } from '../../../../src/stores/postgres/index.js'
import { binaries, createPostgres, type Server } from '../../../sinks/postgres/server.js'
import { event, folded } from '../../said.js'
import { type Speakers, startSpeakers } from './history.js'
import { type Deed, unexplained } from './register.js'
import { type Call, type Order, violation } from './witness.js'

// `LINEAR_MINUTES`, which is `npm run test:linear`: histories for so long
const MINUTES = Number(process.env['LINEAR_MINUTES'] ?? 0)
const COUNT = 60

const ana: Person = { id: 'm-1', population: 'member' }
const [give, withdraw] = [event('give', ana, 1), event('withdraw', ana, 2)]
const said: Order = new Map([[personKey(ana), [give, withdraw]]])
const wrote = (from: number, to: number, each: ConsentEvent, version: number): Call => ({
  from,
  to,
  person: ana,
  event: each,
  version,
})
const saw = (from: number, to: number, version: number): Call => ({
  from,
  to,
  person: ana,
  purposes: folded([give, withdraw].slice(0, version)),
  version,
})

describe('the checker of histories', () => {
  it('finds nothing where each call has its place', () => {
    const calls = [
      saw(0, 9, 1),
      wrote(1, 3, give, 1),
      saw(2, 4, 0),
      wrote(5, 8, withdraw, 2),
      saw(6, 7, 2),
      saw(10, 11, 2),
    ]
    expect(violation(calls, said)).toBeUndefined()
  })

  it.each<[string, Call[], string]>([
    [
      'a read that is older than an append that had ended',
      [wrote(1, 2, give, 1), saw(3, 4, 0)],
      'version 0 after 1',
    ],
    ['a read that is older than another read', [saw(1, 2, 2), saw(3, 4, 1)], 'version 1 after 2'],
    [
      'an append that is placed before one that had ended',
      [wrote(1, 2, withdraw, 2), wrote(3, 4, give, 1)],
      'version 1 after 2',
    ],
    [
      'an append that is placed in what had been read',
      [saw(1, 2, 1), wrote(3, 4, give, 1)],
      'version 1 after 1',
    ],
    ['an append that was acknowledged and lost', [wrote(1, 2, event('give', ana, 3), 3)], 'not stored'],
    ['a version that never was', [{ ...saw(1, 2, 2), version: 3 }], 'never was'],
    ['another state than the version has', [{ ...saw(1, 2, 1), version: 2 }], 'not the fold'],
  ])('finds %s', (_, calls, found) => {
    expect(violation(calls, said)).toContain(found)
  })
})

let server: Server
let owner: pg.Pool
let speakers: Speakers
let made = 0

describe.skipIf(binaries === undefined)('postgresStore in two processes', { timeout: 1_200_000 }, () => {
  beforeAll(async () => {
    server = await createPostgres()
    owner = server.pool('postgres')
    await owner.query('CREATE ROLE app LOGIN')
    speakers = startSpeakers()
  }, 60_000)
  afterAll(async () => {
    speakers?.end()
    await server?.stop()
  }, 60_000)

  it('law: give, withdraw and read over a slow and cutting way are linearizable', async () => {
    for (const random of histories()) {
      const name = await makeTables()
      const { calls, cuts } = await speakers.speak<Call>(
        server.port,
        { name, through: 'store', count: COUNT },
        { random, mostMs: 1 + random() * 10, cutOf: 150 + random() * 200 },
      )
      expect(calls).toHaveLength(2 * 4 * COUNT)
      expect(cuts).toBeGreaterThan(0)
      expect(violation(calls, await orderOf(name, calls))).toBeUndefined()
      // the check is not idle: calls did overlap, and events did come late
      expect(overlapping(calls)).toBeGreaterThan(COUNT)
      const { rows: late } = await owner.query(`SELECT count(*)::int AS n FROM ${name}_events WHERE late`)
      expect(late[0].n).toBeGreaterThan(0)
      counted(calls, cuts)
    }
    report('of stores, by the order that the store kept')
  })

  it('law: so are those through gates, by no order but one that explains all of them', async () => {
    for (const random of histories()) {
      const name = await makeTables()
      const { calls, cuts } = await speakers.speak<Deed>(
        server.port,
        { name, through: 'gate', count: COUNT },
        { random, mostMs: 1 + random() * 10, cutOf: 150 + random() * 200 },
      )
      expect(calls).toHaveLength(2 * 4 * COUNT)
      expect(unexplained(calls)).toEqual([])
      expect(
        overlapping(calls.flatMap(({ from, to }) => (to === null ? [] : [{ from, to }]))),
      ).toBeGreaterThan(COUNT)
      const saw = (came: string) => calls.filter((deed) => deed.came === came).length
      for (const came of ['shown', 'consent_withdrawn', 'give', 'withdraw'])
        expect(saw(came)).toBeGreaterThan(10)
      counted(calls, cuts)
    }
    report('through gates, by search')
  })

  it('and those of a gate that reads copies are not: the search finds them out', async () => {
    const [random = Math.random] = histories()
    let found: readonly string[] = []
    for (let tries = 0; tries < 20 && found.length === 0; tries++) {
      const plan = { name: await makeTables(), through: 'copies', count: COUNT } as const
      const { calls } = await speakers.speak<Deed>(server.port, plan, { random, mostMs: 2, cutOf: 1e6 })
      found = unexplained(calls)
    }
    expect(found).not.toEqual([])
  })
})

async function makeTables(): Promise<string> {
  const name = `consent_${made++}`
  await migrate(owner, { name, role: 'app' })
  return name
}

/** The events of each person as the store has numbered them; every one that was acknowledged, and no other. */
async function orderOf(name: string, calls: readonly Call[]): Promise<Order> {
  const { rows } = await owner.query(
    `SELECT id, version::int AS version FROM ${name}_events ORDER BY person, version`,
  )
  const byId = new Map(calls.flatMap((call) => ('event' in call ? [[call.event.id, call.event]] : [])))
  const order = new Map<string, ConsentEvent[]>()
  for (const { id, version } of rows) {
    const each = byId.get(id)!
    const events = order.get(personKey(each.person)) ?? []
    order.set(personKey(each.person), events)
    expect(version).toBe(events.push(each))
  }
  expect([...order.values()].flat()).toHaveLength(byId.size)
  return order
}

function overlapping(calls: readonly { readonly from: number; readonly to: number }[]): number {
  return calls.filter((a) => calls.some((b) => a !== b && a.from < b.to && b.from < a.to)).length
}

/** Chance for each history: one, or as many as half of the time allows. */
function* histories(): Generator<() => number> {
  const until = performance.now() + (MINUTES * 60_000) / 2
  let seed = MINUTES ? Date.now() >>> 0 : 20_261_130
  do {
    yield () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed / 2 ** 32
    }
  } while (performance.now() < until)
}

let sum = { histories: 0, calls: 0, cuts: 0, unknown: 0 }

function counted(calls: readonly (Call | Deed)[], cuts: number): void {
  sum.histories += 1
  sum.calls += calls.length
  sum.cuts += cuts
  sum.unknown += calls.filter(
    (call) => call.to === null || ('came' in call && call.came === 'consent_unavailable'),
  ).length
}

function report(which: string): void {
  if (MINUTES > 0)
    console.log(
      `${which}: ${sum.histories} histories, ${sum.calls} operations, ${sum.cuts} cuts, ${sum.unknown} that nobody could tell of`,
    )
  sum = { histories: 0, calls: 0, cuts: 0, unknown: 0 }
}
