import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsentEvent, personKey } from '../../../src/index.js'
import { openSlowWay } from '../postgres/linear/slow-way.js'
import { type Call, violation } from '../postgres/linear/witness.js'
import { CLIENTS } from './clients.js'
import { createRedis, hasRedis, type Server } from './server.js'

const SPEAKER = fileURLToPath(new URL('speaker.ts', import.meta.url))
// `PURPOSEBOUND_LONG=1`: the long form
const COUNT = process.env['PURPOSEBOUND_LONG'] ? 1500 : 60

let server: Server

describe.skipIf(!hasRedis)('redisStore in two processes, one by each client', { timeout: 1_200_000 }, () => {
  beforeAll(async () => {
    server = await createRedis()
  })
  afterAll(() => server?.stop())

  it('law: give, withdraw and read over a slow and cutting way are linearizable', async () => {
    let seed = 20_261_130
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed / 2 ** 32
    }
    const way = await openSlowWay(server.port, { random, mostMs: 6, cutOf: 100 })
    const calls = (await Promise.all([0, 1].map((own) => speak(way.port, own)))).flat()
    await way.close()
    expect(calls).toHaveLength(2 * 4 * COUNT)
    expect(way.cuts).toBeGreaterThan(0)

    const byId = new Map(calls.flatMap((call) => ('event' in call ? [[call.event.id, call.event]] : [])))
    const order = new Map<string, ConsentEvent[]>()
    let late = 0
    for (const id of [0, 1]) {
      const events = await takenIn(`consent:{/6:member/i${id}}`)
      const own = events.map((each) => byId.get(each)!)
      order.set(personKey({ id, population: 'member' }), own)
      late += own.filter((each, i) => own.slice(0, i).some((before) => before.at > each.at)).length
    }
    expect([...order.values()].flat()).toHaveLength(byId.size)
    expect(violation(calls, order)).toBeUndefined()
    // the check is not idle: calls did overlap, and events did come late
    const overlaps = calls.filter((a) => calls.some((b) => a !== b && a.from < b.to && b.from < a.to))
    expect(overlaps.length).toBeGreaterThan(COUNT)
    expect(late).toBeGreaterThan(0)
  })
})

/** The ids of a person's events in the order in which they were taken in, without a gap. */
async function takenIn(key: string): Promise<readonly string[]> {
  const { send, close } = await CLIENTS.ioredis(server.port)
  const fields = (await send('HGETALL', `${key}:events`)) as unknown
  close()
  const entries = (Array.isArray(fields) ? pairs(fields) : Object.entries(fields as object)).filter(
    ([id]) => id !== '',
  )
  const versions = entries.map(([id, text]): [number, string] => [Number(String(text).split(' ', 1)[0]), id])
  versions.sort(([a], [b]) => a - b)
  expect(versions.map(([version]) => version)).toEqual(versions.map((_, i) => i + 1))
  return versions.map(([, id]) => id)
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((id, i): [string, string][] => (i % 2 === 0 ? [[id, flat[i + 1]!]] : []))
}

async function speak(port: number, own: number): Promise<Call[]> {
  const args = ['--import', 'tsx', SPEAKER, String(port), String(own), String(COUNT)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const calls: Call[] = []
  for await (const line of createInterface({ input: child.stdout })) calls.push(JSON.parse(line) as Call)
  expect(await ended).toBe(0)
  return calls
}
