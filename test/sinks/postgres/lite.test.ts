import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, type PostgresPool, postgresLines, postgresSink } from '../../../src/sinks/postgres/index.js'
import { sinkSuite } from '../../../src/testing/index.js'
import { litePool, openLite } from './lite.js'
import { chained, LOG, verified } from './log.js'

let lite: PGlite
let pool: PostgresPool
let made = 0

beforeAll(async () => {
  lite = await openLite()
  pool = litePool(lite)
}, 60_000)
afterAll(() => lite?.close())

async function make(warnings: string[] = []) {
  const table = `audit_${made++}`
  await migrate(pool, { table })
  const onWarning = (message: string): void => void warnings.push(message)
  const sink = postgresSink({ pool, table, durability: 'memory', onWarning })
  return { table, sink, read: () => all(sink.find({})) }
}

async function all<T>(many: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of many) found.push(one)
  return found
}

describe('postgresSink over PGlite', () => {
  it.each(sinkSuite(() => make()))('$name', { timeout: 30_000 }, ({ run }) => run())

  it('is written to by the owner in a first run, which is said once', async () => {
    const warnings: string[] = []
    const { sink } = await make(warnings)
    await sink.write(chained(2))
    await sink.write(chained(3))
    expect(warnings).toEqual([expect.stringContaining('superuser')])
  })

  it('gives back a log byte for byte, so that it can be verified', async () => {
    const { sink, table } = await make()
    const records = chained(1200, LOG, { justification: '名 "\\ \u2028' })
    await sink.write(records)
    expect(await verified(postgresLines({ pool, table, log: LOG }))).toEqual({ good: 1200 })
  })
})
