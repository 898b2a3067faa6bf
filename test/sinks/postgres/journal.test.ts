import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from '../../../src/index.js'
import { journalSink } from '../../../src/sinks/journal/index.js'
import { migrate, postgresLines, postgresSink } from '../../../src/sinks/postgres/index.js'
import { memoryStore } from '../../../src/stores/memory.js'
import { agent, aiko, shop } from '../../shop.js'
import { record } from '../record.js'
import { LOG, verified } from './log.js'
import { binaries, createPostgres, type Server } from './server.js'

let server: Server
let owner: pg.Pool
let folder: string
let made = 0

describe.skipIf(binaries === undefined)('a journal that feeds PostgreSQL', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    server = await createPostgres()
    owner = server.pool('postgres')
    await owner.query('CREATE ROLE app LOGIN')
    folder = mkdtempSync(join(tmpdir(), 'purposebound-'))
  }, 60_000)
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function make() {
    const table = `audit_${made++}`
    await migrate(owner, { table, role: 'app' })
    const sink = postgresSink({ pool: server.pool('app'), table, requireAppendOnly: true })
    const directory = join(folder, table)
    const open = () => journalSink({ directory, log: LOG })
    const lines = async () => {
      const found: string[] = []
      for await (const line of postgresLines({ pool: owner, table, log: LOG })) found.push(String(line))
      return found
    }
    return { table, sink, directory, open, lines }
  }

  /** The lines of the segments of a journal, in order. */
  const journalLines = (directory: string) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.jsonl'))
      .sort()
      .flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n').slice(0, -1))

  it('byte for byte what a gate has written, and it verifies', async () => {
    const { sink, directory, open, lines, table } = await make()
    const journal = open()
    const feed = journal.feed!(sink, { deadlineMs: 2000 })
    const keys = { current: 'k1', k1: new Uint8Array(32).fill(7) }
    const gate = createGate({
      policy: shop,
      consents: memoryStore(),
      keys,
      audit: journal,
      onWarning: () => {},
    })
    const access = gate.for('support', { actor: agent, justification: '名 "\\ \u2028' })
    for (let i = 0; i < 20; i++) await access.readMany('member', [aiko, { ...aiko, id: `m-${i}` }])
    await feed.caughtUp()
    expect(feed.pending()).toBe(0)
    await feed.close(1000)
    const stored = await lines()
    expect(stored).toEqual(journalLines(directory).slice(0, stored.length))
    expect(stored.length).toBeGreaterThan(20)
    expect(await verified(postgresLines({ pool: owner, table, log: LOG }))).toEqual({ good: stored.length })
    await gate.close()
  })

  it('law: the server is killed under load, the feed goes on, and the table holds each record of the journal once', async () => {
    const { sink, directory, open, lines, table } = await make()
    const journal = open()
    const states: string[] = []
    const feed = journal.feed!(sink, { deadlineMs: 2000, onState: (state) => void states.push(state) })
    for (let round = 0; round < 3; round++) {
      const writing = Array.from({ length: 400 }, (_, i) => journal.write([record(`${round}-${i}`)]))
      await Promise.all(writing.slice(0, 100))
      await server.kill()
      // the journal acknowledges while the server is down
      await Promise.all(writing)
      await journal.write([record(`${round}-down`)])
      await server.start()
      await feed.caughtUp()
    }
    await feed.close(1000)
    const stored = await lines()
    expect(stored).toEqual(journalLines(directory).slice(0, stored.length))
    expect(stored.filter((line) => /"id":"\d-/.test(line))).toHaveLength(1203)
    expect(await verified(postgresLines({ pool: owner, table, log: LOG }))).toEqual({ good: stored.length })
    expect(states).toContain('failing')
    expect(states.at(-1)).toBe('working')
    await journal.close?.()
  })

  it('the cursor outlives the process, and one that is lost costs nothing but time', async () => {
    const { sink, open, lines } = await make()
    for (let run = 0; run < 3; run++) {
      const journal = open()
      const feed = journal.feed!(sink, { deadlineMs: 2000 })
      await journal.write([record(`run-${run}`)])
      await feed.caughtUp()
      await feed.close(1000)
      await journal.close?.()
    }
    const stored = await lines()
    expect(stored.filter((line) => line.includes('"id":"run-'))).toHaveLength(3)
    expect(new Set(stored).size).toBe(stored.length)
  })
})
