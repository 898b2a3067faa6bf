import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { currentAccess } from '../../src/context/index.js'
import { bound, coverage, purposebound } from '../../src/fastify/index.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'

const apps: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

function open(options: object = {}, forApp: object = {}) {
  const { gate, records } = testGate({ policy: shop })
  const app = fastify(forApp)
  apps.push(app)
  const given = { gate, resolveActor: () => agent, onWarning: () => {}, ...options } as never
  return { app, given, gate, records: () => trail(records) }
}
const show = async (request: object) =>
  (request as { access: { read: (...args: unknown[]) => unknown } }).access.read('member', aiko)
const support = { config: { purpose: 'support' } } as object

describe('fastify: coverage', () => {
  it('is an inventory of all routes, encapsulated ones too, with their purposes', async () => {
    const { app, given } = open()
    await app.register(purposebound, given)
    app.get('/members/:id', support, show)
    app.post('/members', support, show)
    app.get('/health', { config: { purpose: 'none', reason: 'no data' } } as object, () => 'ok')
    await app.register(
      async (child) => {
        child.get('/orders/:id', show)
        child.route({
          method: ['PUT', 'PATCH'],
          url: '/orders/:id',
          handler: bound('support' as never, show as never),
        })
      },
      { prefix: '/shop' },
    )
    await app.ready()
    const found = coverage(app).map(({ method, route, purposes }) => `${method} ${route} ${purposes}`.trim())
    expect(found.sort()).toEqual([
      'GET /health none',
      'GET /members/:id support',
      'GET /shop/orders/:id',
      'HEAD /health none',
      'HEAD /members/:id support',
      'HEAD /shop/orders/:id',
      'PATCH /shop/orders/:id support',
      'POST /members support',
      'PUT /shop/orders/:id support',
    ])
    expect(coverage(app).find(({ route }) => route === '/health')?.reason).toBe('no data')
  })

  it.each<[string, (app: FastifyInstance, given: never) => unknown]>([
    [
      'declares nothing',
      async (app, given) => {
        await app.register(purposebound, given)
        app.get('/open', show)
      },
    ],
    [
      'declares nothing in a plugin of its own',
      async (app, given) => {
        await app.register(purposebound, given)
        await app.register(async (child) => {
          child.get('/open', show)
        })
      },
    ],
    [
      'was there before the plugin was',
      async (app, given) => {
        app.get('/open', show)
        await app.register(purposebound, given)
      },
    ],
    [
      'lies outside of the scope of the plugin',
      async (app, given) => {
        app.register(async (child) => {
          child.get('/open', show)
        })
        app.register(async (child) => {
          await child.register(purposebound, given)
        })
      },
    ],
  ])('with `enforce: all` a route that %s fails the start by its name', async (_, build) => {
    const { app, given } = open({ enforce: 'all' })
    const start = async () => {
      await build(app, given)
      await app.ready()
    }
    await expect(start()).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('GET /open'),
    })
  })

  it('with `enforce: all` starts when every route has declared, and preflights need not', async () => {
    const { app, given } = open({ enforce: 'all' })
    await app.register(purposebound, given)
    app.get('/members/:id', support, show)
    app.options('*', () => '')
    await app.ready()
    expect((await app.inject('/members/m-1')).statusCode).toBe(200)
  })

  const ROUTERS: readonly [string, object, readonly string[]][] = [
    ['parameters that may be missing', {}, ['/opt/:id?', '/:only?']],
    ['colons', {}, ['/n::v', '/a/:x-:y.png', '/r/:id(^\\d+$)', '/w/*']],
    ['several names for a parameter', {}, ['/a/:id/x', '/a/:name/y']],
    ['no cases', { caseSensitive: false }, ['/Members/:Id', '/UP/Down']],
    ['no last slash', { ignoreTrailingSlash: true }, ['/x/', '/', '/y']],
    ['no doubled slashes', { ignoreDuplicateSlashes: true }, ['//x//y', '/z//']],
  ]
  it.each(ROUTERS)('with `enforce: all` starts when the router has %s', async (_, routerOptions, urls) => {
    for (const options of [{ routerOptions }, routerOptions]) {
      const { app, given } = open({ enforce: 'all' }, options)
      await app.register(purposebound, given)
      for (const url of urls) app.get(url, support, show)
      await app.register(
        async (child) => {
          child.get('/', support, show)
        },
        { prefix: '/p' },
      )
      await app.register(async (child) => void child.get('/', support, show), { prefix: '/q' })
      await app.ready()
      expect(coverage(app).every(({ purposes }) => purposes[0] === 'support')).toBe(true)
    }
  })

  it('with `enforce: all` a route is not hidden by another that differs by its constraints or its parameter', async () => {
    const early: readonly object[] = [
      { url: '/v', constraints: { version: '1.0.0' } },
      { url: '/v', constraints: { host: /a.com/ } },
      { url: '/p/:id-:x' },
    ]
    for (const own of early) {
      const { app, given } = open({ enforce: 'all' })
      app.route({ method: 'GET', handler: show, ...own } as never)
      await app.register(purposebound, given)
      app.get('/v', { ...support, constraints: { version: '2.0.0' } } as object, show)
      app.get('/v', support, show)
      app.get('/p/:id', support, show)
      await expect(app.ready()).rejects.toThrow((own as { url: string }).url)
    }
  })

  it('tells routes that differ by their constraints apart', async () => {
    const { app, given } = open()
    await app.register(purposebound, given)
    app.route({
      method: 'GET',
      url: '/v',
      constraints: { version: '1.0.0' },
      handler: show,
      exposeHeadRoute: false,
    })
    app.route({
      method: 'GET',
      url: '/v',
      constraints: { version: '2.0.0' },
      handler: show,
      exposeHeadRoute: false,
      ...support,
    })
    await app.ready()
    expect(coverage(app)).toEqual([
      { method: 'GET', route: '/v', purposes: [], constraints: { version: '1.0.0' } },
      { method: 'GET', route: '/v', purposes: ['support'], constraints: { version: '2.0.0' } },
    ])
  })

  it('`none` without a reason is an error', async () => {
    const { app, given } = open()
    await app.register(purposebound, given)
    expect(() => app.get('/x', { config: { purpose: 'none' } } as object, show)).toThrow('reason')
  })
})

