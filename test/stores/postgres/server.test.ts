import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsentEvent, type ConsentState, foldConsent, type Person } from '../../../src/index.js'
import {
  migrate,
  type PostgresStoreOptions,
  postgresStore,
  postgresStoreSchema,
} from '../../../src/stores/postgres/index.js'
import { consentStoreSuite } from '../../../src/testing/index.js'
import { binaries, createPostgres, type Server } from '../../sinks/postgres/server.js'
import { event, folded } from '../said.js'
import { fill } from './fill.js'

const ana: Person = { id: 'm-1', population: 'member' }
const ben: Person = { id: 'm-2', population: 'member' }

let server: Server
let owner: pg.Pool
let app: pg.Pool
let made = 0

describe.skipIf(binaries === undefined)('postgresStore on a real server', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    server = await createPostgres()
    owner = server.pool('postgres')
    await owner.query('CREATE ROLE app LOGIN')
    app = server.pool('app', { max: 20 })
  }, 60_000)
  afterAll(() => server?.stop(), 60_000)

  async function make(options: Partial<PostgresStoreOptions> = {}) {
    const name = `consent_${made++}`
    await migrate(owner, { name, role: 'app' })
    const store = postgresStore({ pool: app, name, ...options })
    const row = async (person: Person) =>
      (await owner.query(`SELECT * FROM ${name}_states WHERE id = $1`, [`s${person.id}`])).rows[0]
    const count = async () => Number((await owner.query(`SELECT count(*) FROM ${name}_events`)).rows[0].count)
    return { name, store, row, count }
  }
  const failing = (code: string, message: RegExp | string = '') =>
    expect.objectContaining({ code, message: expect.stringMatching(message) })
  const purposesOf = async (store: {
    lookup(people: readonly Person[]): PromiseLike<readonly ConsentState[]>
  }) => (await store.lookup([ana]))[0]!.purposes

  it.each(
    consentStoreSuite(async (events) => {
      const { store } = await make()
      await fill(app, store, events)
      return store
    }),
  )('$name', { timeout: 240_000 }, ({ run }) => run())

  describe('events', () => {
    it('are stored with all that proves them, and come back so', async () => {
      const { store } = await make()
      const person: Person = { id: 'a\0b\\\ud800', population: 'x\0', tenant: 7 }
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

    it('an id that is taken by another event, of this person or of another, is refused and nothing is stored', async () => {
      const { store, count } = await make()
      const give = event('give', ana, 5)
      await store.append(give)
      for (const other of [
        { ...give, person: ben },
        { ...give, action: 'withdraw' },
        { ...give, at: 6 },
        { ...give, at: 4 },
        { ...give, version: 'v2' },
      ] satisfies ConsentEvent[])
        await expect(store.append(other)).rejects.toEqual(failing('input_invalid', '`id`'))
      expect(await count()).toBe(1)
      expect(await store.lookup([ana, ben])).toEqual([
        { person: ana, purposes: folded([give]), version: 1 },
        { person: ben, purposes: {}, version: 0 },
      ])
    })

    it('a malformed one is refused before the server is asked', async () => {
      const store = postgresStore({ pool: { connect: () => Promise.reject(new Error('asked')) } })
      await expect(store.append({ ...event('give', ana, 1), at: Number.NaN })).rejects.toEqual(
        failing('input_invalid', '`at`'),
      )
    })

    it('cannot be changed, deleted or truncated, not even by their owner', async () => {
      const { store, name } = await make()
      await store.append(event('give', ana, 1))
      for (const pool of [owner, app])
        for (const statement of [
          `UPDATE ${name}_events SET at = 2`,
          `DELETE FROM ${name}_events`,
          `TRUNCATE ${name}_events`,
        ])
          await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' })
      await expect(app.query(`DELETE FROM ${name}_states`)).rejects.toMatchObject({ code: '42501' })
      await expect(app.query(`UPDATE ${name}_purposes SET bit = 9`)).rejects.toMatchObject({ code: '42501' })
    })

    it('law: in whatever order they come, also past what is kept now and then, the state is their fold', async () => {
      const { store, name } = await make()
      const actions = ['give', 'withdraw', 'object', 'lift', 'restrict', 'renew', 'refuse'] as const
      const events = Array.from({ length: 650 }, (_, i) =>
        event(actions[(i * 5) % 7]!, ana, 10 + (i >> 1), [`p${i % 4}`], i % 3 ? {} : { expiresAt: 1000 + i }),
      )
      const late = [620, 3, 300, 200, 401, 198, 410]
      for (const [i, each] of events.entries()) if (!late.includes(i)) await store.append(each)
      const known = events.filter((_, i) => !late.includes(i))
      for (const i of late) {
        known.push(events[i]!)
        expect(await store.append(events[i]!)).toEqual({ version: known.length })
        expect(await purposesOf(store)).toEqual(folded(known))
      }
      expect(await store.history(ana)).toEqual(events)
      expect(await store.latest(ana)).toEqual({ id: events[649]!.id, at: events[649]!.at })
      const { rows } = await owner.query(`SELECT count(folded)::int AS kept FROM ${name}_events`)
      expect(rows[0].kept).toBeGreaterThan(3)
    })

    it('what is kept is only built on where nothing has come late before it', async () => {
      const { store, name } = await make()
      const events = Array.from({ length: 250 }, (_, i) => event(i % 2 ? 'give' : 'object', ana, 100 + i))
      for (const each of events) await store.append(each)
      const { rows } = await owner.query(`SELECT id, at, folded FROM ${name}_events WHERE folded IS NOT NULL`)
      expect(rows).toMatchObject([{ at: '299' }])
      for (const late of [event('restrict', ana, 1), event('refuse', ana, 320, ['sms'])]) {
        events.push(late)
        await store.append(late)
        expect(await purposesOf(store)).toEqual(folded(events))
      }
    })
  })

  describe('the row that push-down joins', () => {
    it('has a bit for each granted purpose at its terms, and the time of its next change', async () => {
      const { store, name, row } = await make()
      await store.append(event('give', ana, 1, ['mail', 'sms'], { expiresAt: 50, terms: 2 }))
      await store.append(event('give', ana, 2, ['calls'], { expiresAt: 40 }))
      await store.append(event('give', ana, 3, ['ads']))
      await store.append(event('object', ana, 4, ['ads']))
      await store.append(event('restrict', ana, 4, ['mail']))
      await store.append(event('withdraw', ana, 5, ['calls']))
      const { rows } = await owner.query(`SELECT purpose, terms::int AS terms, bit FROM ${name}_purposes`)
      const set = (mask: readonly string[]) =>
        rows
          .filter(({ bit }) => ((BigInt(mask[Math.floor(bit / 63)] ?? 0) >> BigInt(bit % 63)) & 1n) === 1n)
          .map(({ purpose, terms }) => `${purpose} ${terms}`)
          .sort()
      const found = await row(ana)
      expect(set(found.granted)).toEqual(['ads 1', 'mail 2', 'sms 2'])
      expect(set(found.objected)).toEqual(['ads 1'])
      expect(set(found.restricted)).toEqual(['mail 1'])
      expect(found.next_change).toBe('50')
      expect(found.version).toBe('6')
    })

    it('has words for as many purposes as there are, and the server reads the bits as the comment says', async () => {
      const { store, name, row } = await make()
      const purposes = Array.from({ length: 150 }, (_, i) => `purpose${i}`)
      await store.append(event('give', ana, 1, purposes))
      await store.append(event('withdraw', ana, 2, ['purpose77']))
      expect((await row(ana)).granted).toHaveLength(3)
      const { rows } = await owner.query(
        `SELECT purpose FROM ${name}_purposes, ${name}_states
         WHERE granted[bit / 63 + 1] >> (bit % 63) & 1 = 1`,
      )
      expect(rows.map(({ purpose }) => purpose).sort()).toEqual(purposes.filter((_, i) => i !== 77).sort())
    })

    it('gives each purpose one bit, whoever names it first and with how many others', async () => {
      const { store, name } = await make()
      const other = postgresStore({ pool: app, name })
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          (i % 2 ? store : other).append(
            event('give', { id: i, population: 'member' }, 1, [`p${i % 7}`, `q${i % 5}`], {
              terms: (i % 3) + 1,
            }),
          ),
        ),
      )
      const { rows } = await owner.query(
        `SELECT count(DISTINCT bit)::int AS bits, max(bit) AS last FROM ${name}_purposes`,
      )
      expect(rows).toEqual([{ bits: 36, last: 35 }])
    })
  })

  describe('many at once', () => {
    it('law: gives and withdrawals of one person over 20 connections come to the fold of the history', async () => {
      const { store, name } = await make({ timeoutMs: 60_000 })
      const stores = [store, postgresStore({ pool: app, name, timeoutMs: 60_000 })]
      const events = Array.from({ length: 200 }, (_, i) =>
        event(i % 2 ? 'withdraw' : 'give', ana, 1 + ((i * 7) % 50), [`p${i % 3}`, 'mail']),
      )
      const versions = await Promise.all(events.map((each, i) => stores[i % 2]!.append(each)))
      expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
        events.map((_, i) => i + 1),
      )
      const history = await store.history(ana)
      expect(history).toHaveLength(200)
      const [state] = await store.lookup([ana])
      expect(state).toEqual({ person: ana, purposes: folded(events), version: 200 })
      expect(history.reduce<ConsentState['purposes']>(foldConsent, {})).toEqual(state!.purposes)
    })

    it('one event that comes 20 times at once is one', async () => {
      const { store, count } = await make()
      const give = event('give', ana, 1)
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.append(give)))
      expect(answers).toEqual(Array(20).fill({ version: 1 }))
      expect(await count()).toBe(1)
    })

    it('looks 1,000 people up by one query, in their order', async () => {
      const { store } = await make()
      await store.append(event('give', ana, 1))
      const people = Array.from(
        { length: 1000 },
        (_, i): Person => ({ id: `m-${999 - i}`, population: 'member' }),
      )
      await store.lookup([ana])
      let queries = 0
      const counted = postgresStore({
        name: `consent_${made - 1}`,
        pool: {
          async connect() {
            const client = await app.connect()
            return {
              query: (text, values) => {
                if (/_states/.test(text) && !/to_regclass/.test(text)) queries += 1
                return values ? client.query(text, values) : client.query(text)
              },
              release: (broken) => client.release(broken),
            }
          },
        },
      })
      const states = await counted.lookup(people)
      expect(queries).toBe(1)
      expect(states.map(({ person }) => person)).toEqual(people)
      expect(states.filter(({ version }) => version === 1).map(({ person }) => person)).toEqual([ana])
    })
  })

  describe('with a client whose transaction is the caller’s', () => {
    it('takes effect when that commits, and is read inside it before', async () => {
      const { store } = await make()
      const client = await app.connect()
      const give = event('give', ana, 1)
      await client.query('BEGIN')
      const inside = store.with(client)
      expect(await inside.append(give)).toEqual({ version: 1 })
      expect(await inside.append(give)).toEqual({ version: 1 })
      expect(await inside.history(ana)).toEqual([give])
      expect(await inside.latest(ana)).toEqual({ id: give.id, at: 1 })
      expect(await purposesOf(inside)).toEqual(folded([give]))
      expect(await purposesOf(store)).toEqual({})
      await client.query('COMMIT')
      client.release()
      expect(await purposesOf(store)).toEqual(folded([give]))
    })

    it('leaves nothing when that is rolled back, not even a bit that somebody else would then read wrong', async () => {
      const { store, name, count } = await make()
      const client = await app.connect()
      await client.query('BEGIN')
      await store.with(client).append(event('give', ana, 1, ['mail', 'sms']))
      await client.query('ROLLBACK')
      client.release()
      expect(await count()).toBe(0)
      await store.append(event('give', ben, 1, ['calls']))
      const { rows } = await owner.query(`SELECT purpose, bit FROM ${name}_purposes`)
      expect(rows).toEqual([{ purpose: 'calls', bit: 0 }])
      expect(await store.lookup([ana])).toEqual([{ person: ana, purposes: {}, version: 0 }])
    })

    it('another id’s event is refused without failing the transaction', async () => {
      const { store } = await make()
      const give = event('give', ana, 1)
      await store.append(give)
      const client = await app.connect()
      await client.query('BEGIN')
      await expect(store.with(client).append({ ...give, at: 2 })).rejects.toEqual(failing('input_invalid'))
      await store.with(client).append(event('withdraw', ana, 3))
      await client.query('COMMIT')
      client.release()
      expect((await store.lookup([ana]))[0]!.version).toBe(2)
    })

    it('takes in turn what is said at once', async () => {
      const { store } = await make()
      const client = await app.connect()
      const events = Array.from({ length: 20 }, (_, i) => event(i % 2 ? 'give' : 'withdraw', ana, i + 1))
      await client.query('BEGIN')
      await Promise.all(events.map((each) => store.with(client).append(each)))
      await client.query('COMMIT')
      client.release()
      expect(await store.lookup([ana])).toEqual([{ person: ana, purposes: folded(events), version: 20 }])
    })

    it('without a transaction nothing is lost: who was overtaken is told, and nothing is stored by half', async () => {
      const { store, count } = await make()
      const client = await app.connect()
      const events = Array.from({ length: 60 }, (_, i) => event(i % 2 ? 'give' : 'withdraw', ana, i + 1))
      const outcomes = await Promise.allSettled(
        events.map((each, i) => (i % 2 ? store.with(client) : store).append(each)),
      )
      client.release()
      const failures = outcomes.filter(({ status }) => status === 'rejected')
      for (const each of failures) expect(each).toMatchObject({ reason: { code: 'store_failed' } })
      const stored = events.filter((_, i) => outcomes[i]!.status === 'fulfilled')
      expect(await count()).toBe(stored.length)
      expect((await store.lookup([ana]))[0]).toEqual({
        person: ana,
        purposes: folded(stored),
        version: stored.length,
      })
    })
  })

  describe('what it does not trust', () => {
    it.each([
      ['a state that is none', `UPDATE $_states SET purposes = '{}'`],
      ['an entry that is none', `UPDATE $_states SET purposes = '[["secret", 7]]'`],
      ['a yes that is none', `UPDATE $_states SET purposes = '[[{"given": true}, ["mail"]]]'`],
      [
        'a no that is none',
        `UPDATE $_states SET purposes = '[[{"given": {"via": ""}, "stopped": null}, ["mail"]]]'`,
      ],
      ['a purpose twice', `UPDATE $_states SET purposes = '[[{}, ["a"]], [{}, ["a"]]]'`],
      ['a state that is a text', `UPDATE $_states SET purposes = '"secret"'`],
      ['a version beyond counting', `UPDATE $_states SET version = 9007199254740993`],
    ])('%s', async (_, lie) => {
      const { store, name } = await make()
      await store.append(event('give', ana, 1))
      await owner.query(lie.replace('$', name))
      for (const call of [() => store.lookup([ana]), () => store.append(event('give', ana, 2))])
        await expect(call()).rejects.toSatisfy(
          (error: Error & { code: string }) =>
            error.code === 'store_failed' && !error.message.includes('secret'),
        )
    })

    it('an event that is none', async () => {
      const { store, name } = await make()
      await owner.query(
        `INSERT INTO ${name}_events (id, tenant, population, person, version, at, action, late, event)
         VALUES ('x', '', 'member', 'sm-1', 1, 1, 'give', false, '{"id": "secret"}')`,
      )
      await expect(store.history(ana)).rejects.toEqual(failing('store_failed', /no event$/))
    })

    it('a server without the tables, with its trigger off, or that sends rows of nobody', async () => {
      await expect(postgresStore({ pool: app, name: 'nowhere' }).lookup([ana])).rejects.toEqual(
        failing('store_failed', '`migrate`'),
      )
      const { name } = await make()
      await owner.query(`ALTER TABLE ${name}_events DISABLE TRIGGER ALL`)
      await expect(postgresStore({ pool: app, name }).append(event('give', ana, 1))).rejects.toEqual(
        failing('store_failed', 'trigger'),
      )
      const client = (n: number) => ({
        query: async (text: string) => ({
          rows: text.includes('to_regclass')
            ? [{ events: '1', others: true, encoding: 'UTF8', standby: false }]
            : text.includes('pg_trigger')
              ? [{ guarded: true }]
              : [
                  { n, version: '1', purposes: '[]' },
                  { n, version: '1', purposes: '[]' },
                ],
        }),
        release: () => {},
      })
      for (const n of [1, 2, 0, -1])
        await expect(
          postgresStore({ pool: { connect: async () => client(n) } }).lookup([ana]),
        ).rejects.toEqual(failing('store_failed', 'nobody'))
    })

    it('a session that does not wait for the disk: a withdrawal that was acknowledged stays', async () => {
      await owner.query('CREATE ROLE lax LOGIN; ALTER ROLE lax SET synchronous_commit = off')
      const name = `consent_${made++}`
      await migrate(owner, { name, role: 'lax' })
      const pool = server.pool('lax', { max: 1 })
      const seen: string[] = []
      const store = postgresStore({
        name,
        pool: {
          async connect() {
            const client = await pool.connect()
            return {
              async query(text, values) {
                const answer = await (values ? client.query(text, values) : client.query(text))
                if (/WITH moved/.test(text))
                  seen.push((await client.query('SHOW synchronous_commit')).rows[0].synchronous_commit)
                return answer
              },
              release: (broken) => client.release(broken),
            }
          },
        },
      })
      await store.append(event('give', ana, 1))
      expect(seen).toEqual(['on'])
      expect((await pool.query('SHOW synchronous_commit')).rows[0].synchronous_commit).toBe('off')
    })
  })

  describe('telling others', () => {
    it('tells whose consent changed, also through another store, and after the connection was lost', async () => {
      const { store: writer, name } = await make()
      const reader = postgresStore({ pool: app, name, listen: app })
      const told: (readonly Person[] | 'all')[] = []
      const stop = reader.subscribe!((changed) => told.push(changed))
      await expect.poll(() => told).toEqual(['all'])
      await writer.append(event('give', ana, 1))
      await expect.poll(() => told.flat()).toContainEqual(ana)
      const before = told.length
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app' AND pid <> pg_backend_pid()`,
      )
      await expect.poll(() => told.slice(before).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
      await writer.append(event('withdraw', { id: 7n, population: 'member', tenant: 1 }, 2))
      await expect.poll(() => told.flat()).toContainEqual({ id: 7n, population: 'member', tenant: 1 })
      stop()
      reader.close()
      await expect(reader.lookup([ana])).rejects.toEqual(failing('store_failed', 'closed'))
    })

    it('names nobody to whoever may listen', async () => {
      const { store, name } = await make()
      const client = new pg.Client({
        host: '127.0.0.1',
        port: server.port,
        user: 'app',
        database: 'postgres',
      })
      await client.connect()
      const payloads: string[] = []
      client.on('notification', ({ payload }) => payloads.push(payload ?? ''))
      await client.query(`LISTEN ${name}_changed`)
      const give = event('give', ana, 1)
      await store.append(give)
      await expect.poll(() => payloads).toEqual([give.id])
      await client.end()
    })

    it('nobody can subscribe where there is no connection for it', async () => {
      expect((await make()).store.subscribe).toBeUndefined()
    })
  })

  it('the schema is harmless to run again, by many at once', async () => {
    const name = `consent_${made++}`
    await Promise.all(Array.from({ length: 4 }, () => migrate(owner, { name, role: 'app' })))
    const store = postgresStore({ pool: app, name })
    await store.append(event('give', ana, 1))
    await owner.query(postgresStoreSchema({ name, role: 'app' }))
    expect((await store.lookup([ana]))[0]!.version).toBe(1)
  })

  it.each<[object | undefined]>([
    [undefined],
    [{}],
    [{ pool: {} }],
    [{ pool: { connect() {} }, name: 'a.b.c' }],
    [{ pool: { connect() {} }, timeoutMs: 0 }],
    [{ pool: { connect() {} }, listen: true }],
  ])('%j is no configuration', (options) => {
    expect(() => postgresStore(options as PostgresStoreOptions)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})
