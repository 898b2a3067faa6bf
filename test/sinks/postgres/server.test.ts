import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../../src/index.js'
import {
  migrate,
  type PostgresSinkOptions,
  postgresLines,
  postgresSchema,
  postgresSink,
} from '../../../src/sinks/postgres/index.js'
import { sinkSuite } from '../../../src/testing/index.js'
import { record } from '../record.js'
import { chained, LOG, verified } from './log.js'
import { binaries, createPostgres, type Server } from './server.js'

let server: Server
let owner: pg.Pool
let app: pg.Pool
let made = 0

describe.skipIf(binaries === undefined)('postgresSink on a real server', { timeout: 30_000 }, () => {
  beforeAll(async () => {
    server = await createPostgres()
    owner = server.pool('postgres')
    await owner.query('CREATE ROLE app LOGIN; CREATE ROLE boss LOGIN; CREATE ROLE lax LOGIN')
    await owner.query('ALTER ROLE lax SET synchronous_commit = off; GRANT CREATE ON SCHEMA public TO boss')
    app = server.pool('app')
  }, 60_000)
  afterAll(() => server?.stop())

  async function make({
    pool = app,
    role = 'app',
    ...options
  }: Partial<PostgresSinkOptions> & { role?: string } = {}) {
    const table = `audit_${made++}`
    await migrate(owner, { table, role })
    const warnings: string[] = []
    const onWarning = (message: string): void => void warnings.push(message)
    const sink = postgresSink({ pool, table, onWarning, ...options })
    return { table, sink, warnings, read: () => all(sink.find({})) }
  }
  const failing = (code: string, message: RegExp | string = '') =>
    expect.objectContaining({ code, message: expect.stringMatching(message) })

  it.each(sinkSuite(() => make({ requireAppendOnly: true })))('$name', ({ run }) => run())

  describe('a log that it is fed', () => {
    it('stands in the table byte for byte, and is verified from there', async () => {
      const { sink, table } = await make()
      await sink.write(chained(2500, LOG, { justification: '名 "\\ \u2028 \u0000' }))
      expect(await verified(postgresLines({ pool: app, table, log: LOG }))).toEqual({ good: 2500 })
      const rest = await all(postgresLines({ pool: app, table, log: LOG, from: 2498 }))
      expect(rest.map((line) => JSON.parse(String(line)).seq)).toEqual([2498, 2499])
      expect(await all(postgresLines({ pool: app, table }))).toEqual([])
    })

    it('is in it once, however often, by whom and in what pieces it is fed', async () => {
      const { sink, table } = await make()
      const other = postgresSink({ pool: server.pool('app'), table, onWarning: () => {} })
      const records = chained(900)
      await Promise.all([
        ...[0, 100, 200, 50, 0].map((from) => sink.write(records.slice(from))),
        ...[0, 300, 0].map((from) => other.write(records.slice(from))),
        sink.write([...records, ...records]),
      ])
      expect(await verified(postgresLines({ pool: app, table, log: LOG }))).toEqual({ good: 900 })
    })

    it('keeps logs apart, and what comes by itself apart from them', async () => {
      const { sink, table, read } = await make()
      await sink.write([record('a'), ...chained(3, 'one'), record('b'), ...chained(3, 'two'), record('a')])
      expect(await read()).toHaveLength(8)
      for (const log of ['one', 'two'])
        expect(await verified(postgresLines({ pool: app, table, log }), log)).toEqual({ good: 3 })
      expect(
        (await all(postgresLines({ pool: app, table }))).map((line) => JSON.parse(String(line)).id),
      ).toEqual(['a', 'b'])
    })

    it('a thousand records are one statement', async () => {
      const { table } = await make()
      const texts: string[] = []
      const client = await app.connect()
      const counting = {
        connect: async () => ({
          query: (text: string, values?: unknown[]) => {
            texts.push(text.trim().split(/\s/, 1)[0]!)
            return client.query(text, values)
          },
          release: () => {},
        }),
      }
      const sink = postgresSink({ pool: counting, table, onWarning: () => {} })
      await sink.write(chained(1000))
      expect(texts.filter((word) => word === 'INSERT')).toHaveLength(1)
      texts.length = 0
      await Promise.all(Array.from({ length: 500 }, (_, i) => sink.write([record(String(i))])))
      expect(texts.filter((word) => word === 'INSERT')).toHaveLength(1)
      client.release()
    })
  })

  describe('T63: another record in the place of one', () => {
    const changed = (records: readonly AuditRecord[], at: number): AuditRecord[] =>
      records.map((each, i) => (i === at ? { ...each, purpose: 'another' } : each))

    it('is found, acknowledges nothing of its batch, and nothing is written after it', async () => {
      const { sink, read } = await make()
      const records = chained(20)
      await sink.write(records.slice(0, 10))
      await expect(sink.write(changed(records, 9).slice(5))).rejects.toEqual(
        failing('log_invalid', /number 9 of the log/),
      )
      expect(await read()).toHaveLength(10)
      await expect(sink.write(records.slice(10))).rejects.toEqual(failing('log_invalid'))
      await expect(sink.write([record('x')])).rejects.toEqual(failing('log_invalid'))
      expect(await read()).toHaveLength(10)
    })

    it('is found by its id where no journal has numbered it, and within one write', async () => {
      const { sink, read } = await make()
      await sink.write([record('1')])
      await expect(sink.write([record('2'), record('1', { effect: 'deny' })])).rejects.toEqual(
        failing('log_invalid', /under the id/),
      )
      expect(await read()).toEqual([record('1')])
      const { sink: fresh } = await make()
      await expect(fresh.write([record('1'), record('1', { effect: 'deny' })])).rejects.toEqual(
        failing('log_invalid'),
      )
    })

    it('a superuser who changes a row, is found by the feed, by the chain, and by what stands beside the line', async () => {
      const { sink, table } = await make()
      const records = chained(10)
      await sink.write(records)
      const tamper = (change: string) =>
        owner.query(
          `ALTER TABLE ${table} DISABLE TRIGGER ALL; UPDATE ${table} SET ${change} WHERE seq = 4; ALTER TABLE ${table} ENABLE ALWAYS TRIGGER "${table}_append_only"`,
        )
      await tamper(`subjects = '{someone}'`)
      await expect(all(postgresLines({ pool: app, table, log: LOG }))).rejects.toEqual(
        failing('log_invalid', /row 4/),
      )
      await tamper(
        `subjects = '{}', line = convert_to(replace(convert_from(line, 'UTF8'), 'permit', 'deny'), 'UTF8')`,
      )
      expect(await verified(postgresLines({ pool: app, table, log: LOG }))).toEqual({ bad: 4, good: 4 })
      await expect(sink.write(records.slice(3, 6))).rejects.toEqual(failing('log_invalid', /number 4/))
    })

    it('a line that is no record any more is refused, and shown to nobody', async () => {
      const { sink, table } = await make()
      await sink.write(chained(3))
      await owner.query(
        `ALTER TABLE ${table} DISABLE TRIGGER ALL; UPDATE ${table} SET line = 'aiko@example.com' WHERE seq = 1`,
      )
      const refusal = { code: 'log_invalid', message: expect.not.stringContaining('aiko') }
      await expect(all(sink.find({}))).rejects.toMatchObject(refusal)
      await expect(all(postgresLines({ pool: app, table, log: LOG }))).rejects.toMatchObject(refusal)
    })

    it('a trigger that writes something else, or nothing, is found before anything is acknowledged', async () => {
      for (const change of ["NEW.line = 'x'; RETURN NEW", 'RETURN NULL']) {
        const { sink, table, read } = await make()
        await owner.query(
          `CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN ${change.replaceAll("'", "''")}; END';
           CREATE TRIGGER meddle BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION meddle()`,
        )
        await expect(sink.write([record('1')])).rejects.toThrow()
        expect(await read()).toEqual([])
      }
    })
  })

  describe('T63: rights', () => {
    it.each(['UPDATE %t SET id = id', 'DELETE FROM %t', 'TRUNCATE %t', 'DELETE FROM %t WHERE false'])(
      'nobody can %s: not the application, not the owner, not as a replica',
      async (statement) => {
        const { sink, table } = await make()
        await sink.write([record('1')])
        const text = statement.replace('%t', table)
        for (const pool of [app, owner])
          await expect(pool.query(text)).rejects.toMatchObject({ code: '42501' })
        const client = await owner.connect()
        await client.query('SET session_replication_role = replica')
        await expect(client.query(text)).rejects.toMatchObject({ code: '42501' })
        client.release(true)
      },
    )

    it.each<[string, string]>([
      ['UPDATE of a column', 'GRANT UPDATE (line) ON %t TO app'],
      ['DELETE', 'GRANT DELETE ON %t TO app'],
      ['TRUNCATE', 'GRANT TRUNCATE ON %t TO app'],
      ['DELETE of everybody', 'GRANT DELETE ON %t TO PUBLIC'],
      ['the role of the owner', 'ALTER TABLE %t OWNER TO boss; GRANT boss TO app'],
      ['a trigger that is off', 'ALTER TABLE %t DISABLE TRIGGER ALL'],
      ['a trigger that a replica skips', 'ALTER TABLE %t ENABLE TRIGGER "%t_append_only"'],
      ['no trigger', 'DROP TRIGGER "%t_append_only" ON %t'],
    ])('%s is said once, or refused', async (_, excess) => {
      const { sink, table, warnings } = await make({ pool: server.pool('app') })
      await owner.query(excess.replaceAll('%t', table))
      try {
        await sink.write([record('1')])
        await sink.write([record('2')])
        expect(warnings).toEqual([expect.stringContaining(table)])
        const strict = postgresSink({ pool: server.pool('app'), table, requireAppendOnly: true })
        await expect(strict.write([record('3')])).rejects.toEqual(
          failing('sink_failed', /records can be changed/),
        )
      } finally {
        await owner.query('REVOKE boss FROM app')
      }
    })

    it('the owner can make a first run, and is told', async () => {
      const { sink, warnings, read } = await make({ pool: owner })
      await sink.write([record('1')])
      expect(warnings).toEqual([expect.stringMatching(/superuser.*owns it.*UPDATE, DELETE or TRUNCATE/)])
      expect(await read()).toHaveLength(1)
    })

    it('nothing is said of a role that can only add and read', async () => {
      const { sink, warnings } = await make()
      await sink.write([record('1')])
      expect(warnings).toEqual([])
    })

    it('a role that may not write is refused, and so is a table that is not there', async () => {
      const { sink } = await make({ pool: server.pool('lax'), durability: 'os' })
      await expect(sink.write([record('1')])).rejects.toEqual(failing('sink_failed', /may not INSERT/))
      const lost = postgresSink({ pool: app, table: 'nowhere' })
      await expect(lost.write([record('1')])).rejects.toEqual(failing('sink_failed', /run `migrate`/))
    })
  })

  describe('T63: promises', () => {
    it('`synchronous_commit` off is refused, whoever set it and whenever', async () => {
      const { sink } = await make({ pool: server.pool('lax'), role: 'lax' })
      await expect(sink.write([record('1')])).rejects.toEqual(failing('sink_failed', /synchronous_commit/))

      const pool = server.pool('app', { max: 1 })
      const { sink: other, read } = await make({ pool })
      await other.write([record('1')])
      await pool.query('SET synchronous_commit = off')
      await expect(other.write([record('2')])).rejects.toEqual(failing('sink_failed', /synchronous_commit/))
      expect(await read()).toHaveLength(1)
      // the connection is gone with what was set on it
      await other.write([record('2')])
      expect(await read()).toHaveLength(2)
    })

    it('`replicated` needs a standby to wait for', async () => {
      const { sink } = await make({ durability: 'replicated' })
      await expect(sink.write([record('1')])).rejects.toEqual(
        failing('sink_failed', /synchronous_standby_names/),
      )
    })

    it('`replicated` acknowledges nothing that a standby has not got, however often it is written', async () => {
      const { sink, read } = await make({
        durability: 'replicated',
        pool: server.pool('app'),
        timeoutMs: 500,
      })
      const say = async (setting: string) => {
        await owner.query(setting)
        await owner.query('SELECT pg_reload_conf()')
      }
      const client = await owner.connect()
      // none of ours waits: only what the sink does
      await client.query('SET synchronous_commit = local')
      await say("ALTER SYSTEM SET synchronous_standby_names = 'elsewhere'")
      for (let i = 0; i < 3; i++)
        await expect(sink.write([record('1')])).rejects.toEqual(failing('sink_failed', /ETIMEDOUT|57014/))
      await say('ALTER SYSTEM RESET synchronous_standby_names')
      // what waits for a standby that is not asked for any more ends by itself
      await expect.poll(async () => (await read()).length).toBe(1)
      await say("ALTER SYSTEM SET synchronous_standby_names = 'elsewhere'")
      await expect(sink.write([record('1')])).rejects.toEqual(failing('sink_failed', 'ETIMEDOUT'))
      await say('ALTER SYSTEM RESET synchronous_standby_names')
      client.release(true)
    })

    it('a database that writes in another alphabet is refused', async () => {
      await owner.query("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
      const pool = server.pool('postgres', { database: 'latin' })
      await migrate(pool)
      await expect(postgresSink({ pool }).write([record('1')])).rejects.toEqual(
        failing('sink_failed', /UTF8/),
      )
      await pool.end()
    })
  })

  describe('migrate', () => {
    it('is harmless again, and many at once wait for each other', async () => {
      await Promise.all(Array.from({ length: 5 }, () => migrate(owner, { table: 'many', role: 'app' })))
      const sink = postgresSink({ pool: app, table: 'many', requireAppendOnly: true })
      await sink.write([record('1')])
      await migrate(owner, { table: 'many', role: 'app' })
      await sink.write([record('2')])
      expect(await all(sink.find({}))).toHaveLength(2)
    })

    it('is text for whoever migrates by other means, in a schema if asked', async () => {
      await owner.query('CREATE SCHEMA trail; GRANT USAGE ON SCHEMA trail TO app')
      await owner.query(postgresSchema({ table: 'trail.records', role: 'app' }))
      const sink = postgresSink({ pool: app, table: 'trail.records', requireAppendOnly: true })
      await sink.write(chained(3))
      expect(await verified(postgresLines({ pool: app, table: 'trail.records', log: LOG }))).toEqual({
        good: 3,
      })
    })

    it('fails with a code where the role may not, and never with a message of the server', async () => {
      await expect(migrate(app, { table: 'mine' })).rejects.toEqual(failing('sink_failed', /, 42501$/))
    })

    it.each(['', 'a b', 'a"', 'a;--', 'a.b.c', 'x'.repeat(49), 7, null])('refuses %o as a table', (table) => {
      expect(() => postgresSchema({ table: table as never })).toThrow(
        expect.objectContaining({ code: 'config_invalid' }),
      )
    })
  })

  it('finds people and actors by an index', async () => {
    const { sink, table } = await make()
    await sink.write(chained(2000, LOG, { subjects: { refs: ['p-1'] } }))
    await owner.query(`ANALYZE ${table}`)
    const client = await app.connect()
    await client.query('SET enable_seqscan = off')
    for (const column of ['subjects', 'actors']) {
      const { rows } = await client.query(
        `EXPLAIN SELECT line FROM ${table} WHERE ${column} && '{p-2}'::text[] ORDER BY time, log, seq`,
      )
      expect(JSON.stringify(rows)).toContain(`${table}_${column}`)
    }
    client.release(true)
  })

  async function all<T>(many: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = []
    for await (const one of many) found.push(one)
    return found
  }
})

it.each([
  {},
  { pool: {} },
  null,
  { pool: { connect() {} }, durability: 'x' },
  { pool: { connect() {} }, timeoutMs: 0 },
])('refuses %o as options', (options) => {
  expect(() => postgresSink(options as never)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
})
