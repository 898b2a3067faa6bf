import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createSentinel } from 'redis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../../src/index.js'
import { redisStore } from '../../../src/stores/redis/index.js'
import { event, folded } from '../said.js'
import { CLIENTS } from './clients.js'
import { until } from './cluster.js'
import { createRedis, freePort, hasRedis, type Server } from './server.js'

const ana: Person = { id: 'm-1', population: 'member' }

let primary: Server
let replica: Server
let sentinel: ChildProcess
let home: string
let port: number

describe.skipIf(!hasRedis)(
  'redisStore behind sentinels, when the primary is lost',
  { timeout: 120_000 },
  () => {
    beforeEach(async () => {
      primary = await createRedis()
      replica = await createRedis({ replicaof: `127.0.0.1 ${primary.port}` })
      const { send, close } = await CLIENTS.ioredis(primary.port)
      await until(async () => /state=online/.test(String(await send('INFO', 'replication'))))
      close()
      home = mkdtempSync(join(tmpdir(), 'purposebound-sentinel-'))
      port = await freePort()
      const file = join(home, 'sentinel.conf')
      writeFileSync(
        file,
        `port ${port}\nbind 127.0.0.1\nsentinel monitor shop 127.0.0.1 ${primary.port} 1\n` +
          'sentinel down-after-milliseconds shop 500\nsentinel failover-timeout shop 5000\n',
      )
      sentinel = spawn('redis-server', [file, '--sentinel'], { cwd: home, stdio: 'ignore' })
      await until(async () => {
        const opened = await CLIENTS.ioredis(port).catch(() => undefined)
        const known = String(await opened?.send('SENTINEL', 'replicas', 'shop').catch(() => ''))
        opened?.close()
        return known.includes(String(replica.port))
      })
    })
    afterEach(async () => {
      const ended = new Promise((resolve) => sentinel.once('exit', resolve))
      sentinel.kill('SIGKILL')
      await Promise.all([ended, primary.stop(), replica.stop()])
      rmSync(home, { recursive: true, force: true })
    })

    const OPEN = {
      async redis() {
        const client = createSentinel({ name: 'shop', sentinelRootNodes: [{ host: '127.0.0.1', port }] })
        client.on('error', () => {})
        await client.connect()
        return { client, close: () => void client.destroy() }
      },
      async ioredis() {
        const client = new Redis({ sentinels: [{ host: '127.0.0.1', port }], name: 'shop' })
        client.on('error', () => {})
        await client.ping()
        return { client, close: () => client.disconnect() }
      },
    } as const

    it.each(['redis', 'ioredis'] as const)(
      'by a client of `%s`: what replicas had acknowledged is known to the next',
      async (kind) => {
        const opened = await OPEN[kind]()
        const writer = await OPEN[kind]()
        const store = redisStore({ client: opened.client, timeoutMs: 2000 })
        const careful = redisStore({
          client: opened.client,
          waitReplicas: { client: writer.client, count: 1 },
        })
        const said = Array.from({ length: 20 }, (_, i) => event(i % 2 ? 'withdraw' : 'give', ana, i + 1))
        for (const each of said) await careful.append(each)
        expect((await store.lookup([ana]))[0]!.version).toBe(20)
        await primary.kill()
        const last = event('object', ana, 100)
        await expect
          .poll(() => store.append(last).then(({ version }) => version, String), { timeout: 60_000 })
          .toBe(21)
        expect((await store.lookup([ana]))[0]).toEqual({
          person: ana,
          purposes: folded([...said, last]),
          version: 21,
        })
        expect(await store.history(ana)).toEqual([...said, last])
        opened.close()
        writer.close()
      },
    )
  },
)
