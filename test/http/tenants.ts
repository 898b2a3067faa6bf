import { Agent, createServer, request } from 'node:http'
import express5 from 'express'
import express4 from 'express4'
import fastify from 'fastify'
import { currentAccess } from '../../src/context/index.js'
import { purposebound as forExpress } from '../../src/express/index.js'
import { purposebound as forFastify } from '../../src/fastify/index.js'
import type { Access, Gate } from '../../src/index.js'
import { aiko, type shop } from '../shop.js'
import { listening, type Served } from './doors.js'

type ShopGate = Gate<typeof shop>
type ShopAccess = Access<typeof shop, 'support'>

/** What tells the tenants apart in whatever comes out. */
const canaryOf = (tenant: number): string => `canary-${tenant}-`
export const CANARY = /canary-(\d+)-/g

const rowOf = (tenant: number) => ({
  ...aiko,
  id: `${canaryOf(tenant)}id`,
  tenant: `t-${tenant}`,
  repId: `a-${tenant}`,
  name: `${canaryOf(tenant)}name`,
  tags: [`${canaryOf(tenant)}tag`],
})
const actorOf = (tenant: number) => ({
  id: `a-${tenant}`,
  roles: ['agent'] as const,
  tenant: `t-${tenant}`,
})

/** Lets others go first: some turn of the loop, a timer's or a promise's. */
const dawdle = (turn: number): Promise<void> =>
  new Promise((resolve) =>
    turn % 3 === 0 ? setImmediate(resolve) : turn % 3 === 1 ? process.nextTick(resolve) : resolve(),
  )

/** What a request may be about: each dawdles, and says how many decisions it leaves. */
const KINDS: readonly {
  readonly work: (access: ShopAccess, tenant: number, turn: number) => unknown
  readonly decisions: number
  readonly status: number
}[] = [
  {
    decisions: 1,
    status: 200,
    work: async (access, tenant, turn) => {
      await dawdle(turn)
      return access.read('member', rowOf(tenant))
    },
  },
  {
    decisions: 1,
    status: 200,
    work: async (_, tenant, turn) => {
      await dawdle(turn + 1)
      return currentAccess<ShopAccess>('support').read('member', rowOf(tenant))
    },
  },
  {
    decisions: 1,
    status: 200,
    work: async (access, tenant) => (await access.readMany('member', [rowOf(tenant), rowOf(tenant)])).views,
  },
  {
    decisions: 1,
    status: 403,
    work: async (access, tenant, turn) => {
      await dawdle(turn)
      return access.read('member', rowOf(tenant + 1))
    },
  },
  {
    decisions: 2,
    status: 200,
    work: async (access, tenant, turn) => {
      const first = await access.read('member', rowOf(tenant))
      await dawdle(turn)
      return [first, await access.read('member', rowOf(tenant))]
    },
  },
  {
    decisions: 1,
    status: 500,
    work: async (access, tenant) => {
      await access.read('member', rowOf(tenant))
      throw new Error(`${canaryOf(tenant)}error`)
    },
  },
]
export interface Job {
  readonly id: string
  readonly tenant: number
  readonly status: number
  readonly decisions: number
  readonly path: string
}
/** The n-th request of a run. */
export function jobOf(n: number, tenants: number): Job {
  const kind = n % KINDS.length
  const tenant = (n * 7919) % tenants
  const { status, decisions } = KINDS[kind] as (typeof KINDS)[number]
  return { id: `r-${n}`, tenant, status, decisions, path: `/${kind}/${tenant}/${n}` }
}
const work = (access: () => ShopAccess, { kind, tenant, turn }: { readonly [name: string]: string }) =>
  KINDS[Number(kind)]?.work(access(), Number(tenant), Number(turn))

interface Asked {
  readonly params?: unknown
}
/** Who asks is said a little later, as a session store would. */
const resolveActor = async ({ params }: Asked) => {
  const { tenant, turn } = params as { tenant: string; turn: string }
  await dawdle(Number(turn))
  return actorOf(Number(tenant))
}
const options = (gate: ShopGate) => ({ gate, resolveActor, requireView: true, onWarning: () => {} })

const overExpress =
  (express: typeof express5) =>
  async (gate: ShopGate): Promise<Served> => {
    const app = express()
    app.set('env', 'test')
    const { protect, bound, problems } = forExpress<typeof shop>({
      ...options(gate),
      requestId: (req) => String(req.headers['x-id']),
    })
    protect(app)
    app.get<{ kind: string; tenant: string; turn: string }>(
      '/:kind/:tenant/:turn',
      bound('support', async (req, res) => void res.json(await work(() => req.access, req.params))),
    )
    app.use(problems as express5.ErrorRequestHandler)
    return listening(createServer(app))
  }

const overFastify = async (gate: ShopGate): Promise<Served> => {
  const app = fastify({ requestIdHeader: 'x-id' })
  await app.register(forFastify, options(gate) as never)
  app.get('/:kind/:tenant/:turn', { config: { purpose: 'support' } }, async (request) =>
    work(() => request.access as unknown as ShopAccess, request.params as { [name: string]: string }),
  )
  await app.ready()
  return listening(app.server)
}

export const SERVERS = [
  ['Express 4', overExpress(express4)],
  ['Express 5', overExpress(express5)],
  ['Fastify 5', overFastify],
] as const

/** A client of many connections that are used again and again. */
export function manyConnections(port: number, sockets: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets })
  return {
    ask: ({ path, id }: Job) =>
      new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
        const sent = request(
          { agent, port, path, host: '127.0.0.1', headers: { 'x-id': id } },
          (response) => {
            let text = ''
            response.setEncoding('utf8')
            response.on('data', (chunk: string) => {
              text += chunk
            })
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          },
        )
        sent.on('error', reject)
        sent.end()
      }),
    close: () => agent.destroy(),
  }
}
