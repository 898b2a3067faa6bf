/**
 * `redisStore` on a real server: 1,000 people by one look-up beside a look-up each, and beside the bare driver that sends the
 * same commands. `npm run bench consent-redis [people]`; wall time, ratios inside one round. Each look-up is of other people.
 */
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import type { ConsentEvent, Person } from '../src/index.js'
import { type RedisClient, redisStore } from '../src/stores/redis/index.js'
import { createRedis } from '../test/stores/redis/server.js'
import { compete, print, randomly } from './rounds.js'

const PEOPLE = Number(process.argv[2] ?? 20_000)
const PAGE = 1_000
const ROUNDS = 21
const PURPOSES = Array.from({ length: 16 }, (_, i) => `purpose_${i}`)
const YEAR = 31_536_000_000

const server = await createRedis({ appendfsync: 'no' })
const nodeRedis = await createClient({ url: `redis://127.0.0.1:${server.port}` }).connect()
const ioRedis = new Redis({ host: '127.0.0.1', port: server.port })

/** @param ends whether what is given ends, at another time for each person */
async function measure(
  driver: string,
  client: RedisClient,
  send: (name: string, ...words: string[]) => Promise<unknown>,
  ends: boolean,
): Promise<void> {
  const name = `${driver}${ends}`
  const store = redisStore({ client, name })
  const member = (i: number): Person => ({ id: `m-${i}`, population: 'member' })
  const give = (i: number): ConsentEvent => ({
    id: `e-${String(i).padStart(9, '0')}`,
    action: 'give',
    person: member(i),
    at: i,
    purposes: PURPOSES.map((purpose) => ({ purpose, via: purpose, terms: 2 })),
    ...(ends && { expiresAt: YEAR + i * 37 }),
    version: '2026-11-01',
    method: 'form',
  })
  await store.append(give(0))
  const began = performance.now()
  for (let i = 1; i <= 300; i++) await store.append(give(i))
  const each = (performance.now() - began) / 300
  for (let i = 301; i < PEOPLE; i += 200)
    await Promise.all(Array.from({ length: Math.min(200, PEOPLE - i) }, (_, j) => store.append(give(i + j))))

  // what somebody would keep who keeps a state as JSON, under keys of the same length
  const entry = { given: { via: '', terms: 2, ...(ends && { expiresAt: YEAR }), version: '2026-11-01' } }
  for (let i = 0; i < PEOPLE; i += 1_000) {
    const pairs = Array.from({ length: Math.min(1_000, PEOPLE - i) }, (_, j) => [
      `${name}.{/6:member/sm-${i + j}}`,
      JSON.stringify([1, [[entry, PURPOSES]]]),
    ])
    await send('MSET', ...pairs.flat())
  }

  const random = randomly(7)
  const page = () => Array.from({ length: PAGE }, () => member(Math.floor(random() * PEOPLE)))
  const pages = Array.from({ length: 50 }, page)
  let turn = 0
  const asked = () => pages[turn++ % pages.length]!
  const keyed = pages.map((people) => people.map(({ id }) => `:{/6:member/s${id}}`))
  const keys = (lead: string) => keyed[turn++ % keyed.length]!.map((key) => lead + key)
  const found = (values: unknown) => (values as unknown[]).filter((value) => value !== null).length

  const measured = await compete(
    [
      {
        name: 'bare driver, the same two commands, texts',
        run: async () => {
          const [, values] = await Promise.all([
            send('PERSIST', `${name}:fence`),
            send('MGET', ...keys(name)),
          ])
          return found(values)
        },
      },
      {
        name: 'store.lookup, 1,000 people',
        // a time for each person makes objects for each person, which a bare driver has to make too
        ...(ends && { against: 'bare driver, states as JSON, parsed' }),
        goal: 1.3,
        run: async () => (await store.lookup(asked())).filter(({ version }) => version === 1).length,
      },
      {
        name: 'bare driver, states as JSON, parsed',
        run: async () => {
          const values = (await send('MGET', ...keys(name).map((key) => key.replace(':', '.')))) as string[]
          return values.filter((value) => (JSON.parse(value) as [number])[0] === 1).length
        },
      },
      {
        name: 'store.lookup, one after the other',
        against: 'store.lookup, 1,000 people',
        run: async () => {
          let count = 0
          for (const person of asked()) count += (await store.lookup([person])).length
          return count
        },
      },
      {
        name: 'bare driver, a `GET` after the other',
        run: async () => {
          let count = 0
          for (const key of keys(name)) count += (await send('GET', key)) === null ? 0 : 1
          return count
        },
      },
    ],
    { rounds: ROUNDS, units: PAGE, wall: true },
  )
  const what = ends ? 'ending at a time of their own' : 'without an end'
  print(
    `${driver}, ${PEOPLE.toLocaleString('en')} people, 16 purposes ${what}: a look-up of one person`,
    measured,
  )
  console.log(`\n  append, one after the other: ${each.toFixed(2)} ms each`)
}

try {
  console.log(`Node ${process.version}`)
  for (const ends of [false, true]) {
    await measure('redis', nodeRedis, (...words) => nodeRedis.sendCommand(words), ends)
    await measure('ioredis', ioRedis, (word, ...words) => ioRedis.call(word, ...words), ends)
  }
} finally {
  nodeRedis.destroy()
  ioRedis.disconnect()
  await server.stop()
}
