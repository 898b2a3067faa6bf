import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../src/index.js'
import { cached } from '../../../src/stores/cached.js'
import { redisStore } from '../../../src/stores/redis/index.js'
import { openWay, type Way } from '../../failing-way.js'
import { event } from '../said.js'
import { CLIENTS, CLUSTERS } from './clients.js'
import { type Cluster, createCluster } from './cluster.js'
import { createRedis, hasRedis, type Server } from './server.js'

const ana: Person = { id: 'm-1', population: 'member' }
const strange: Person = { id: 7n, population: 'a"}\ud800', tenant: 'x\n' }

let server: Server
let way: Way
let made = 0

describe.skipIf(!hasRedis)('telling others through Redis', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    server = await createRedis()
    way = await openWay(server.port)
  })
  afterAll(async () => {
    await way?.close()
    await server?.stop()
  })

  describe.each(['redis', 'ioredis'] as const)('by a client of `%s`', (kind) => {
    let opened: Awaited<ReturnType<(typeof CLIENTS)[typeof kind]>>
    let listen: Awaited<ReturnType<(typeof CLIENTS)[typeof kind]>>
    beforeAll(async () => {
      opened = await CLIENTS[kind](server.port)
      listen = await CLIENTS[kind](way.port)
    })
    afterAll(() => {
      opened?.close()
      listen?.close()
    })

    function make() {
      const name = `told${made++}`
      return {
        name,
        writer: redisStore({ client: opened.client, name }),
        reader: redisStore({ client: opened.client, name, listen: listen.client }),
      }
    }

    it('tells whose consent changed, whoever they are, and after the connection was lost', async () => {
      const { name, writer, reader } = make()
      const told: (readonly Person[] | 'all')[] = []
      const stop = reader.subscribe!((changed) => told.push(changed))
      await expect.poll(() => told).toEqual(['all'])
      await writer.append(event('give', ana, 1))
      await expect.poll(() => told.flat()).toContainEqual(ana)
      const before = told.length
      way.cutAll()
      await expect
        .poll(() => told.slice(before).filter((each) => each === 'all').length, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(2)
      await expect
        .poll(() => opened.send('PUBSUB', 'NUMSUB', `${name}:changed`).then(String), { timeout: 20_000 })
        .toBe(`${name}:changed,1`)
      for (const person of [
        strange,
        { id: 1, population: 'member' },
        { id: '1', population: 'member', tenant: 2 },
      ]) {
        await writer.append(event('withdraw', person, 2))
        await expect.poll(() => told.flat(), { timeout: 20_000 }).toContainEqual(person)
      }
      stop()
      const after = told.length
      await writer.append(event('give', ana, 3))
      await writer.lookup([ana])
      expect(told).toHaveLength(after)
      reader.close()
      expect(() => reader.subscribe!(() => {})).toThrow(expect.objectContaining({ code: 'store_failed' }))
    })

    it('tells all who listen, each until they end it, and one who throws keeps it from nobody', async () => {
      const { writer, reader } = make()
      const [first, second]: unknown[][] = [[], []]
      const stopThrowing = reader.subscribe!(() => {
        throw new Error('mine')
      })
      const stop = reader.subscribe!((changed) => first!.push(changed))
      reader.subscribe!((changed) => second!.push(changed))
      await expect.poll(() => second).toContain('all')
      stop()
      stop()
      await writer.append(event('give', ana, 1))
      await expect.poll(() => second!.flat()).toContainEqual(ana)
      expect(first!.flat()).not.toContainEqual(ana)
      stopThrowing()
      reader.close()
    })

    it('what is no message of ours means that anything may have changed', async () => {
      const { name, reader } = make()
      const told: unknown[] = []
      reader.subscribe!((changed) => told.push(changed))
      await expect.poll(() => told).toEqual(['all'])
      for (const message of ['', '{}', '[]', '[null,"x"]', '[{"n":"z"},"x"]'])
        await opened.send('PUBLISH', `${name}:changed`, message)
      await expect.poll(() => told).toEqual(Array(6).fill('all'))
      reader.close()
    })

    it('a cache lets go of what was withdrawn elsewhere long before its bound', async () => {
      const { writer, reader } = make()
      const copies = cached(reader, { maxStalenessMs: 600_000 })
      const stands = async () => (await copies.lookup([ana]))[0]!.purposes['mail']
      await writer.append(event('give', ana, 1))
      await expect.poll(stands).toEqual({ given: { via: 'mail' } })
      await writer.append(event('withdraw', ana, 2))
      await expect.poll(async () => (await stands())?.stopped?.length).toBe(1)
      await copies.close?.()
    })

    it('nobody can subscribe where there is no client for it', () => {
      expect(make().writer.subscribe).toBeUndefined()
    })
  })
})

describe.skipIf(!hasRedis)('telling others through a cluster', { timeout: 60_000 }, () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await createCluster()
  })
  afterAll(() => cluster?.stop())

  it.each(['redis', 'ioredis'] as const)('by a client of `%s`', async (kind) => {
    const opened = await CLUSTERS[kind](cluster.ports)
    const listen = await CLUSTERS[kind](cluster.ports)
    const store = redisStore({ client: opened.client, name: kind, listen: listen.client })
    const told: (readonly Person[] | 'all')[] = []
    store.subscribe!((changed) => told.push(changed))
    await expect.poll(() => told).toContain('all')
    // people whose keys are on different nodes
    for (let id = 0; id < 10; id++) {
      await store.append(event('give', { id, population: 'member' }, 1))
      await expect.poll(() => told.flat()).toContainEqual({ id, population: 'member' })
    }
    store.close()
    opened.close()
    listen.close()
  })
})
