import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import express5, { type Express } from 'express'
import express4 from 'express4'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { purposebound as forExpress } from '../../src/express/index.js'
import { purposebound as forFastify } from '../../src/fastify/index.js'
import { testGate } from '../../src/testing/index.js'
import { ANSWERED, doors, listening, type Spec } from '../http/doors.js'
import { member, serve, show } from '../http/serve.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'

const strict = { requireView: true, enforce: 'all', onWarning: () => {} }
/** The same route, in the words of somebody who hopes that a guard compares words. */
const SPELLINGS = [
  '/members/m-1',
  '/%6dembers/m-1',
  '/members/%6d-1',
  '//members/m-1',
  '/members//m-1',
  '/members/m-1/',
  '/MEMBERS/m-1',
  '/Members/m-1',
  '/members/m-1;x=y',
  '/members;/m-1',
  '/members/m-1%2f',
  '/members/m-1%00',
  '/./members/m-1',
  '/x/../members/m-1',
  '/members/m-1?purpose=support',
  '/members/m-1#x',
  '/members%2fm-1',
  '/members/m-1/..;/',
  '/%2e/members/m-1',
  '/members\\m-1',
]

describe.each(doors)('$name', (door) => {
  it('T41: however the path is written, the route is not found or it is decided', async () => {
    for (const role of ['agent', 'nobody']) {
      const desk = await serve(door, [member], {
        ...strict,
        resolveActor: () => ({ ...agent, roles: [role] }),
      })
      for (const path of SPELLINGS) {
        const before = desk.records().length
        const { status, text } = await desk.ask(path)
        const decided = desk.records().slice(before)
        if (status === 200) expect(decided, path).toMatchObject([{ effect: 'permit' }])
        else expect(text, path).not.toContain('Aiko')
        if (role === 'nobody') expect(status, path).toBeGreaterThanOrEqual(400)
      }
    }
  })

  it.each<[string, Spec['work']]>([
    [
      'writes',
      ({ raw }) => {
        raw.write(aiko.name)
        raw.end()
        return ANSWERED
      },
    ],
    [
      'ends',
      ({ raw }) => {
        raw.end(aiko.name)
        return ANSWERED
      },
    ],
    [
      'ends with bytes',
      ({ raw }) => {
        raw.end(Buffer.from(aiko.name))
        return ANSWERED
      },
    ],
    [
      'sends its own head and then writes',
      ({ raw }) => {
        raw.writeHead(200, { 'x-y': 'z' })
        raw.end(aiko.name)
        return ANSWERED
      },
    ],
    [
      'writes after a decision',
      async (turn) => {
        await show(turn)
        turn.raw.end(JSON.stringify(aiko))
        return ANSWERED
      },
    ],
    [
      'pipes',
      async ({ raw }) => {
        ;(await import('node:stream')).Readable.from([aiko.name]).pipe(raw)
        return ANSWERED
      },
    ],
  ])('T42: a handler that %s by itself releases nothing', async (_, work) => {
    const desk = await serve(door, [{ ...member, work }], strict)
    const said = await desk.ask('/members/m-1').catch(() => undefined)
    expect(said?.status ?? 500).toBe(500)
    expect(said?.text ?? '').not.toContain('Aiko')
  })

  it('T42: with `enforce: all` a route that declares nothing sends nothing', async () => {
    if (door.name.startsWith('Fastify')) {
      await expect(serve(door, [{ path: '/open', work: () => aiko }], strict)).rejects.toMatchObject({
        code: 'config_invalid',
      })
      return
    }
    // a server of one's own does not ask `listen`
    const desk = await serve(door, [{ path: '/open', work: () => aiko }], strict)
    const { status, body, text } = await desk.ask('/open')
    expect([status, body['code'], text.includes('Aiko')]).toEqual([500, 'purpose_missing', false])
  })

  it('T44: nothing in a request switches the guard off', async () => {
    const off = {
      'x-middleware-subrequest': 'middleware',
      'x-purposebound': 'off',
      'x-internal': '1',
      'x-no-audit': '1',
      'x-debug': '1',
      'x-original-url': '/health',
      'x-rewrite-url': '/health',
      'x-forwarded-prefix': '/',
      authorization: 'Bearer system',
      'content-type': 'application/json',
    }
    const denied: Spec = {
      ...member,
      method: 'post',
      work: ({ access }) => access.read('member', { ...aiko, repId: 'x' }),
    }
    const health: Spec = { path: '/health', purpose: 'none', reason: 'no data', work: () => 'ok' }
    const desk = await serve(door, [denied, health], strict)
    const body = JSON.stringify({
      purpose: 'none',
      requireView: false,
      skip: true,
      __proto__: null,
      constructor: {},
    })
    const said = await desk.ask('/members/m-1?purpose=none&requireView=false&debug=1', {
      method: 'POST',
      headers: off,
      body,
    })
    expect([said.status, said.text.includes('Aiko')]).toEqual([403, false])
  })

  it('T45: who asks is what the app says, whatever headers claim', async () => {
    const claims = {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-user': 'a-17',
      forwarded: 'for=127.0.0.1',
      'x-user-id': 'a-17',
      'x-role': 'agent',
      'x-roles': 'agent',
      'x-actor': '{"id":"a-17","roles":["agent"]}',
      'x-real-ip': '127.0.0.1',
    }
    const desk = await serve(door, [member], { resolveActor: () => null })
    expect((await desk.ask('/members/m-1', { headers: claims })).status).toBe(403)
    expect(desk.records()).toMatchObject([{ reason: 'actor_unresolved' }])
    expect(JSON.stringify(desk.records())).not.toContain('127.0.0.1')
  })

  it('T46: an upload that breaks off runs no handler and leaves no permit', async () => {
    let ran = false
    const work = () => {
      ran = true
      return null
    }
    const desk = await serve(
      door,
      [
        { ...member, method: 'post', work },
        { ...member, path: '/after' },
      ],
      strict,
    )
    await new Promise<void>((resolve) => {
      const socket = connect(desk.port, '127.0.0.1', () => {
        socket.write(
          'POST /members/m-1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"name":"Ai',
          () => socket.destroy(),
        )
      })
      socket.once('close', () => resolve())
    })
    expect((await desk.ask('/after')).status).toBe(200)
    expect([ran, desk.records().length]).toEqual([false, 1])
  })

  it('T38: malformed JSON is a 400 that repeats nothing of it', async () => {
    const desk = await serve(door, [{ ...member, method: 'post' }], strict)
    const headers = { 'content-type': 'application/json' }
    const { status, text } = await desk.ask('/members/m-1', {
      method: 'POST',
      headers,
      body: '{"name": Aiko Sato}',
    })
    expect([status, text.includes('Aiko')]).toEqual([400, false])
    expect(desk.records()).toEqual([])
  })

  it('T3: values that come twice are never joined to a purpose, a trace or an id', async () => {
    const options = { ...strict, purposeHeader: 'x-purpose' }
    const desk = await serve(door, [{ ...member, purpose: ['support', 'research'] }], options)
    const raw = (head: string) =>
      new Promise<string>((resolve) => {
        let text = ''
        const socket = connect(desk.port, '127.0.0.1', () =>
          socket.write(
            `GET /members/m-1?purpose=support&purpose=research HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n`,
          ),
        )
        socket.on('data', (data) => {
          text += data
        })
        socket.once('close', () => resolve(text))
      })
    expect(await raw('X-Purpose: support\r\nX-Purpose: support\r\n')).toMatch(/^HTTP\/1.1 403/)
    expect(await raw('X-Purpose: support\r\nX-Purpose: research\r\n')).toMatch(/^HTTP\/1.1 403/)
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    expect(await raw(`X-Purpose: support\r\ntraceparent: ${trace}\r\ntraceparent: ${trace}\r\n`)).toMatch(
      /^HTTP\/1.1 200/,
    )
    expect(desk.records().map(({ reason, traceparent }) => [reason, traceparent])).toEqual([
      ['purpose_unknown', undefined],
      ['purpose_unknown', undefined],
      [undefined, undefined],
    ])
  })

  it('T35: headers of a megabyte reach no handler, and the next request is served', async () => {
    const desk = await serve(door, [member], strict)
    const big = await desk
      .ask('/members/m-1', { headers: { 'x-big': 'x'.repeat(1_000_000) } })
      .catch(() => undefined)
    expect(big?.status ?? 431).toBe(431)
    expect((await desk.ask('/members/m-1')).status).toBe(200)
    expect(desk.records()).toHaveLength(1)
  })
})