describe('fastify: a route', () => {
  it('that was declared before the plugin was loaded is protected all the same', async () => {
    const { app, given, records } = open({ requireView: true })
    app.register(purposebound, given)
    app.get('/members/:id', support, show)
    app.get('/raw', support, async () => aiko)
    expect((await app.inject('/members/m-1')).json().name).toBe('Aiko Sato')
    expect((await app.inject('/raw')).json().code).toBe('unprojected_body')
    expect(records().filter(({ effect }) => effect === 'permit')).toHaveLength(1)
  })

  it('is asked who asks after all hooks of the app, also its own', async () => {
    const { app, given } = open({ resolveActor: (request: { user?: unknown }) => request.user })
    await app.register(purposebound, given)
    app.get(
      '/members/:id',
      { ...support, preHandler: async (request) => void Object.assign(request, { user: agent }) },
      show,
    )
    expect((await app.inject('/members/m-1')).statusCode).toBe(200)
  })

  it('by `bound` declares the purpose of its handler, and contradicts itself at the start', async () => {
    const { app, given, records } = open()
    await app.register(purposebound, given)
    app.get('/members/:id', bound('support' as never, show as never))
    expect(() =>
      app.get('/x', { config: { purpose: 'research' } } as object, bound('support' as never, show as never)),
    ).toThrow('/x')
    expect((await app.inject('/members/m-1')).statusCode).toBe(200)
    expect(records()).toMatchObject([{ purpose: 'support' }])
  })

  it('keeps its own error handler for errors of the app, and never shows it a denial', async () => {
    const { app, given } = open()
    const seen: unknown[] = []
    await app.register(purposebound, given)
    app.setErrorHandler((error, _request, reply) => {
      seen.push((error as Error).message)
      void reply.code(418).send('mine')
    })
    app.get('/denied', support, async (request) =>
      (request as never as { access: { read: (...a: unknown[]) => unknown } }).access.read('member', {
        ...aiko,
        repId: 'x',
      }),
    )
    app.get('/fails', support, async () => {
      throw new Error('boom')
    })
    app.get('/throws', support, async () => {
      throw { row: aiko }
    })
    app.get(
      '/own',
      { ...support, errorHandler: (_error, _request, reply) => void reply.code(410).send('own') },
      async () => {
        throw new Error('boom')
      },
    )
    expect((await app.inject('/denied')).statusCode).toBe(403)
    expect((await app.inject('/fails')).body).toBe('mine')
    expect((await app.inject('/own')).body).toBe('own')
    const thrown = await app.inject('/throws')
    expect([thrown.statusCode, thrown.body.includes('Aiko')]).toEqual([418, false])
    expect(seen).toEqual(['boom', 'what was thrown is no error'])
  })

  it('has its access at hand as `currentAccess()`, unless that is switched off', async () => {
    const work = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return (currentAccess('support') as unknown as { read: (...a: unknown[]) => object }).read(
        'member',
        aiko,
      )
    }
    for (const [context, status] of [
      [true, 200],
      [false, 403],
    ]) {
      const { app, given } = open({ context })
      await app.register(purposebound, given)
      app.get('/x', support, work)
      expect((await app.inject('/x')).statusCode).toBe(status)
    }
  })

  it('without a purpose has no access', async () => {
    const { app, given } = open()
    await app.register(purposebound, given)
    app.get('/open', show)
    expect((await app.inject('/open')).json()).toMatchObject({ status: 403, code: 'access_denied' })
  })

  it('serves a guarded repository under its access', async () => {
    const { app, given, gate, records } = open({ requireView: true })
    const members = gate.guard(
      'member',
      { find: 'one' },
      { find: async (id: string) => (id === 'm-1' ? aiko : undefined) },
    )
    await app.register(purposebound, given)
    app.get<{ Params: { id: string } }>(
      '/members/:id',
      bound('support' as never, async (request) =>
        (members.with(request.access as never) as { find(id: string): unknown }).find(
          (request.params as { id: string }).id,
        ),
      ),
    )
    expect((await app.inject('/members/m-1')).json().name).toBe('Aiko Sato')
    expect(records()).toMatchObject([{ purpose: 'support', http: { route: '/members/:id' } }])
    const foreign = testGate({ policy: shop }).gate.for('support', { actor: agent })
    expect(() => members.with(foreign)).toThrow(expect.objectContaining({ reason: 'no_context' }))
  })
})
