import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, postgresLines, postgresSink } from '../../../src/sinks/postgres/index.js'
import { openWay, type Way } from '../../failing-way.js'
import { record } from '../record.js'
import { chained, feed, LOG, verified } from './log.js'
import { binaries, createPostgres, type Server } from './server.js'

/** As the driver sends it. */
const COMMIT = 'COMMIT\0'

let server: Server
let owner: pg.Pool
let way: Way
let made = 0

describe.skipIf(binaries === undefined)(
  'postgresSink when the server or the way to it fails',
  { timeout: 60_000 },
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
    })

    async function make(timeoutMs?: number) {
      const table = `audit_${made++}`
      await migrate(owner, { table, role: 'app' })
      const pool = server.pool('app', { port: way.port })
      const sink = postgresSink({ pool, table, requireAppendOnly: true, ...(timeoutMs && { timeoutMs }) })
      const there = () => verified(postgresLines({ pool: owner, table, log: LOG }))
      const count = async () => Number((await owner.query(`SELECT count(*) FROM ${table}`)).rows[0].count)
      return { table, sink, there, count }
    }

    it('T63: a commit whose answer is lost stands once: the sink writes it again by itself', async () => {
      const { sink, there } = await make()
      const before = way.cuts
      way.cut(COMMIT, 1)
      await sink.write(chained(10))
      expect(way.cuts - before).toBe(1)
      expect(await there()).toEqual({ good: 10 })
    })

    it('T63: answers lost again and again are failures, and the feed heals them', async () => {
      const { sink, there, count } = await make()
      const records = chained(300)
      const before = way.cuts
      const { failures } = await feed(sink, records, {
        size: 30,
        onWrite: (cursor, failed) => {
          if (!failed && cursor % 90 === 0) way.cut(COMMIT, 3)
        },
      })
      expect(failures).toBeGreaterThan(0)
      expect(way.cuts - before).toBeGreaterThan(failures)
      expect(await count()).toBe(300)
      expect(await there()).toEqual({ good: 300 })
    })

    it('T63: so is one that no journal has numbered, by its id', async () => {
      const { sink, count } = await make()
      way.cut(COMMIT, 2)
      const records = [record('a'), record('b')]
      await expect(sink.write(records)).rejects.toMatchObject({ code: 'sink_failed' })
      expect(await count()).toBe(2)
      await sink.write(records)
      expect(await count()).toBe(2)
    })

    it('a server that does not answer is a failure in time, and the next write is fine', async () => {
      const { sink, there } = await make(400)
      const records = chained(3)
      await sink.write(records.slice(0, 1))
      way.stall(true)
      const began = performance.now()
      await expect(sink.write(records.slice(1, 2))).rejects.toMatchObject({
        code: 'sink_failed',
        message: expect.stringContaining('ETIMEDOUT'),
      })
      expect(performance.now() - began).toBeLessThan(5000)
      way.stall(false)
      await expect.poll(() => sink.write(records.slice(1)).then(() => 'written', String)).toBe('written')
      expect(await there()).toEqual({ good: 3 })
    })

    it('another who holds the key and does not end is a failure in time', async () => {
      const { sink, table, there } = await make(400)
      const other = await owner.connect()
      await other.query('BEGIN')
      await other.query(`INSERT INTO ${table} VALUES ($1, 0, 'x', 'decision', now(), '{}', '{}', 'x')`, [LOG])
      await expect(sink.write(chained(1))).rejects.toMatchObject({
        code: 'sink_failed',
        message: expect.stringMatching(/57014|ETIMEDOUT/),
      })
      await other.query('ROLLBACK')
      other.release()
      await sink.write(chained(1))
      expect(await there()).toEqual({ good: 1 })
    })

    it('law: a server that is killed and started again under load loses nothing acknowledged, and holds each record once', async () => {
      const { sink, there, count } = await make()
      const records = chained(6000)
      let acknowledged = 0
      let down: Promise<void> | undefined
      let kills = 0
      const crash = async () => {
        await server.kill()
        const least = acknowledged
        await server.start()
        // all processes are dead: what is there now had been safe
        expect(await count()).toBeGreaterThanOrEqual(least)
      }
      const { failures } = await feed(sink, records, {
        size: 40,
        onWrite: async (cursor, failed) => {
          acknowledged = cursor
          if (cursor >= (kills + 1) * 1500 && kills < 3 && !down) {
            kills += 1
            down = crash().finally(() => {
              down = undefined
            })
          }
          if (failed) await down
        },
      })
      await down
      expect(kills).toBe(3)
      expect(failures).toBeGreaterThan(0)
      expect(await count()).toBe(6000)
      expect(await there()).toEqual({ good: 6000 })
    })
  },
)
