import { createServer } from 'node:http'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import express5, { type Express, type Request, type RequestHandler, type Response } from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, it } from 'vitest'
import { coverage, purposebound, sendViews } from '../../src/express/index.js'
import { testGate } from '../../src/testing/index.js'
import { listening, type Served } from '../http/doors.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'

const servers: Served[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})
const raw: RequestHandler = (_req, res) => void res.json(aiko)
const none = { reason: 'pages' }

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s', (_, express) => {
  type Door = ReturnType<typeof purposebound<typeof shop>>
  async function open(build: (app: Express, door: Door) => void, options: object = {}) {
    const { gate, records } = testGate({ policy: shop })
    const app = express()
    app.set('env', 'test')
    const given = { gate, resolveActor: () => agent, requireView: true, onWarning: () => {}, ...options }
    const door = purposebound(given as Parameters<typeof purposebound<typeof shop>>[0])
    door.protect(app)
    build(app, door)
    const served = await listening(createServer(app))
    servers.push(served)
    return { ...served, app, records: () => trail(records) }
  }
  const show = (door: Door) =>
    door.bound('support', async (req, res) => res.json(await req.access.read('member', aiko)))

  it.each<[string, (app: Express, door: Door) => void]>([
    [
      'a `res.send` that was wrapped behind the purpose',
      (app, { purpose }) => {
        const wrap: RequestHandler = (_req, res, next) => {
          const { send } = res
          res.send = () => send.call(res, JSON.stringify(aiko))
          next()
        }
        app.get('/x', purpose('support'), wrap as never, (_req, res) => void res.json([]))
      },
    ],
    [
      'a `res.send` that was wrapped before',
      (app, door) => {
        app.use((_req, res, next) => {
          const { send } = res
          res.send = () => send.call(res, JSON.stringify(aiko))
          next()
        })
        app.get('/x', show(door))
      },
    ],
    [
      'a replacer of the app',
      (app, door) => {
        app.set('json replacer', (_key: string, value: unknown) =>
          typeof value === 'string' ? aiko.cardNumber : value,
        )
        app.get('/x', show(door))
      },
    ],
    [
      'the keys of an envelope',
      (app, { bound }) =>
        void app.get(
          '/x',
          bound('support', (_req, res) => res.json({ [aiko.email]: true })),
        ),
    ],
    [
      'bytes of another realm',
      (app, { bound }) => {
        const bytes = runInNewContext('Uint8Array.from(list)', {
          list: [...Buffer.from(JSON.stringify(aiko))],
        })
        app.get(
          '/x',
          bound('support', (_req, res) => res.end(bytes)),
        )
      },
    ],
    [
      'jsonp with a row',
      (app, { bound }) =>
        void app.get(
          '/x',
          bound('support', (_req, res) => res.jsonp(aiko)),
        ),
    ],
    [
      'what answers before the purpose of its route',
      (app, { purpose }) => void app.get('/x', raw, purpose('support'), (_req, res) => void res.json([])),
    ],
    [
      'a parameter that answers',
      (app, door) => {
        app.param('id', raw as never)
        app.get('/:id', show(door))
      },
    ],
  ])('what was not judged does not leave by %s', async (_, build) => {
    const desk = await open(build)
    const { status, text } = await desk.ask('/x')
    expect([status, /aiko|4242424242424242/.test(text)]).toEqual([500, false])
  })

  it('a `res.json` that was wrapped before is not asked for another body', async () => {
    const desk = await open((app, door) => {
      app.use((_req, res, next) => {
        const { json } = res
        res.json = () => json.call(res, aiko)
        next()
      })
      app.get('/x', show(door))
    })
    expect((await desk.ask('/x')).body['cardNumber']).toBe('************4242')
  })

  it('settings of the JSON of an app hold for views', async () => {
    const desk = await open((app, door) => {
      app.set('json spaces', 2)
      app.set('json escape', true)
      app.get(
        '/x',
        door.bound('support', async (req, res) =>
          res.json({ view: await req.access.read('member', { ...aiko, name: '<b>' }) }),
        ),
      )
    })
    const { text, headers } = await desk.ask('/x')
    expect(text).toContain('\n    "name": "\\u003cb\\u003e"')
    expect(headers['content-type']).toContain('application/json')
  })

  it.each<[string, (app: Express, door: Door) => void]>([
    [
      'a route behind `use` without a path',
      (app, { purpose }) => void app.use(purpose('none', none), express.static('docs')).get('/x', raw),
    ],
    [
      'a route behind a public one that goes on',
      (app, { purpose }) => {
        app.get('/x', purpose('none', none), (_req, _res, next) => next())
        app.get('/x', raw)
      },
    ],
    [
      'a route of the app at the path of a public mount',
      (app, { purpose }) => void app.use('/x', purpose('none', none)).get('/x', raw),
    ],
  ])('a public declaration does not open %s', async (_, build) => {
    const desk = await open(build, { enforce: 'all' })
    expect((await desk.ask('/x')).status).toBe(500)
    expect(coverage(desk.app).filter(({ purposes }) => purposes.length === 0)).toMatchObject([
      { route: '/x' },
    ])
  })

  it('a public declaration covers files and the routes of its mount, and a route may declare over it', async () => {
    const desk = await open(
      (app, door) => {
        app.use(door.purpose('none', none), express.static('docs'))
        app.use(
          '/pages',
          door.purpose('none', none),
          express.Router().get('/a', (_req, res) => void res.send('page')),
        )
        app.get('/x', show(door))
      },
      { enforce: 'all' },
    )
    expect((await desk.ask('/express.md')).status).toBe(200)
    expect((await desk.ask('/pages/a')).text).toBe('page')
    expect((await desk.ask('/x')).status).toBe(200)
    expect(coverage(desk.app).every(({ purposes }) => purposes.length > 0)).toBe(true)
  })

  it('what compresses may stand behind `protect`: caching and views are as without it', async () => {
    const compress: RequestHandler = (_req, res, next) => {
      const { write, end } = res
      const turned = (chunk: unknown) => Buffer.from(String(chunk)).toString('base64')
      res.write = ((chunk: unknown) => {
        if (!res.headersSent) res.writeHead(res.statusCode)
        return write.call(res, turned(chunk) as never, 'utf8')
      }) as typeof write
      res.end = ((chunk?: unknown) => {
        if (!res.headersSent) res.removeHeader('Content-Length')
        return chunk === undefined ? end.call(res, undefined, 'utf8') : end.call(res, turned(chunk), 'utf8')
      }) as typeof end
      next()
    }
    const build = (app: Express, door: Door) => {
      app.use(compress)
      app.get('/x', show(door))
      app.get(
        '/stream',
        door.bound('support', (req, res) => sendViews(res as never, req.access.stream('member', [aiko]))),
      )
    }
    for (const enforce of ['declared', 'all']) {
      const desk = await open(build, { enforce })
      for (const path of ['/x', '/stream']) {
        const { status, text, headers } = await desk.ask(path)
        expect([status, headers['cache-control']]).toEqual([200, 'private, no-store'])
        expect(JSON.parse(Buffer.from(text, 'base64').toString()).name).toBe('Aiko Sato')
      }
    }
  })

  it.each([true, false])(
    'what packs may stand behind a purpose, and packs nothing else: %s',
    async (honest) => {
      const pack: RequestHandler = (_req, res, next) => {
        const { end } = res
        res.end = ((chunk?: unknown) => {
          res.removeHeader('Content-Length')
          res.setHeader('Content-Encoding', 'gzip')
          return end.call(res, gzipSync(honest ? String(chunk) : JSON.stringify(aiko)), 'utf8')
        }) as typeof end
        next()
      }
      const desk = await open((app, { purpose }) => {
        app.get('/x', purpose('support'), pack as never, async (req, res) => {
          res.json(await req.access.read('member', aiko))
        })
      })
      const { status, headers } = await desk.ask('/x')
      expect([status, headers['content-encoding']]).toEqual(honest ? [200, 'gzip'] : [500, undefined])
    },
  )

  it('a head that Node refuses is an error, and is answered', async () => {
    const desk = await open((app, { bound, problems }) => {
      app.get(
        '/x',
        bound('support', async (req, res) => {
          const view = await req.access.read('member', aiko)
          res.statusMessage = 'not\na message'
          res.json(view)
        }),
      )
      app.use(problems as never)
      app.use((_error: unknown, _req: Request, res: Response, _next: unknown) => {
        res.statusMessage = ''
        res.sendStatus(500)
      })
    })
    const { status, text } = await desk.ask('/x')
    expect([status, text.includes('Aiko')]).toEqual([500, false])
  })

  it('a record names the mount by which a request came', async () => {
    const desk = await open((app, door) => {
      const router = express.Router().get('/r', show(door))
      app.use('/m1', router)
      app.use('/m2', router)
      app.use('/m3/:key', router)
    })
    for (const path of ['/m1/r', '/m2/r', '/M2/r', '/m3/secret/r'])
      expect((await desk.ask(path)).status).toBe(200)
    expect(desk.records().map(({ http }) => http?.route)).toEqual(['/m1/r', '/m2/r', '/m2/r', '/m3/:key/r'])
  })

  it('a record names the route that was reached behind a purpose, and the path of several that was asked for', async () => {
    const desk = await open((app, { purpose, bound }) => {
      const read = async (req: Request, res: Response) => {
        const { access } = req as unknown as { access: { read(...args: unknown[]): Promise<object> } }
        res.json(await access.read('member', aiko))
      }
      const inner = express.Router().get(['/deep/:id', '/other'], read as never)
      const router = express
        .Router()
        .get('/:id', read as never)
        .use('/in', inner)
      router.get('/passed/on', ((_req, _res, next) => next()) as RequestHandler).use(read as never)
      app.use(['/desk', '/counter'], purpose('support'), router)
      app.get(
        ['/a', '/b/:id', '/c'],
        bound('support', async (req, res) => res.json(await req.access.read('member', aiko))),
      )
      app.use(purpose('support'))
      app.get(['/late', /^\/later-\d+$/], read as never)
    })
    const routes = {
      '/desk/secret-1': '/desk/:id',
      '/counter/secret-1': '/counter/:id',
      '/counter/in/deep/secret-1': '/counter/in/deep/:id',
      '/desk/in/other': '/desk/in/other',
      '/desk/passed/on': '/desk/passed/on',
      '/a': '/a',
      '/B/secret-1': '/b/:id',
      '/c/': '/c',
      '/late': '/late',
      '/later-4242': '/^\\/later-\\d+$/',
    }
    for (const path of Object.keys(routes)) expect([path, (await desk.ask(path)).status]).toEqual([path, 200])
    expect(desk.records().map(({ http }) => http?.route)).toEqual(Object.values(routes))
  })

  it('a cookie that a handler appends does not stay on a denial', async () => {
    const desk = await open((app, door) => {
      app.use((_req, res, next) => {
        res.setHeader('set-cookie', ['a=1'])
        next()
      })
      app.get(
        '/x',
        door.bound('support', async (req, res) => {
          res.append('set-cookie', `c=${aiko.id}`)
          res.appendHeader('set-cookie', `d=${aiko.id}`)
          res.json(await req.access.read('member', { ...aiko, repId: 'x' }))
        }),
      )
    })
    const { status, headers } = await desk.ask('/x')
    expect([status, headers['set-cookie']]).toEqual([403, ['a=1']])
  })

  it('a denial before the route is known names the place that asked, and no URL', async () => {
    const desk = await open(
      (app, { purpose }) => {
        app.use('/desk', purpose('support'), express.Router().get('/:id', raw))
        app.use(purpose('support'))
      },
      { resolveActor: () => undefined },
    )
    for (const path of ['/desk/secret-1', '/secret-2']) expect((await desk.ask(path)).status).toBe(403)
    expect(desk.records().map(({ http }) => http?.route)).toEqual(['/desk/*', '/*'])
  })

  it('who was denied all has not succeeded, and is not told why, whatever an error handler says', async () => {
    for (const [status, shown] of [
      [200, 403],
      [400, 400],
      [500, 403],
    ] as const) {
      const desk = await open(
        (app, door) => {
          app.get(
            '/x',
            door.purpose('support'),
            (req, _res, next) => void req.access.read('member', { ...aiko, repId: 'x' }).catch(next),
          )
          app.use((error: Error, _req: Request, res: Response, _next: unknown) => {
            res.status(status).json({ error: error.message, reason: (error as { reason?: string }).reason })
          })
          app.use(door.problems)
        },
        { requireView: false },
      )
      const answer = await desk.ask('/x')
      expect([answer.status, answer.text.includes('condition')]).toEqual([shown, false])
      expect(desk.records().map(({ effect }) => effect)).toEqual(['deny'])
    }
  })
})
