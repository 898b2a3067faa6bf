import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentEvent, Person } from '../../../src/index.js'
import { migrate, postgresStore } from '../../../src/stores/postgres/index.js'
import { openWay, type Way } from '../../failing-way.js'
import { binaries, createPostgres, type Server } from '../../sinks/postgres/server.js'
import { expectDeniedInTime } from '../denied-in-time.js'
import { event, folded } from '../said.js'

/** As the driver sends it. */
const COMMIT = 'COMMIT\0'

const ana: Person = { id: 'm-1', population: 'member' }

let server: Server
let owner: pg.Pool
let way: Way
let made = 0

describe.skipIf(binaries === undefined)(
  'postgresStore when the server or the way to it fails',
  { timeout: 120_000 },
  () => {
    beforeAll(async () => {
      server = await createPostgres()
      owner = server.pool('postgres')
      await owner.query('CREATE ROLE app LOGIN')
      way = await openWay(server.port)
    }, 60_000)
    afterAll(async () => {
      await way?.close()
      await server?.stop()
    }, 60_000)

    async function make(timeoutMs?: number) {
      const name = `consent_${made++}`
      await migrate(owner, { name, role: 'app' })
      const store = postgresStore({
        pool: server.pool('app', { port: way.port }),
        name,
        ...(timeoutMs && { timeoutMs }),
      })
      const direct = postgresStore({ pool: owner, name })
      const count = async () =>
        Number((await owner.query(`SELECT count(*) FROM ${name}_events`)).rows[0].count)
      return { name, store, direct, count }
    }

    it('T63: a commit whose answer is lost stands once: the store appends it again by itself', async () => {
      const { store, count } = await make()
      await store.append(event('give', ana, 1))
      const before = way.cuts
      way.cut(COMMIT, 1)
      expect(await store.append(event('withdraw', ana, 2))).toEqual({ version: 2 })
      expect(way.cuts - before).toBe(1)
      expect(await count()).toBe(2)
    })

    it('T63: one whose answer is lost each time has failed, and is stored; the caller appends it again', async () => {
      const { store, direct, count } = await make()
      const give = event('give', ana, 1)
      way.cut(COMMIT, 100)
      await expect(store.append(give)).rejects.toMatchObject({ code: 'store_failed' })
      way.cut(COMMIT, 0)
      expect(await store.append(give)).toEqual({ version: 1 })
      expect(await count()).toBe(1)
      expect((await direct.lookup([ana]))[0]).toEqual({ person: ana, purposes: folded([give]), version: 1 })
    })

    it('T19: a server that does not answer fails each call in time, and says nothing of whom it was about', async () => {
      const { store } = await make(400)
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
          message: 'the consent store failed: `postgres`, ETIMEDOUT',
        })
      expect(performance.now() - began).toBeLessThan(8000)
      way.stall(false)
      await expect.poll(() => store.lookup([ana]).then(() => 'answered', String)).toBe('answered')
    })

    it('T19: a gate whose store does not answer denies `consent_unavailable` within its deadline', async () => {
      const { store } = await make(20_000)
      await expectDeniedInTime(store, way)
    })

    it('somebody who holds the person and does not end is a failure in time, and nothing is stored by half', async () => {
      const { store, name, count } = await make(500)
      await store.append(event('give', ana, 1))
      const other = await owner.connect()
      await other.query('BEGIN')
      await other.query(`SELECT FROM ${name}_states FOR UPDATE`)
      await expect(store.append(event('withdraw', ana, 2))).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringMatching(/57014|ETIMEDOUT/),
      })
      // who only reads does not wait
      expect((await store.lookup([ana]))[0]!.version).toBe(1)
      await other.query('ROLLBACK')
      other.release()
      expect(await count()).toBe(1)
      await store.append(event('withdraw', ana, 2))
    })

    it('a server that is down fails each call, and is used again when it is back', async () => {
      const { store } = await make(1000)
      const give = event('give', ana, 1)
      await server.kill()
      await expect(store.lookup([ana])).rejects.toMatchObject({ code: 'store_failed' })
      await expect(store.append(give)).rejects.toMatchObject({ code: 'store_failed' })
      await server.start()
      await store.append(give)
      expect((await store.lookup([ana]))[0]!.purposes).toEqual(folded([give]))
    })

    it('law: a server that is killed under load keeps all that it acknowledged, each once, and no state without its events', async () => {
      const { store, direct, name, count } = await make(3000)
      const people = Array.from({ length: 5 }, (_, i): Person => ({ id: i, population: 'member' }))
      const lists = people.map((person) =>
        Array.from({ length: 120 }, (_, i) =>
          event(i % 2 ? 'withdraw' : 'give', person, i + 1, [`p${i % 3}`]),
        ),
      )
      const acknowledged: ConsentEvent[] = []
      let failures = 0
      let down: Promise<void> | undefined
      const crash = async () => {
        await server.kill()
        await server.start()
        // all processes are dead: what is there now had been safe
        for (const person of people) {
          const history = await direct.history(person)
          const [state] = await direct.lookup([person])
          expect(state).toEqual({ person, purposes: folded(history), version: history.length })
        }
      }
      let kills = 0
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
            failures += 1
            await down
          }
        }
      }
      await Promise.all(lists.map(say))
      await down
      expect(kills).toBe(2)
      expect(failures).toBeGreaterThan(0)
      expect(await count()).toBe(600)
      for (const [i, person] of people.entries()) {
        expect(await direct.history(person)).toEqual(lists[i])
        expect((await direct.lookup([person]))[0]).toEqual({
          person,
          purposes: folded(lists[i]!),
          version: 120,
        })
      }
      expect((await owner.query(`SELECT count(*)::int AS n FROM ${name}_states`)).rows).toEqual([{ n: 5 }])
    })
  },
)
