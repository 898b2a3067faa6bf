import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express5, { type Express } from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, it } from 'vitest'
import { currentAccess } from '../../src/context/index.js'
import { coverage, purposebound } from '../../src/express/index.js'
import type { Access } from '../../src/index.js'
import { testGate } from '../../src/testing/index.js'
import { ask } from '../http/client.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function get(app: Express, path: string) {
  const server = createServer(app).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return ask((server.address() as AddressInfo).port, path)
}

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s', (_, express) => {
  function open(options: object = {}) {
    const { gate, records } = testGate({ policy: shop })
    const app = express()
    app.set('env', 'test')
    const door = purposebound({ gate, resolveActor: () => agent, onWarning: () => {}, ...options })
    return { app, gate, ...door, records: () => trail(records) }
  }
  const said = (app: Express) =>
    coverage(app).map(({ method, route, purposes }) => `${method} ${route} ${purposes}`.trim())

  it('coverage is an inventory of all routes, of routers too, with their purposes', () => {
    const { app, protect, purpose, bound } = open()
    protect(app)
    app.use(express.json())
    app.get('/members/:id', purpose('support'), (_req, res) => void res.end())
    app
      .route('/orders/:id')
      .put(bound('support', (_req, res) => res.end()))
      .delete((_req, res) => void res.end())
    app.get('/health', purpose('none', { reason: 'no data' }), (_req, res) => void res.end())
    const inner = express.Router()
    inner.get('/notes/:note', (_req, res) => void res.end())
    inner.post('/notes', purpose('support'), (_req, res) => void res.end())
    const outer = express.Router()
    outer.use('/:member', inner)
    app.use('/staff', outer)
    app.use(
      '/covered',
      purpose('support'),
      express.Router().get('/a', (_req, res) => void res.end()),
    )
    app.use('/app', express())
    expect(said(app)).toEqual([
      'GET /members/:id support',
      'PUT /orders/:id support',
      'DELETE /orders/:id',
      'GET /health none',
      'GET /staff/:member/notes/:note',
      'POST /staff/:member/notes support',
      'GET /covered/a support',
      '* /app/*',
    ])
    expect(coverage(app).find(({ route }) => route === '/health')?.reason).toBe('no data')
  })

  it('with `enforce: all` a route that declares nothing fails `listen` by its name', () => {
    const { app, protect } = open({ enforce: 'all' })
    protect(app)
    app.get('/open', (_req, res) => void res.json(aiko))
    expect(() => app.listen(0)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('GET /open') }),
    )
  })

  it('with `enforce: all` listens when every route has declared', async () => {
    const { app, protect, purpose } = open({ enforce: 'all' })
    protect(app)
    app.get('/members/:id', purpose('support'), (_req, res) => void res.end())
    const server = app.listen(0)
    servers.push(server)
    await new Promise((resolve) => server.once('listening', resolve))
    expect(server.listening).toBe(true)
  })

  it('an unknown purpose throws where it is written, and so does `none` without a reason', () => {
    const { purpose } = open()
    expect(() => purpose('suport' as never)).toThrow('purpose_unknown')
    expect(() => purpose('none', {} as never)).toThrow('reason')
  })

  it('a record names the template of a route behind routers, and never what stood in the URL', async () => {
    const { app, protect, purpose, records } = open()
    protect(app)
    const inner = express.Router({ mergeParams: true })
    inner.get(
      '/orders/:order',
      purpose('support'),
      async (req, res) => void res.json(await req.access.read('member', aiko)),
    )
    app.use('/members/:id', inner)
    expect((await get(app, '/members/m-1/orders/7')).status).toBe(200)
    expect(records()).toMatchObject([{ http: { route: '/members/:id/orders/:order' } }])
  })

  it('a mounted app declares for itself', async () => {
    const { app, protect, purpose, records } = open()
    protect(app)
    const mounted = express()
    mounted.get(
      '/members/:id',
      purpose('support'),
      async (req, res) => void res.json(await req.access.read('member', aiko)),
    )
    app.use('/v1', mounted)
    expect((await get(app, '/v1/members/m-1')).status).toBe(200)
    expect(records()).toMatchObject([{ http: { route: '/v1/members/:id' } }])
  })

  it('a purpose before a router holds for all behind it, and a second one is refused', async () => {
    const { app, protect, purpose, bound, records } = open()
    protect(app)
    const router = express.Router()
    router.get('/one', (req, res, next) => {
      const { access } = req as never as { access: { read(...args: unknown[]): Promise<object> } }
      access.read('member', aiko).then((view) => res.json(view), next)
    })
    router.get(
      '/two',
      bound('research', (_req, res) => res.json([])),
    )
    app.use('/desk', purpose('support'), router)
    expect((await get(app, '/desk/one')).status).toBe(200)
    expect(records()).toMatchObject([{ purpose: 'support', http: { route: '/desk/one' } }])
    expect((await get(app, '/desk/two')).status).toBe(500)
  })

  it('a denial is shown as one also where the app has an error handler of its own, or none at all', async () => {
    for (const own of [true, false]) {
      const { app, protect, bound } = open()
      protect(app)
      app.get(
        '/x',
        bound('support', (_req, _res, next) => next(new Error('boom'))),
      )
      app.get('/denied', (req, res, next) => {
        const handler = bound('support', async ({ access }, reply) =>
          reply.json(await access.read('member', { ...aiko, repId: 'x' })),
        )
        handler(req, res as never, next)
      })
      const handled: express5.ErrorRequestHandler = (error, _req, res, _next) =>
        void res.status(500).json({ error: error.message })
      if (own) app.use(handled)
      const { status, body, text } = await get(app, '/denied')
      expect([status, body['code'], text.includes('condition')]).toEqual([403, 'access_denied', false])
      expect((await get(app, '/x')).status).toBe(500)
    }
  })

  it('a denial that an error handler would tell of in its own words is not told', async () => {
    const { app, protect, purpose } = open()
    protect(app)
    app.get(
      '/x',
      purpose('support'),
      (req, _res, next) => void req.access.read('member', { ...aiko, repId: 'x' }).catch(next),
    )
    const handled: express5.ErrorRequestHandler = (error, _req, res, _next) =>
      void res.status(500).json({ error: error.message })
    app.use(handled)
    const { status, body, text } = await get(app, '/x')
    expect([status, body['code'], text.includes('condition')]).toEqual([403, 'access_denied', false])
  })

  it('a handler has its access at hand as `currentAccess()`, unless that is switched off', async () => {
    for (const [context, status] of [
      [true, 200],
      [false, 403],
    ]) {
      const { app, protect, bound } = open({ context })
      protect(app)
      app.get(
        '/x',
        bound('support', async (_req, res) => {
          await new Promise((resolve) => setImmediate(resolve))
          res.json(await currentAccess<Access<typeof shop, 'support'>>('support').read('member', aiko))
        }),
      )
      expect((await get(app, '/x')).status).toBe(status)
    }
  })

  it('the id of a request is the one that the app gives', async () => {
    const { app, protect, bound, records } = open({ requestId: (req: express5.Request) => `r${req.path}` })
    protect(app)
    app.get(
      '/x',
      bound('support', async (req, res) => res.json(await req.access.read('member', aiko))),
    )
    await get(app, '/x')
    expect(records()).toMatchObject([{ request: 'r/x' }])
  })
})