describe.each<[string, typeof express5]>([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s', (_, express) => {
  async function open(build: (app: Express, door: ReturnType<typeof forExpress<typeof shop>>) => void) {
    const { gate, records } = testGate({ policy: shop })
    const app = express()
    app.set('env', 'test')
    const door = forExpress({ gate, resolveActor: () => agent, ...strict } as Parameters<
      typeof forExpress<typeof shop>
    >[0])
    door.protect(app)
    build(app, door)
    const served = await listening((await import('node:http')).createServer(app))
    return { ...served, app, records: () => trail(records) }
  }

  it.each<[string, (app: Express, door: ReturnType<typeof forExpress<typeof shop>>) => void]>([
    [
      'a middleware answers before the route',
      (app, { purpose }) => {
        app.use((_req, res) => void res.json(aiko))
        app.get('/x', purpose('support'), (_req, res) => void res.json([]))
      },
    ],
    [
      'a router answers that declares nothing',
      (app) => void app.use(express.Router().get('/x', (_req, res) => void res.json(aiko))),
    ],
    ['a mounted app answers', (app) => void app.use(express().get('/x', (_req, res) => void res.json(aiko)))],
    [
      'a mounted app answers by raw writes',
      (app) =>
        void app.use(
          express().get('/x', (_req, res) => {
            res.write(aiko.name)
            res.end()
          }),
        ),
    ],
    [
      'an error handler answers as if nothing was',
      (app, { purpose }) => {
        app.get('/x', purpose('support'), (_req, _res, next) => next(new Error('x')))
        const well: express5.ErrorRequestHandler = (_error, _req, res, _next) =>
          void res.status(200).json(aiko)
        app.use(well)
      },
    ],
    ['static files are served', (app) => void app.use('/x', express.static('package.json'))],
  ])('T42: %s: nothing leaves', async (_, build) => {
    const desk = await open(build)
    const { status, text } = await desk.ask('/x')
    expect([status >= 400, text.includes('Aiko'), text.includes('devDependencies')]).toEqual([
      true,
      false,
      false,
    ])
    await desk.close()
  })

  it('T42: a route that comes late declares, or sends nothing', async () => {
    const desk = await open(() => {})
    desk.app.get('/late', (_req, res) => void res.json(aiko))
    const { status, text } = await desk.ask('/late')
    expect([status, text.includes('Aiko')]).toEqual([500, false])
    await desk.close()
  })
})

