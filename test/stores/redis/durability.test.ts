import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../src/index.js'
import { type RedisStoreOptions, redisStore } from '../../../src/stores/redis/index.js'
import { event, folded } from '../said.js'
import { CLIENTS } from './clients.js'
import { until } from './cluster.js'
import { createRedis, hasRedis, type Server } from './server.js'

const ana: Person = { id: 'm-1', population: 'member' }

let primary: Server
let replica: Server
let made = 0
const closing: (() => unknown)[] = []

describe.skipIf(!hasRedis)('what redisStore asks of its servers', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    primary = await createRedis()
    replica = await createRedis({ replicaof: `127.0.0.1 ${primary.port}` })
    const { send } = await open(primary)
    await until(async () => /state=online/.test(String(await send('INFO', 'replication'))))
  })
  afterAll(async () => {
    for (const close of closing) close()
    await Promise.all([primary?.stop(), replica?.stop()])
  })

  async function open(server: Server, kind: 'redis' | 'ioredis' = 'redis') {
    const opened = await CLIENTS[kind](server.port)
    closing.push(opened.close)
    return opened
  }
  async function make(server: Server, options: Partial<RedisStoreOptions> = {}) {
    const { client, send } = await open(server)
    const name = options.name ?? `safe${made++}`
    return { store: redisStore({ client, timeoutMs: 2000, ...options, name }), name, send }
  }
  const failing = (message: RegExp | string) =>
    expect.objectContaining({ code: 'store_failed', message: expect.stringMatching(message) })

  it('T18: a replica answers nothing: it does not know yet who has withdrawn', async () => {
    const { store } = await make(replica, { timeoutMs: 300 })
    for (const call of [
      () => store.lookup([ana]),
      () => store.append(event('give', ana, 1)),
      () => store.history(ana),
      () => store.latest(ana),
    ])
      await expect(call()).rejects.toEqual(failing(/replica|READONLY/))
  })

  it('T18: a primary that has become a replica answers nothing more, at once', async () => {
    const server = await createRedis()
    closing.push(() => server.stop())
    const { store, send } = await make(server, { timeoutMs: 300 })
    await store.append(event('give', ana, 1))
    await store.lookup([ana])
    await send('REPLICAOF', '127.0.0.1', String(primary.port))
    for (const call of [() => store.lookup([ana]), () => store.history(ana), () => store.latest(ana)])
      await expect(call()).rejects.toEqual(failing(/READONLY|LOADING|MASTERDOWN/))
  })

  it('T18: a primary that has lost its replicas, and so perhaps its place, answers nothing where it is told to', async () => {
    const server = await createRedis({ 'min-replicas-to-write': '1', 'min-replicas-max-lag': '1' })
    closing.push(() => server.stop())
    const { store, send } = await make(server, { timeoutMs: 300 })
    await expect(store.lookup([ana])).rejects.toEqual(failing('NOREPLICAS'))
    await send('CONFIG', 'SET', 'min-replicas-to-write', '0')
    expect((await store.lookup([ana]))[0]!.version).toBe(0)
  })

  it.each<[string, { readonly [name: string]: string }, RegExp | string]>([
    ['drops keys when memory is short', { 'maxmemory-policy': 'allkeys-lru' }, 'maxmemory-policy noeviction'],
    ['drops what is used least', { 'maxmemory-policy': 'allkeys-lfu' }, 'maxmemory-policy noeviction'],
    ['forgets when it starts again', { appendonly: 'no' }, 'appendonly yes'],
  ])('a server that %s is refused', async (_, settings, message) => {
    const server = await createRedis(settings)
    closing.push(() => server.stop())
    const { store } = await make(server)
    await expect(store.lookup([ana])).rejects.toEqual(failing(message))
    await expect(store.append(event('give', ana, 1))).rejects.toEqual(failing(message))
  })

  it('one that forgets is taken where that is accepted, and one that drops only what expires always', async () => {
    const server = await createRedis({ appendonly: 'no', 'maxmemory-policy': 'volatile-lru' })
    closing.push(() => server.stop())
    const { store } = await make(server, { acceptLoss: true })
    expect(await store.append(event('give', ana, 1))).toEqual({ version: 1 })
  })

  it('a server whose memory is full keeps what it has, stores nothing by half, and answers', async () => {
    const server = await createRedis()
    closing.push(() => server.stop())
    const { store, send } = await make(server)
    const give = event('give', ana, 1)
    await store.append(give)
    await send('CONFIG', 'SET', 'maxmemory', '1mb')
    await expect(store.append(event('withdraw', ana, 2))).rejects.toEqual(failing('OOM'))
    expect((await store.lookup([ana]))[0]).toEqual({ person: ana, purposes: folded([give]), version: 1 })
    expect(await store.history(ana)).toEqual([give])
    await send('CONFIG', 'SET', 'maxmemory', '0')
    expect(await store.append(event('withdraw', ana, 3))).toEqual({ version: 2 })
  })

  describe('rights', () => {
    const RIGHTS =
      '+persist +get +mget +set +hget +hmget +hlen +hset +zcard +zrank +zrange +zadd +zremrangebyscore +zrevrangebyscore ' +
      '+publish +subscribe +unsubscribe +evalsha +eval +info +hello'

    async function user(name: string, rights: string, channels = '&rights:changed') {
      const { send } = await open(primary)
      const words = `ACL SETUSER ${name} on nopass resetkeys resetchannels ~rights:* -@all ${rights}`
      const [command, ...rest] = `${words} ${channels}`.trim().split(' ')
      await send(command!, ...rest)
      const { client, close } = await CLIENTS.user(primary.port, name)
      closing.push(close)
      return redisStore({ client, name: 'rights' })
    }

    it('of the guide are enough', async () => {
      const store = await user('app', RIGHTS)
      const events = Array.from({ length: 250 }, (_, i) => event(i % 2 ? 'give' : 'object', ana, 10 + i))
      for (const each of events) await store.append(each)
      const late = event('withdraw', ana, 1)
      expect(await store.append(late)).toEqual({ version: 251 })
      expect((await store.lookup([ana, { ...ana, id: 2 }]))[0]!.purposes).toEqual(folded([...events, late]))
      expect(await store.history(ana)).toHaveLength(251)
    })

    it.each(['persist', 'get', 'set', 'hset', 'zadd', 'zremrangebyscore', 'hlen', 'info'])(
      'without `%s` nothing is stored by half',
      async (command) => {
        const store = await user(`no${command}`, RIGHTS.replace(`+${command} `, ''))
        const ben: Person = { id: `no-${command}`, population: 'member' }
        await expect(store.append(event('give', ben, 1))).rejects.toEqual(failing(`may not \`${command}\``))
        const { send } = await open(primary)
        expect(await send('KEYS', `rights:*no-${command}*`)).toEqual([])
      },
    )

    it('without the channel nobody is told, and that is said', async () => {
      const store = await user('mute', RIGHTS, '')
      await expect(store.lookup([ana])).rejects.toEqual(failing('may not `publish`'))
    })
  })

  describe.each(['redis', 'ioredis'] as const)('waiting for replicas, by a client of `%s`', (kind) => {
    const waiting = async (count: number, timeoutMs = 5000) => {
      const { client } = await open(primary, kind)
      const { client: writer } = await open(primary, kind)
      return make(primary, { client, timeoutMs, waitReplicas: { client: writer, count } })
    }

    it('what is acknowledged is at the replica, also what comes again', async () => {
      const { store, name } = await waiting(1)
      const { send } = await open(replica)
      const give = event('give', ana, 1)
      expect(await store.append(give)).toEqual({ version: 1 })
      expect(await send('HLEN', `${name}:{/6:member/sm-1}:events`)).toBe(2)
      expect(await store.append(give)).toEqual({ version: 1 })
      expect(await store.append(event('withdraw', ana, 2))).toEqual({ version: 2 })
      expect((await store.lookup([ana]))[0]!.version).toBe(2)
      await expect(store.append({ ...give, at: 7 })).rejects.toMatchObject({ code: 'input_invalid' })
    })

    it('too few replicas is a failure in time; it stands, comes again as the same, and fails again', async () => {
      const { store } = await waiting(9, 400)
      const give = event('give', ana, 1)
      for (let i = 0; i < 2; i++)
        await expect(store.append(give)).rejects.toEqual(failing(/replicas have it|ETIMEDOUT/))
      expect((await store.lookup([ana]))[0]!.version).toBe(1)
      expect(await store.history(ana)).toEqual([give])
    })

    it('who is asked does not stand behind who waits', async () => {
      const { store } = await waiting(9, 2000)
      await store.lookup([ana])
      const saying = store.append(event('give', ana, 1)).catch(() => 'too few')
      const asked = await Promise.race([saying, store.lookup([ana]).then(() => 'answered')])
      expect(asked).toBe('answered')
      expect(await saying).toBe('too few')
    })

    it('what a replica lacks is not acknowledged: after a failover to it nothing that was is gone', async () => {
      const first = await createRedis()
      const second = await createRedis({ replicaof: `127.0.0.1 ${first.port}` })
      closing.push(
        () => first.stop(),
        () => second.stop(),
      )
      const { client, send } = await open(first, kind)
      const { client: writer } = await open(first, kind)
      await until(async () => /state=online/.test(String(await send('INFO', 'replication'))))
      const store = redisStore({ client, name: 'kept', waitReplicas: { client: writer, count: 1 } })
      const said = Array.from({ length: 40 }, (_, i) => event(i % 2 ? 'withdraw' : 'give', ana, i + 1))
      for (const each of said) await store.append(each)
      await first.kill()
      const { client: next, send: tell } = await open(second, kind)
      await tell('REPLICAOF', 'NO', 'ONE')
      const after = redisStore({ client: next, name: 'kept' })
      expect(await after.history(ana)).toEqual(said)
      expect((await after.lookup([ana]))[0]).toEqual({ person: ana, purposes: folded(said), version: 40 })
    })
  })
})
