import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentEvent, ConsentState, Person } from '../../../src/index.js'
import { memoryStore } from '../../../src/stores/memory.js'
import { type RedisStoreOptions, redisStore } from '../../../src/stores/redis/index.js'
import { event, folded } from '../said.js'
import { CLIENTS } from './clients.js'
import { createRedis, hasRedis, type Server } from './server.js'

const ana: Person = { id: 'm-1', population: 'member' }
const ben: Person = { id: 'm-2', population: 'member' }

let server: Server
let opened: Awaited<ReturnType<(typeof CLIENTS)['redis']>>
let io: Awaited<ReturnType<(typeof CLIENTS)['ioredis']>>
let made = 0

describe.skipIf(!hasRedis)('redisStore', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    server = await createRedis()
    opened = await CLIENTS.redis(server.port)
    io = await CLIENTS.ioredis(server.port)
  })
  afterAll(async () => {
    opened?.close()
    io?.close()
    await server?.stop()
  })

  const raw = (name: string, ...words: string[]): Promise<unknown> => opened.send(name, ...words)

  function make(options: Partial<RedisStoreOptions> = {}) {
    const name = `consent${made++}`
    const store = redisStore({ client: opened.client, name, ...options })
    const keys = async () => ((await raw('KEYS', `${name}:*`)) as string[]).sort()
    return { name, store, keys, key: `${name}:{/6:member/sm-1}` }
  }
  const failing = (code: string, message: RegExp | string = '') =>
    expect.objectContaining({ code, message: expect.stringMatching(message) })

  describe('events', () => {
    it('are stored with all that proves them, and come back so', async () => {
      const { store } = make()
      const person: Person = { id: 'a\0b\\\ud800}{', population: 'x\n', tenant: 7 }
      const full: ConsentEvent = {
        ...event('give', person, 1, ['mail'], { expiresAt: 99, terms: 3, version: 'v', method: 'form' }),
        recipients: ['Ads 株式会社'],
        notice: { sha256: 'a'.repeat(64), language: 'ja', url: 'https://example.com/n' },
        jurisdiction: 'JP',
        proof: { ref: 'form/17' },
        guardian: { id: 'g-1', relation: 'parent' },
      }
      expect(await store.append(full)).toEqual({ version: 1 })
      expect(await store.history(person)).toEqual([full])
      expect(await store.latest(person)).toEqual({ id: full.id, at: 1 })
      expect(await store.latest(ana)).toBeUndefined()
    })

    it('an id that is taken by another event of this person is refused and nothing is stored', async () => {
      const { store } = make()
      const give = event('give', ana, 5)
      await store.append(give)
      for (const other of [
        { ...give, action: 'withdraw' },
        { ...give, at: 6 },
        { ...give, at: 4 },
        { ...give, version: 'v2' },
      ] satisfies ConsentEvent[])
        await expect(store.append(other)).rejects.toEqual(failing('input_invalid', '`id`'))
      expect(await store.history(ana)).toEqual([give])
      expect(await store.lookup([ana])).toEqual([{ person: ana, purposes: folded([give]), version: 1 }])
    })

    it('a malformed one is refused before the server is asked', async () => {
      const store = redisStore({ client: { call: () => Promise.reject(new Error('asked')) } })
      await expect(store.append({ ...event('give', ana, 1), at: Number.NaN })).rejects.toEqual(
        failing('input_invalid', '`at`'),
      )
    })

    it('law: in whatever order they come, also past what is kept now and then, the state is their fold', async () => {
      const { store, key } = make()
      const actions = ['give', 'withdraw', 'object', 'lift', 'restrict', 'renew', 'refuse'] as const
      const events = Array.from({ length: 650 }, (_, i) =>
        event(actions[(i * 5) % 7]!, ana, 10 + (i >> 1), [`p${i % 4}`], i % 3 ? {} : { expiresAt: 1000 + i }),
      )
      const late = [620, 3, 300, 200, 401, 198, 410, 4, 5, 640]
      for (const [i, each] of events.entries()) if (!late.includes(i)) await store.append(each)
      expect(await raw('ZCARD', `${key}:folds`)).toBe(3)
      const known = events.filter((_, i) => !late.includes(i))
      for (const i of late) {
        known.push(events[i]!)
        expect(await store.append(events[i]!)).toEqual({ version: known.length })
        expect((await store.lookup([ana]))[0]).toEqual({
          person: ana,
          purposes: folded(known),
          version: known.length,
        })
      }
      expect(await raw('ZCARD', `${key}:folds`)).toBeGreaterThan(0)
      expect(await store.history(ana)).toEqual(events)
      expect(await store.latest(ana)).toEqual({ id: events[649]!.id, at: events[649]!.at })
    })

    it('what is kept now and then is what all up to it come to', async () => {
      const { store, key } = make()
      const events = Array.from({ length: 450 }, (_, i) =>
        event(i % 2 ? 'give' : 'object', ana, 100 + i, [`p${i % 5}`], { expiresAt: 9000 + (i % 3) }),
      )
      for (const each of events) await store.append(each)
      // a withdrawal that is older than all, and one between two that are kept
      for (const late of [event('withdraw', ana, 1), event('refuse', ana, 320, ['sms'])]) {
        events.push(late)
        await store.append(late)
        expect((await store.lookup([ana]))[0]!.purposes).toEqual(folded(events))
      }
      // and from what was kept while the late ones were folded
      const again = event('restrict', ana, 548, ['p1'])
      expect(await raw('ZCARD', `${key}:folds`)).toBeGreaterThan(0)
      await store.append(again)
      expect((await store.lookup([ana]))[0]!.purposes).toEqual(folded([...events, again]))
    })

    it('more events than one page holds are folded and told in pages, also where nothing was kept', async () => {
      const { name, key } = make()
      const store = redisStore({ client: io.client, name })
      const events = Array.from({ length: 2300 }, (_, i) =>
        event(i % 2 ? 'give' : 'object', ana, 100 + i, [`p${i % 5}`], { expiresAt: 9000 + (i % 3) }),
      )
      for (const each of events) await store.append(each)
      await raw('DEL', `${key}:folds`)
      for (const late of [
        event('withdraw', ana, 1),
        event('refuse', ana, 1500, ['p1']),
        event('restrict', ana, 2390, ['p2']),
      ]) {
        events.push(late)
        expect(await store.append(late)).toEqual({ version: events.length })
        expect((await store.lookup([ana]))[0]!.purposes).toEqual(folded(events))
      }
      expect(await raw('ZCARD', `${key}:folds`)).toBeGreaterThan(1)
      expect(await store.history(ana)).toEqual(
        events.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
      )
    }, 60_000)

    it('a history during which something came late is read again, and is that of one moment', async () => {
      const { store, name } = make()
      const events = Array.from({ length: 1100 }, (_, i) => event(i % 2 ? 'give' : 'object', ana, 100 + i))
      const quick = redisStore({ client: io.client, name })
      for (const each of events) await quick.append(each)
      const late = event('withdraw', ana, 50)
      let pages = 0
      const slow = redisStore({
        name,
        client: {
          async sendCommand(words: string[]) {
            const answer = await opened.client.sendCommand(words)
            // the second page has been asked for: somebody says something that stands on the first
            if (words.at(-1) === '1000' && ++pages === 1) await store.append(late)
            return answer
          },
        },
      })
      expect(await slow.history(ana)).toEqual([late, ...events])
      expect(pages).toBeGreaterThan(2)
    }, 60_000)

    it('answers as memoryStore does, event by event, whatever is said in whatever order', async () => {
      const { store } = make()
      const memory = memoryStore()
      const actions = ['give', 'renew', 'withdraw', 'refuse', 'object', 'restrict', 'lift'] as const
      let seed = 20_261_130
      const random = (below: number): number => {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((seed / 2 ** 32) * below)
      }
      for (let i = 0; i < 300; i++) {
        const person = { ...ana, id: random(3) }
        const purposes = Array.from({ length: 1 + random(3) }, () => `p${random(5)}`)
        const said = event(actions[random(7)]!, person, random(100), [...new Set(purposes)], {
          ...(random(2) && { terms: random(3) }),
          ...(random(3) === 0 && { expiresAt: 1000 + random(5) }),
          ...(random(3) === 0 && { version: `v${random(3)}` }),
        })
        const via = said.purposes.map((each) => (random(3) ? each : { ...each, via: `p${random(5)}` }))
        const given = { ...said, purposes: via }
        expect(await store.append(given)).toEqual(memory.append(given))
        expect(await store.lookup([person])).toEqual(memory.lookup([person]))
        expect(await store.latest(person)).toEqual(memory.latest(person))
      }
      for (const id of [0, 1, 2])
        expect(await store.history({ ...ana, id })).toEqual(memory.history({ ...ana, id }))
    })
  })

  describe('keys', () => {
    it('of one person have one tag, and none that ends early', async () => {
      const { store, name, keys } = make()
      await store.append(event('give', { id: '}{', population: 'a}', tenant: 'b{' }, 1))
      const tag = `${name}:{s2:b{/2:a\\007d/s\\007d{}`
      expect(await keys()).toEqual([tag, `${tag}:events`, `${tag}:order`])
    })

    it('are never of two people, and stand for ever', async () => {
      const { store, keys } = make()
      const people: Person[] = [
        { id: 1, population: 'member' },
        { id: '1', population: 'member' },
        { id: 1n, population: 'member' },
        { id: 'c', population: 'member', tenant: 'a|b' },
        { id: 'b|c', population: 'member', tenant: 'a' },
        { id: '1', population: 'a', tenant: '1:b/1' },
        { id: '1', population: '1:b/1/a' },
        { id: 'é', population: 'member' },
        { id: 'e\u0301', population: 'member' },
        { id: '\ud800', population: 'member' },
        { id: '\udc00', population: 'member' },
        { id: '\ufffd', population: 'member' },
        { id: '\\d800', population: 'member' },
        { id: 'm-1:events', population: 'member' },
        ana,
      ]
      for (const [i, person] of people.entries()) await store.append(event('give', person, i, [`p${i}`]))
      const found = await keys()
      expect(found).toHaveLength(3 * people.length)
      for (const key of found) expect(await raw('TTL', key)).toBe(-1)
      for (const [i, person] of people.entries())
        expect(Object.keys((await store.lookup([person]))[0]!.purposes)).toEqual([`p${i}`])
    })
  })

  describe('many at once', () => {
    it('law: gives and withdrawals of one person by two clients come to the fold of the history', async () => {
      const { store, name } = make({ timeoutMs: 30_000 })
      const stores = [store, redisStore({ client: io.client, name, timeoutMs: 30_000 })]
      const events = Array.from({ length: 200 }, (_, i) =>
        event(i % 2 ? 'withdraw' : 'give', ana, 1 + ((i * 7) % 50), [`p${i % 3}`, 'mail']),
      )
      const versions = await Promise.all(events.map((each, i) => stores[i % 2]!.append(each)))
      expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
        events.map((_, i) => i + 1),
      )
      const [state] = await store.lookup([ana])
      expect(state).toEqual({ person: ana, purposes: folded(events), version: 200 })
      expect(folded(await store.history(ana))).toEqual(state!.purposes)
    })

    it.each(['resp2', 'pool'] as const)('a client of another kind, `%s`, does the same', async (kind) => {
      const other = await CLIENTS[kind](server.port)
      const { store, name } = make()
      const also = redisStore({ client: other.client, name })
      const events = Array.from({ length: 60 }, (_, i) =>
        event(i % 2 ? 'give' : 'object', ana, 100 - i, [`p${i % 3}`], { expiresAt: 1000 + (i % 4) }),
      )
      await Promise.all(events.map((each, i) => (i % 2 ? store : also).append(each)))
      for (const each of [store, also]) {
        expect((await each.lookup([ben, ana]))[1]).toEqual({
          person: ana,
          purposes: folded(events),
          version: 60,
        })
        expect(await each.history(ana)).toEqual(events.toReversed())
      }
      other.close()
    })

    it('one event that comes 20 times at once, by two clients, is one', async () => {
      const { store, name } = make()
      const other = redisStore({ client: io.client, name })
      const give = event('give', ana, 1)
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).append(give)),
      )
      expect(answers).toEqual(Array(20).fill({ version: 1 }))
      expect(await store.history(ana)).toEqual([give])
    })

    it('looks 1,000 people up by one command, in their order, and knows their shape from then on', async () => {
      const { store, name } = make()
      for (let i = 0; i < 1000; i += 3)
        await store.append(
          event('give', { ...ana, id: `m-${i}` }, i, ['mail', 'sms'], { expiresAt: 9000 + i }),
        )
      const commands: string[] = []
      const counted = redisStore({
        name,
        client: {
          sendCommand(words: string[]) {
            commands.push(words[0]!)
            return opened.client.sendCommand(words)
          },
        },
      })
      const people = Array.from(
        { length: 1000 },
        (_, i): Person => ({ id: `m-${999 - i}`, population: 'member' }),
      )
      const states = await counted.lookup(people)
      commands.splice(0)
      expect(await counted.lookup(people)).toEqual(states)
      expect(commands).toEqual(['PERSIST', 'MGET'])
      expect(states.map(({ person }) => person)).toEqual(people)
      for (const [i, { version, purposes }] of states.entries()) {
        const given = (999 - i) % 3 === 0
        expect(version).toBe(given ? 1 : 0)
        expect(purposes['sms']?.given?.expiresAt).toBe(given ? 9999 - i : undefined)
      }
    })

    it('a shape that is not known yet is asked for once, and right for all even where its first has said more', async () => {
      const { store, name } = make()
      const people = Array.from({ length: 30 }, (_, id): Person => ({ id, population: 'member' }))
      for (const person of people) await store.append(event('give', person, 1, ['mail'], { expiresAt: 50 }))
      for (const meanwhile of [false, true]) {
        const asked: string[] = []
        const cold = redisStore({
          name,
          client: {
            async sendCommand(words: string[]) {
              asked.push(words[0]!)
              const answer = await opened.client.sendCommand(words)
              if (words[0] === 'MGET' && meanwhile)
                await store.append(event('object', people[0]!, 2, ['mail', 'sms']))
              return answer
            },
          },
        })
        await cold.history(ana)
        asked.splice(0)
        const states = await cold.lookup(people)
        expect(asked.filter((word) => word === 'EVALSHA')).toHaveLength(meanwhile ? 30 : 1)
        for (const [i, { version, purposes }] of states.entries()) {
          expect(purposes['mail']?.given).toEqual({ via: 'mail', expiresAt: 50 })
          expect([version, purposes['sms']?.objected]).toEqual(
            meanwhile && i === 0 ? [2, ['sms']] : [1, undefined],
          )
        }
      }
    })

    it('an answer is the asker’s own: what is done to it shows to nobody else', async () => {
      const { store } = make()
      await store.append(event('withdraw', ana, 1, ['mail']))
      await store.append(event('give', ana, 2, ['sms'], { expiresAt: 50 }))
      const spoil = (state: ConsentState): void => {
        const purposes = state.purposes as Record<string, Record<string, unknown>>
        for (const work of [
          () => delete purposes['mail']!['stopped'],
          () => Object.assign(purposes['sms']!['given'] as object, { expiresAt: 1e15 }),
          () => Object.assign(purposes['mail']!, { given: { via: 'mail' } }),
        ])
          try {
            work()
          } catch {}
      }
      spoil((await store.lookup([ana]))[0]!)
      const [state] = await store.lookup([ana])
      expect(state!.purposes['mail']).toEqual({ stopped: [{ status: 'ConsentWithdrawn', via: 'mail' }] })
      expect(state!.purposes['sms']!.given!.expiresAt).toBe(50)
    })
  })

  describe('what it does not trust', () => {
    it.each<[string, (key: string, other: string) => [string, ...string[]]]>([
      ['a state of somebody else', (key, other) => ['COPY', other, key, 'REPLACE']],
      ['a state that is none', (key) => ['SET', key, '/6:member/sm-1\nsecret']],
      ['a version that is none', (key) => ['SET', key, '/6:member/sm-1\n0 secret']],
      ['a version beyond counting', (key) => ['SET', key, '/6:member/sm-1\n9007199254740993 secret']],
      ['a shape that is another', (key) => ['SET', key, `/6:member/sm-1\n1 ${'A'.repeat(22)}`]],
      ['a time too many', (key) => ['APPEND', key, ' 7']],
      ['a time that is none', (key) => ['APPEND', key, ' secret']],
    ])('%s', async (_, lie) => {
      const { store, name, key } = make()
      await store.append(event('give', ana, 1))
      await store.append(event('give', ben, 1))
      await raw(...lie(key, `${name}:{/6:member/sm-2}`))
      for (const call of [
        () => store.lookup([ana]),
        () => store.lookup([ben, ana]),
        () => store.append(event('give', ana, 2)),
      ])
        await expect(call()).rejects.toSatisfy(
          (error: Error & { code: string }) =>
            error.code === 'store_failed' && !error.message.includes('secret'),
        )
      expect((await store.lookup([ben]))[0]!.version).toBe(1)
    })

    it('a state of another kind: an append fails, as does asking for one; `MGET` calls it nothing', async () => {
      const { store, key } = make()
      await store.append(event('give', ana, 1))
      await raw('DEL', key)
      await raw('LPUSH', key, 'secret')
      for (const call of [() => store.lookup([ana]), () => store.append(event('give', ana, 2))])
        await expect(call()).rejects.toEqual(failing('store_failed', '`redis`, WRONGTYPE$'))
      expect((await store.lookup([ben, ana]))[1]).toEqual({ person: ana, purposes: {}, version: 0 })
    })

    it.each([
      ['events', 'DEL'],
      ['order', 'DEL'],
      ['', 'DEL'],
    ])('a person whose key `%s` is gone: nothing is added to the rest', async (part, command) => {
      const { store, key } = make()
      await store.append(event('object', ana, 1))
      await raw(command, part === '' ? key : `${key}:${part}`)
      await expect(store.append(event('give', ana, 2))).rejects.toEqual(
        failing('store_failed', /^the consent/),
      )
      await expect(store.history(ana)).rejects.toEqual(failing('store_failed'))
    })

    it.each(['events', 'order'])(
      'a key `%s` that is of another kind: nothing is stored by half',
      async (part) => {
        const { store, name, key, keys } = make()
        await raw('SET', `${key}:${part}`, 'secret')
        await expect(store.append(event('give', ana, 1))).rejects.toEqual(
          failing('store_failed', '`redis`, WRONGTYPE$'),
        )
        expect(await keys()).toEqual([`${name}:{/6:member/sm-1}:${part}`])
      },
    )

    it.each<[string, (key: string) => [string, ...string[]]]>([
      ['an event that is none', (key) => ['HSET', `${key}:events`, 'e-1', '1 {"id":"secret"}']],
      ['an event under the id of another', (key) => ['EVAL', SWAP, '1', `${key}:events`]],
      ['an event too many', (key) => ['ZADD', `${key}:order`, '3', 'e-3']],
    ])('%s', async (_, lie) => {
      const { store, key } = make()
      await store.append({ ...event('give', ana, 1), id: 'e-1' })
      await store.append({ ...event('withdraw', ana, 2), id: 'e-2' })
      await raw(...lie(key))
      await expect(store.history(ana)).rejects.toSatisfy(
        (error: Error & { code: string }) =>
          error.code === 'store_failed' && !error.message.includes('secret'),
      )
    })

    it.each<[string, unknown]>([
      ['too few answers', ['x']],
      ['too many', ['x', null, null]],
      ['no list', 'x'],
      ['buffers', [Buffer.from('x'), null]],
    ])('a client that gives %s', async (_, answer) => {
      const store = redisStore({
        acceptLoss: true,
        client: {
          async sendCommand(words: string[]) {
            if (words[0] === 'MGET') return answer
            return words[0] === 'PERSIST' ? 0 : words[0] === 'INFO' ? SOUND : ''
          },
        },
      })
      await expect(store.lookup([ana, ben])).rejects.toEqual(failing('store_failed'))
    })

    it('answers in another order', async () => {
      const { store, name } = make()
      await store.append(event('give', ana, 1))
      await store.append(event('withdraw', ben, 1))
      const liar = redisStore({
        name,
        client: {
          async sendCommand(words: string[]) {
            const answer = await opened.client.sendCommand(words)
            return words[0] === 'MGET' ? (answer as unknown as unknown[]).toReversed() : answer
          },
        },
      })
      await expect(liar.lookup([ana, ben])).rejects.toEqual(failing('store_failed', 'somebody else'))
    })
  })

  it.each<[object | undefined]>([
    [undefined],
    [{}],
    [{ client: {} }],
    [{ client: { call() {} }, name: 'a{b}' }],
    [{ client: { call() {} }, name: '' }],
    [{ client: { call() {} }, timeoutMs: 0 }],
    [{ client: { call() {} }, listen: {} }],
    [{ client: { call() {} }, acceptLoss: 'yes' }],
    [{ client: { call() {} }, waitReplicas: 1 }],
    [{ client: { call() {} }, waitReplicas: { client: { call() {} }, count: 0 } }],
    [{ client: { call() {}, options: { keyPrefix: 'app:' } } }],
    [{ client: { call() {}, isCluster: true, options: { scaleReads: 'slave' } } }],
  ])('%j is no configuration', (options) => {
    expect(() => redisStore(options as RedisStoreOptions)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('one client cannot both be asked and wait for replicas', () => {
    const { client } = opened
    expect(() => redisStore({ client, waitReplicas: { client, count: 1 } })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('says that it is closed', async () => {
    const { store } = make()
    store.close()
    await expect(store.lookup([ana])).rejects.toEqual(failing('store_failed', 'closed'))
  })
})

const SOUND = 'role:master\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'
const SWAP = `local one = redis.call('HGET', KEYS[1], 'e-1')
redis.call('HSET', KEYS[1], 'e-1', redis.call('HGET', KEYS[1], 'e-2'), 'e-2', one)`
