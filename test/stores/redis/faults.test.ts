import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentEvent, Person } from '../../../src/index.js'
import { redisStore } from '../../../src/stores/redis/index.js'
import { openWay, type Way } from '../../failing-way.js'
import { expectDeniedInTime } from '../denied-in-time.js'
import { event, folded } from '../said.js'
import { CLIENTS } from './clients.js'
import { createRedis, hasRedis, type Server } from './server.js'

const ana: Person = { id: 'm-1', population: 'member' }

let server: Server
let way: Way
let made = 0

describe.skipIf(!hasRedis)('redisStore when the server or the way to it fails', { timeout: 120_000 }, () => {
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
    let direct: Awaited<ReturnType<(typeof CLIENTS)[typeof kind]>>
    beforeAll(async () => {
      opened = await CLIENTS[kind](way.port)
      direct = await CLIENTS[kind](server.port)
    })
    afterAll(() => {
      opened?.close()
      direct?.close()
    })

    function make(timeoutMs = 5000) {
      const name = `faults${made++}`
      const store = redisStore({ client: opened.client, name, timeoutMs })
      return { name, store, direct: redisStore({ client: direct.client, name, timeoutMs }) }
    }

    it('an append whose answer is lost with its connection stands once', async () => {
      const { store, direct } = make()
      const [give, withdraw] = [event('give', ana, 1), event('withdraw', ana, 2)]
      await store.append(give)
      const before = way.cuts
      way.cut('"action":"withdraw"', 1)
      expect(await store.append(withdraw)).toEqual({ version: 2 })
      expect(way.cuts - before).toBe(1)
      expect(await direct.history(ana)).toEqual([give, withdraw])
    })

    it('one whose answer is lost each time has failed, and is stored; the caller appends it again', async () => {
      const { store, direct } = make(1500)
      const give = event('give', ana, 1)
      way.cut(give.id, 1000)
      await expect(store.append(give)).rejects.toMatchObject({ code: 'store_failed' })
      way.cut('', 0)
      await expect
        .poll(() => store.append(give).then(({ version }) => version, String), { timeout: 20_000 })
        .toBe(1)
      expect(await direct.history(ana)).toEqual([give])
    })

    it('T19: a server that does not answer fails each call in time, and says nothing of whom it was about', async () => {
      const { store } = make(400)
      await store.append(event('give', ana, 1))
      way.stall(true)
      const began = performance.now()
      for (const call of [
        () => store.lookup([ana]),
        () => store.append(event('withdraw', ana, 2)),
        () => store.history(ana),
        () => store.latest(ana),
      ])
        await expect(call()).rejects.toMatchObject({
          code: 'store_failed',
          message: 'the consent store failed: `redis`, ETIMEDOUT',
        })
      expect(performance.now() - began).toBeLessThan(8000)
      way.stall(false)
      way.cutAll()
      await expect
        .poll(() => store.lookup([ana]).then(() => 'answered', String), { timeout: 20_000 })
        .toBe('answered')
    })

    it('what is said while the server does not answer keeps nobody waiting once it does', async () => {
      const { store } = make(300)
      await store.append(event('give', ana, 1))
      server.freeze(true)
      const said = Array.from({ length: 50 }, (_, i) => store.append(event('object', ana, 2 + i)))
      for (const each of await Promise.allSettled(said))
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } })
      server.freeze(false)
      const last = event('withdraw', ana, 100)
      await expect
        .poll(() => store.append(last).then(() => 'stored', String), { timeout: 20_000 })
        .toBe('stored')
      const history = await store.history(ana)
      expect((await store.lookup([ana]))[0]).toEqual({
        person: ana,
        purposes: folded(history),
        version: history.length,
      })
    })

    it('a server that is down fails each call, and is used again when it is back', async () => {
      const { store } = make(1000)
      const give = event('give', ana, 1)
      await server.kill()
      await expect(store.lookup([ana])).rejects.toMatchObject({ code: 'store_failed' })
      await expect(store.append(give)).rejects.toMatchObject({ code: 'store_failed' })
      await server.start()
      await expect
        .poll(() => store.append(give).then(() => 'stored', String), { timeout: 20_000 })
        .toBe('stored')
      expect((await store.lookup([ana]))[0]!.purposes).toEqual(folded([give]))
    })

    it('a server that has forgotten the scripts is told them again', async () => {
      const { store } = make()
      await store.append(event('give', ana, 1))
      await direct.send('SCRIPT', 'FLUSH')
      expect(await store.append(event('withdraw', ana, 2))).toEqual({ version: 2 })
      expect(await store.history(ana)).toHaveLength(2)
    })

    it('law: a server that is killed under load keeps all that it acknowledged, each once, and no state without its events', async () => {
      const { store, direct } = make(3000)
      const people = Array.from({ length: 5 }, (_, i): Person => ({ id: i, population: 'member' }))
      const lists = people.map((person) =>
        Array.from({ length: 120 }, (_, i) =>
          event(i % 2 ? 'withdraw' : 'give', person, i + 1, [`p${i % 3}`]),
        ),
      )
      const acknowledged: ConsentEvent[] = []
      let kills = 0
      let down: Promise<void> | undefined
      const read = async (person: Person) => ({
        history: await direct.history(person),
        state: (await direct.lookup([person]))[0],
      })
      const crash = async () => {
        await server.kill()
        const before = [...acknowledged]
        await server.start()
        for (const person of people) {
          await expect.poll(() => read(person).then(() => 'read', String), { timeout: 20_000 }).toBe('read')
          const { history, state } = await read(person)
          // others may append in between
          if (state!.version === history.length) expect(state!.purposes).toEqual(folded(history))
          const ids = new Set(history.map(({ id }) => id))
          for (const each of before) if (each.person === person) expect(ids).toContain(each.id)
        }
      }
      const say = async (events: readonly ConsentEvent[]) => {
        for (let i = 0; i < events.length; ) {
          if (kills < 2 && !down && acknowledged.length > (kills + 1) * 150) {
            kills += 1
            down = crash().finally(() => {
              down = undefined
            })
          }
          try {
            await store.append(events[i]!)
            acknowledged.push(events[i]!)
            i += 1
          } catch (error) {
            expect(error).toMatchObject({ code: 'store_failed' })
          }
        }
      }
      await Promise.all(lists.map(say))
      await down
      expect(kills).toBe(2)
      for (const [i, person] of people.entries()) {
        expect(await direct.history(person)).toEqual(lists[i])
        expect((await direct.lookup([person]))[0]).toEqual({
          person,
          purposes: folded(lists[i]!),
          version: 120,
        })
      }
    })
  })

  it('T19: a gate whose store does not answer denies `consent_unavailable` within its deadline', async () => {
    const opened = await CLIENTS.redis(way.port)
    const store = redisStore({ client: opened.client, name: `faults${made++}`, timeoutMs: 20_000 })
    await expectDeniedInTime(store, way)
    way.cutAll()
    opened.close()
  })

  it.each([
    ['LOADING Redis is loading the dataset in memory', 'LOADING'],
    ["READONLY You can't write against a read only replica.", 'READONLY'],
    ['MOVED 1234 127.0.0.1:7000', 'MOVED'],
    ['NOREPLICAS Not enough good replicas to write.', 'NOREPLICAS'],
    ['MISCONF Redis is configured to save RDB snapshots', 'MISCONF'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'OOM'],
    ["NOPERM User secret has no permissions to run the 'get' command", 'NOPERM'],
    ['Aiko Sato is secret', 'an error'],
  ])('a server that says `%s` is a failure that says `%s` and no more', async (message, word) => {
    const store = redisStore({
      acceptLoss: true,
      client: {
        async call(command: string) {
          if (command === 'INFO') return 'role:master\r\nmaxmemory_policy:noeviction\r\n'
          if (command === 'GET') throw new Error(message)
          return command === 'PERSIST' ? 0 : ''
        },
      },
    })
    await expect(store.lookup([ana])).rejects.toMatchObject({
      code: 'store_failed',
      message: `the consent store failed: \`redis\`, ${word}`,
    })
  })
})
