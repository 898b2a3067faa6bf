import { afterAll, beforeAll, describe, it } from 'vitest'
import { redisStore } from '../../../src/stores/redis/index.js'
import { consentStoreSuite } from '../../../src/testing/index.js'
import { CLIENTS } from './clients.js'
import { createRedis, hasRedis, type Server } from './server.js'

let server: Server
let made = 0

describe.skipIf(!hasRedis)('redisStore on a real server', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    server = await createRedis()
  })
  afterAll(() => server?.stop())

  describe.each(['redis', 'ioredis'] as const)('by a client of `%s`', (kind) => {
    let opened: Awaited<ReturnType<(typeof CLIENTS)[typeof kind]>>
    beforeAll(async () => {
      opened = await CLIENTS[kind](server.port)
    })
    afterAll(() => opened?.close())

    it.each(
      consentStoreSuite(async (events) => {
        const store = redisStore({ client: opened.client, name: `suite${made++}` })
        for (const event of events) await store.append(event)
        return store
      }),
    )('$name', ({ run }) => run())
  })
})
