import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentEvent, Person } from '../../../src/index.js'
import { type RedisStore, redisStore } from '../../../src/stores/redis/index.js'
import { slotOf } from '../../../src/stores/redis/slot.js'
import { consentStoreSuite } from '../../../src/testing/index.js'
import { event, folded } from '../said.js'
import { CLIENTS, CLUSTERS } from './clients.js'
import { type Cluster, createCluster } from './cluster.js'
import { hasRedis } from './server.js'

const ana: Person = { id: 'm-1', population: 'member' }
// what one person says 12,000 times is the same in a cluster
const SUITE = (open: OpenStore) => consentStoreSuite(open).filter(({ name }) => !/very much/.test(name))

type OpenStore = (events: readonly ConsentEvent[]) => Promise<RedisStore>

let cluster: Cluster
let made = 0

describe.skipIf(!hasRedis)('redisStore in a cluster of three', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    cluster = await createCluster()
  })
  afterAll(() => cluster?.stop())

  describe.each(['redis', 'ioredis'] as const)('by a client of `%s`', (kind) => {
    let opened: Awaited<ReturnType<(typeof CLUSTERS)[typeof kind]>>
    beforeAll(async () => {
      opened = await CLUSTERS[kind](cluster.ports)
    })
    afterAll(() => opened?.close())

    it.each(
      SUITE(async (events) => {
        const store = redisStore({ client: opened.client, name: `cluster${made++}` })
        for (const each of events) await store.append(each)
        return store
      }),
    )('$name', ({ run }) => run())

    it('keeps the keys of one person in one slot, and people in many', async () => {
      const name = `cluster${made++}`
      const store = redisStore({ client: opened.client, name })
      const people: Person[] = [
        ana,
        { id: '}{', population: 'a}', tenant: 'b{' },
        { id: '{}', population: '}' },
        { id: '名😀', population: 'é' },
        ...Array.from({ length: 60 }, (_, id) => ({ id, population: 'member' })),
      ]
      for (const person of people)
        for (let i = 0; i < (person === ana ? 200 : 1); i++) await store.append(event('give', person, i))
      const keys = await Promise.all([0, 1, 2].map((node) => cluster.tell(node, 'KEYS', `${name}:*`)))
      for (const each of keys) expect((each as string[]).length).toBeGreaterThan(30)
      const slots = new Map<string, Set<unknown>>()
      for (const key of keys.flat() as string[]) {
        const tag = key.replace(/:(events|order|folds)$/, '')
        const own = slots.get(tag) ?? new Set()
        const slot = await cluster.tell(0, 'CLUSTER', 'KEYSLOT', key)
        expect(slotOf(key)).toBe(slot)
        slots.set(tag, own.add(slot))
      }
      expect(slots.size).toBe(people.length)
      for (const own of slots.values()) expect(own.size).toBe(1)
      expect((await store.lookup(people)).map(({ version }) => version)).toEqual(
        people.map((person) => (person === ana ? 200 : 1)),
      )
    })

    it('asks each node once, over one connection, for all whom it has', async () => {
      const name = `cluster${made++}`
      const store = redisStore({ client: opened.client, name })
      const people = Array.from({ length: 1000 }, (_, id): Person => ({ id, population: 'member' }))
      for (let id = 0; id < 1000; id += 100) await store.append(event('object', people[id]!, id))
      await store.lookup(people)
      const reads = () =>
        Promise.all(
          [0, 1, 2].map(async (node) => {
            const info = String(await cluster.tell(node, 'INFO', 'stats'))
            return Number(/total_reads_processed:(\d+)/.exec(info)?.[1])
          }),
        )
      const before = await reads()
      const states = await store.lookup(people)
      const after = await reads()
      expect(states.map(({ person }) => person)).toEqual(people)
      expect(states.flatMap(({ version }, id) => (version === 1 ? [id] : []))).toEqual(
        Array.from({ length: 10 }, (_, i) => i * 100),
      )
      // the asking of these numbers is one, a thousand commands are more than one piece for a socket
      for (const node of [0, 1, 2]) expect(after[node]! - before[node]!).toBeLessThan(20)
    })

    it('waits for the replicas of the node that has the person', async () => {
      const writer = await CLUSTERS[kind](cluster.ports)
      const name = `cluster${made++}`
      const store = redisStore({
        client: opened.client,
        name,
        timeoutMs: 300,
        waitReplicas: { client: writer.client, count: 1 },
      })
      for (let id = 0; id < 3; id++) {
        const person = { id, population: 'member' }
        // there are none in this cluster
        await expect(store.append(event('give', person, 1))).rejects.toMatchObject({ code: 'store_failed' })
        expect(await store.history(person)).toHaveLength(1)
      }
      writer.close()
    })

    it('goes on while a slot is moved to another node', async () => {
      const name = `cluster${made++}`
      const store = redisStore({ client: opened.client, name, timeoutMs: 30_000 })
      const said = [event('give', ana, 1), event('object', ana, 2)]
      for (const each of said) await store.append(each)
      const key = `${name}:{/6:member/sm-1}`
      const slot = String(await cluster.tell(0, 'CLUSTER', 'KEYSLOT', key))
      const ids = (await Promise.all(
        [0, 1, 2].map((node) => cluster.tell(node, 'CLUSTER', 'MYID')),
      )) as string[]
      const counts = await Promise.all(
        [0, 1, 2].map((node) => cluster.tell(node, 'CLUSTER', 'COUNTKEYSINSLOT', slot)),
      )
      const from = counts.findIndex((count) => Number(count) > 0)
      const to = (from + 1) % 3
      await cluster.tell(to, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[from]!)
      await cluster.tell(from, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids[to]!)
      const keys = (await cluster.tell(from, 'CLUSTER', 'GETKEYSINSLOT', slot, '100')) as string[]
      await cluster.tell(
        from,
        'MIGRATE',
        '127.0.0.1',
        String(cluster.ports[to]),
        '',
        '0',
        '5000',
        'KEYS',
        ...keys,
      )
      // all are gone, and the slot is still asked for at its old place; another process knows no shape yet
      const other = redisStore({ client: opened.client, name })
      expect((await other.lookup([ana]))[0]).toEqual({ person: ana, purposes: folded(said), version: 2 })
      said.push(event('withdraw', ana, 3))
      expect(await other.append(said[2]!)).toEqual({ version: 3 })
      // somebody new in this slot has to wait until it is moved
      const ben = await somebodyIn(slot, name)
      const first = store.append(event('give', ben, 1))
      for (const node of [to, from, 3 - to - from])
        await cluster.tell(node, 'CLUSTER', 'SETSLOT', slot, 'NODE', ids[to]!)
      expect(await first).toEqual({ version: 1 })
      said.push(event('withdraw', ana, 4))
      expect(await store.append(said[3]!)).toEqual({ version: 4 })
      expect(await store.history(ana)).toEqual(said)
    })
  })

  async function somebodyIn(slot: string, name: string): Promise<Person> {
    for (let from = 0; ; from += 2000) {
      const people = Array.from({ length: 2000 }, (_, i): Person => ({ id: from + i, population: 'member' }))
      const slots = await Promise.all(
        people.map(({ id }) => cluster.tell(0, 'CLUSTER', 'KEYSLOT', `${name}:{/6:member/i${id}}`)),
      )
      const at = slots.findIndex((each) => String(each) === slot)
      if (at !== -1) return people[at]!
    }
  }

  it('a client of one server that is a node of a cluster has failed, and says why', async () => {
    const opened = await CLIENTS.redis(cluster.ports[0]!)
    const store = redisStore({ client: opened.client, name: 'alone', timeoutMs: 500 })
    const people = Array.from({ length: 20 }, (_, id): Person => ({ id, population: 'member' }))
    await expect(store.lookup(people)).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringMatching(/`redis`, (MOVED|CROSSSLOT)$/),
    })
    opened.close()
  })
})