describe('Fastify 5', () => {
  async function open(build: (app: FastifyInstance) => unknown, options: object = strict) {
    const { gate, records } = testGate({ policy: shop })
    const app = fastify()
    await app.register(forFastify, { gate, resolveActor: () => agent, ...options } as never)
    await build(app)
    return { app, records: () => trail(records) }
  }
  const support = { config: { purpose: 'support' } } as object

  it.each(['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const)(
    'T42: an early reply in %s releases nothing, and an early refusal may',
    async (hook) => {
      const { app } = await open((app) => {
        app.addHook(hook as 'onRequest', async (request, reply) => {
          if (request.url === '/x') await reply.send(aiko)
          if (request.url === '/denied') await reply.code(401).send({ who: 'are you?' })
        })
        app.get('/x', support, async () => [])
        app.get('/denied', support, async () => [])
      })
      const early = await app.inject('/x')
      expect([early.statusCode, early.body.includes('Aiko')]).toEqual([500, false])
      expect((await app.inject('/denied')).statusCode).toBe(401)
      await app.close()
    },
  )

  it('T42: an early reply of a hook that stands before the plugin releases nothing', async () => {
    const { gate } = testGate({ policy: shop })
    const app = fastify()
    app.addHook('onRequest', async (_request, reply) => void (await reply.send(aiko)))
    await app.register(forFastify, { gate, resolveActor: () => agent, ...strict } as never)
    app.get('/x', support, async () => [])
    const { statusCode, body } = await app.inject('/x')
    expect([statusCode, body.includes('Aiko')]).toEqual([500, false])
    await app.close()
  })

  it.each<[string, object]>([
    [
      'a hook that wraps the body',
      {
        preSerialization: async (_request: unknown, _reply: unknown, body: unknown) => ({ body, row: aiko }),
      },
    ],
    ['a handler of what is not found', {}],
  ])('T42: %s changes nothing about that', async (_, own) => {
    const { app } = await open((app) => {
      app.get('/x', { ...support, ...own } as object, async (request) =>
        (request as never as { access: { read(...args: unknown[]): unknown } }).access.read('member', aiko),
      )
      app.setNotFoundHandler((_request, reply) => void reply.code(200).send(aiko))
    })
    const path = 'preSerialization' in own ? '/x' : '/nowhere'
    const { statusCode, body } = await app.inject(path)
    expect([statusCode, body.includes('4242424242424242')]).toEqual([500, false])
    await app.close()
  })

  it('T42: a route in a plugin of its own is protected as any other', async () => {
    const { app } = await open(async (app) => {
      await app.register(async (child) => void child.get('/inner', support, async () => aiko))
    })
    expect((await app.inject('/inner')).json().code).toBe('unprojected_body')
    await app.close()
  })
})

describe('the doors', () => {
  const sources = ['http', 'express', 'fastify'].flatMap((folder) =>
    readdirSync(`src/${folder}`).map((file) => readFileSync(`src/${folder}/${file}`, 'utf8')),
  )

  it('T44, T45: read no header by its name but those that are declared', () => {
    const all = sources.join('\n')
    expect([...all.matchAll(/headers\[[^\]]*\]/g)].map(([text]) => text).sort()).toEqual([
      "headers['if-none-match']",
      'headers[header]',
    ])
    expect([...all.matchAll(/\{ (.*) \} = headers\b/g)].map(([, names]) => names)).toEqual(['traceparent'])
    expect(all).not.toMatch(/\.headers\.|\.get\('x-/i)
    // of the query and the body of a request nothing is read at all
    for (const text of sources)
      expect(text).not.toMatch(/\b(req|request)\.(query|body|ip|ips|hostname|protocol)\b/)
  })
})
