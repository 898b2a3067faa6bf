import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { purposebound } from '../../src/fastify/index.js'
import { type AuditRecord, createGate } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { ask } from '../http/client.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'

export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

export interface Setup {
  readonly before?: (app: FastifyInstance) => unknown
  readonly after?: (app: FastifyInstance) => unknown
  readonly handler?: Handler
  readonly config?: object
  readonly options?: object
  /** The sink fails. */
  readonly fails?: boolean
}

export const accessOf = (request: FastifyRequest) =>
  (
    request as never as {
      access: { read(...args: unknown[]): Promise<object>; stream(...args: unknown[]): never }
    }
  ).access
export const show: Handler = (request) => accessOf(request).read('member', aiko)

/** An app with the route `/x`, over a real socket; its records take a moment to be written. */
export async function wired({ before, after, handler = show, config, options, fails = false }: Setup) {
  const records: AuditRecord[] = []
  const audit = {
    name: 'slow',
    durability: 'memory',
    async write(more: readonly AuditRecord[]) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (fails && trail(more).length > 0) throw new Error('full')
      records.push(...more)
    },
  } as const
  const gate = createGate({ policy: shop, consents: memoryStore(), audit, onWarning: () => {} } as never)
  const app = fastify()
  await before?.(app)
  const own = { gate, resolveActor: () => agent, requireView: true, onWarning: () => {}, ...options }
  await app.register(purposebound, own as never)
  await after?.(app)
  app.get('/x', { config: { purpose: 'support', ...config } } as object, handler as never)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  return {
    app,
    get: (path = '/x', method = 'GET') => ask(port, path, { method }),
    permits: () => trail(records).filter(({ effect }) => effect === 'permit').length,
  }
}
