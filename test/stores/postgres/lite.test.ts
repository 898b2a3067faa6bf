import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../src/index.js'
import { migrate, type PostgresPool, postgresStore } from '../../../src/stores/postgres/index.js'
import { consentStoreSuite } from '../../../src/testing/index.js'
import { litePool, openLite } from '../../sinks/postgres/lite.js'
import { event, folded } from '../said.js'
import { fill } from './fill.js'

const ana: Person = { id: 'm-1', population: 'member' }

describe('postgresStore over PGlite', { timeout: 60_000 }, () => {
  let lite: PGlite
  let pool: PostgresPool
  let made = 0

  beforeAll(async () => {
    lite = await openLite()
    pool = litePool(lite)
  }, 60_000)
  afterAll(() => lite?.close())

  async function make() {
    const name = `consent_${made++}`
    await migrate(pool, { name })
    return postgresStore({ pool, name })
  }

  it.each(
    consentStoreSuite(async (events) => {
      const store = await make()
      await fill(pool, store, events)
      return store
    }),
  )('$name', { timeout: 240_000 }, ({ run }) => run())

  it('joins a transaction of PGlite', async () => {
    const store = await make()
    const give = event('give', ana, 1)
    await lite.transaction(async (tx) => {
      await store.with(tx).append(give)
      expect((await store.with(tx).lookup([ana]))[0]!.purposes).toEqual(folded([give]))
    })
    await lite.transaction(async (tx) => {
      await store.with(tx).append(event('withdraw', ana, 2))
      await tx.rollback()
    })
    expect((await store.lookup([ana]))[0]).toEqual({ person: ana, purposes: folded([give]), version: 1 })
  })
})
