import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsentEvent, type Person, personKey } from '../../../src/index.js'
import { migrate } from '../../../src/stores/postgres/index.js'
import { binaries, createPostgres, type Server } from '../../sinks/postgres/server.js'
import { event, folded } from '../said.js'
import { type Call, type Order, violation } from './linear.js'
import { openSlowWay } from './slow-way.js'

const SPEAKER = fileURLToPath(new URL('speaker.ts', import.meta.url))
// `PURPOSEBOUND_LONG=1`: the long form
const COUNT = process.env['PURPOSEBOUND_LONG'] ? 1500 : 60

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

describe.skipIf(binaries === undefined)('postgresStore in two processes', { timeout: 1_200_000 }, () => {
  beforeAll(async () => {
    server = await createPostgres()
    owner = server.pool('postgres')
    await owner.query('CREATE ROLE app LOGIN')
  }, 60_000)
  afterAll(() => server?.stop(), 60_000)

  it('law: give, withdraw and read of two processes over a slow and cutting way are linearizable', async () => {
    await migrate(owner, { role: 'app' })
    let seed = 20_261_130
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed / 2 ** 32
    }
    const way = await openSlowWay(server.port, { random, mostMs: 6, cutOf: 250 })
    const calls = (await Promise.all([0, 1].map((own) => speak(way.port, own)))).flat()
    await way.close()
    expect(calls).toHaveLength(2 * 4 * COUNT)
    expect(way.cuts).toBeGreaterThan(0)

    const { rows } = await owner.query(
      'SELECT id, person, version::int AS version FROM consent_events ORDER BY person, version',
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
    expect(violation(calls, order)).toBeUndefined()
    // the check is not idle: calls did overlap, and events did come late
    const overlaps = calls.filter((a) => calls.some((b) => a !== b && a.from < b.to && b.from < a.to))
    expect(overlaps.length).toBeGreaterThan(COUNT)
    const { rows: late } = await owner.query('SELECT count(*)::int AS n FROM consent_events WHERE late')
    expect(late[0].n).toBeGreaterThan(0)
  })
})

async function speak(port: number, own: number): Promise<Call[]> {
  const args = ['--import', 'tsx', SPEAKER, String(port), 'consent', String(own), String(COUNT)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const calls: Call[] = []
  for await (const line of createInterface({ input: child.stdout })) calls.push(JSON.parse(line) as Call)
  expect(await ended).toBe(0)
  return calls
}
