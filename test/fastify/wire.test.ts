import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { viewStream } from '../../src/fastify/index.js'
import { aiko } from '../shop.js'
import { accessOf, type Handler, type Setup, show, wired } from './wired.js'

const apps: FastifyInstance[] = []
const rejections: unknown[] = []
const onRejection = (reason: unknown) => void rejections.push(reason)
process.on('unhandledRejection', onRejection)
process.on('uncaughtException', onRejection)
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  await Promise.all(apps.splice(0).map((app) => app.close()))
  expect(rejections.splice(0)).toEqual([])
})
afterAll(() => {
  process.off('unhandledRejection', onRejection)
  process.off('uncaughtException', onRejection)
})

async function open(setup: Setup) {
  const desk = await wired(setup)
  apps.push(desk.app)
  return desk
}
const RAW = /Aiko|4242|CANARY/
const raw = JSON.stringify({ rows: [aiko] })

describe('fastify: while the permit is being written', () => {
  const second: readonly [string, Handler][] = [
    ['a second send', (_, reply) => void reply.send({ n: 1 }).send({ n: 2 })],
    ['a second send of a row', (_, reply) => void reply.send({ n: 1 }).send([aiko])],
    [
      'a raw end',
      (_, reply) => {
        reply.send({ n: 1 })
        reply.raw.end(raw)
      },
    ],
    [
      'raw writes',
      (_, reply) => {
        reply.send({ n: 1 })
        reply.raw.writeHead(200, { 'x-raw': 'CANARY' })
        reply.raw.write(raw)
        reply.raw.flushHeaders()
      },
    ],
    [
      'a throw of the handler',
      async (_, reply) => {
        reply.send({ n: 1 })
        throw new Error('CANARY')
      },
    ],
    [
      'a reply of an async handler',
      async (_, reply) => {
        reply.send({ n: 1 })
        return { n: 2 }
      },
    ],
    [
      'a later send',
      (_, reply) => {
        reply.send({ n: 1 })
        setImmediate(() => reply.send([aiko]))
      },
    ],
  ]
  it.each(second)('%s is not heard', async (_, handler) => {
    const desk = await open({ handler })
    const { status, body, text } = await desk.get()
    expect([status, body]).toEqual([200, { n: 1 }])
    expect(text).not.toMatch(RAW)
    expect(desk.permits()).toBe(1)
  })

  it.each(second)('%s shows nothing where the permit fails', async (_, handler) => {
    const desk = await open({ handler, fails: true })
    const { status, text, headers } = await desk.get()
    expect(status).toBe(503)
    expect(text + JSON.stringify(headers)).not.toMatch(RAW)
  })

  it('an error of what runs after it is answered', async () => {
    const desk = await open({
      handler: () => ({ n: 1 }),
      after: (app) =>
        app.addHook('onSend', async () => {
          throw new Error('CANARY')
        }),
    })
    const { status, text } = await desk.get()
    expect(status).toBe(500)
    expect(text).not.toMatch(RAW)
  })
})

describe('fastify: what runs after the judge', () => {
  const rewrites: readonly [string, Setup][] = [
    ['a later onSend', { after: (app) => app.addHook('onSend', async () => raw) }],
    ['an earlier onSend', { before: (app) => app.addHook('onSend', async () => raw) }],
    [
      'a later onSend that sends bytes',
      { after: (app) => app.addHook('onSend', async () => Buffer.from(raw)) },
    ],
    [
      'a later onSend that sends a stream',
      {
        after: (app) =>
          app.addHook('onSend', async () => {
            const { Readable } = await import('node:stream')
            return Readable.from([Buffer.from(raw)])
          }),
      },
    ],
    [
      'a later onSend that packs something else',
      {
        after: (app) =>
          app.addHook('onSend', async (_, reply) => {
            reply.header('content-encoding', 'gzip')
            return gzipSync(raw)
          }),
      },
    ],
    [
      'a later onSend that sends a Response',
      { after: (app) => app.addHook('onSend', async () => new Response(raw)) },
    ],
    [
      'a serializer of the reply that is set after the judge',
      {
        after: (app) =>
          app.addHook('onRoute', (route) => {
            route.preSerialization = [
              route.preSerialization ?? [],
              async (_: unknown, reply: { serializer(f: () => string): void }, body: unknown) => {
                reply.serializer(() => raw)
                return body
              },
            ].flat() as never
          }),
      },
    ],
    [
      'a preSerialization of a later onRoute hook',
      {
        after: (app) =>
          app.addHook('onRoute', (route) => {
            route.preSerialization = [
              route.preSerialization ?? [],
              async () => ({ rows: [aiko] }),
            ].flat() as never
          }),
      },
    ],
    [
      'an onSend that makes a success of a failure',
      {
        handler: (_, reply) => reply.code(404).send({ rows: [aiko] }),
        after: (app) =>
          app.addHook('onSend', async (_, reply) => {
            reply.code(200)
            return raw
          }),
      },
    ],
  ]
  it.each(rewrites)('%s sends nothing of its own', async (_, setup) => {
    const desk = await open(setup)
    const { status, body, text } = await desk.get()
    expect([status, body['code']]).toEqual([500, 'unprojected_body'])
    expect(text).not.toMatch(RAW)
  })

  it('a serializer that the handler sets is not asked', async () => {
    const desk = await open({
      handler: async (request, reply) => {
        reply.serializer(() => raw)
        return accessOf(request).read('member', aiko)
      },
    })
    const { status, body } = await desk.get()
    expect([status, Object.keys(body).includes('rows')]).toEqual([200, false])
  })

  it('a preSerialization of a route that was declared before the plugin sends nothing of its own', async () => {
    const desk = await open({
      before: (app) =>
        app.get(
          '/early',
          { config: { purpose: 'support' }, preSerialization: async () => ({ rows: [aiko] }) } as object,
          show as never,
        ),
    })
    expect((await desk.get('/early')).body['code']).toBe('unprojected_body')
  })

  it.each(['before', 'after'] as const)('a success made of a denial %s is none', async (when) => {
    const desk = await open({
      options: { resolveActor: () => undefined, requireView: false },
      [when]: (app: FastifyInstance) => app.addHook('onSend', async (_, reply) => void reply.code(200)),
    })
    expect((await desk.get()).status).toBe(500)
    expect(desk.permits()).toBe(0)
  })

  it('a success made of a failure leaves a permit, also where no view is required', async () => {
    const desk = await open({
      options: { requireView: false },
      handler: (_, reply) => reply.code(404).send(new Response('{}', { status: 200 })),
    })
    expect((await desk.get()).status).toBe(200)
    expect(desk.permits()).toBe(1)
  })

  it.each(['gzip', undefined])('a plugin may pack (%s) or stream what was settled', async (encoding) => {
    const desk = await open({
      after: (app) =>
        app.addHook('onSend', async (_, reply, payload) => {
          const { Readable } = await import('node:stream')
          reply.removeHeader('content-length')
          if (encoding) reply.header('content-encoding', encoding)
          const bytes = encoding ? gzipSync(String(payload)) : Buffer.from(String(payload))
          return Readable.from([bytes.subarray(0, 5), bytes.subarray(5)])
        }),
    })
    const { status, text, headers } = await desk.get()
    expect([status, headers['content-encoding']]).toEqual([200, encoding])
    if (!encoding) expect(JSON.parse(text).name).toBe('Aiko Sato')
  })

  it('a stream of views is not exchanged for another', async () => {
    const handler: Handler = (request, reply) =>
      reply.send(viewStream(accessOf(request).stream('member', [aiko])))
    const desk = await open({ handler })
    expect((await desk.get()).body['name']).toBe('Aiko Sato')
    const other = await open({ handler, after: (app) => app.addHook('onSend', async () => raw) })
    expect((await other.get()).text).not.toMatch(RAW)
  })

  it('a schema of the response still shapes it, and HEAD is answered as GET is', async () => {
    const desk = await open({
      after: (app) =>
        app.addHook('onRoute', (route) => {
          route.schema = { response: { 200: { type: 'object', properties: { id: { type: 'string' } } } } }
        }),
    })
    const { body, text } = await desk.get()
    expect(body).toEqual({ id: aiko.id })
    const head = await desk.get('/x', 'HEAD')
    expect([head.status, Number(head.headers['content-length'])]).toEqual([200, text.length])
  })
})

describe('fastify: a hook that was there before the plugin', () => {
  const early: readonly [string, Handler][] = [
    ['sends', (_, reply) => reply.send([aiko])],
    [
      'ends the raw response',
      (_, reply) => {
        reply.hijack()
        reply.raw.end(raw)
      },
    ],
    [
      'writes a head and flushes it',
      (_, reply) => {
        reply.hijack()
        reply.raw.writeHead(200, { 'x-raw': 'CANARY' })
        reply.raw.flushHeaders()
        setImmediate(() => reply.raw.end(raw))
      },
    ],
  ]
  it.each(early)('and %s sends nothing on a declared route', async (_, hook) => {
    for (const requireView of [true, false]) {
      const desk = await open({
        options: { requireView },
        before: (app) => app.addHook('onRequest', (request, reply, _done) => void hook(request, reply)),
      })
      const { status, text } = await desk.get()
      expect(status).toBe(500)
      expect(text).not.toMatch(RAW)
      expect(desk.permits()).toBe(0)
    }
  })

  it('sends nothing in a plugin that was loaded before either', async () => {
    const desk = await open({
      before: async (app) => {
        await app.register(async (child) => {
          child.addHook('onRequest', (_, reply, _done) => {
            reply.hijack()
            reply.raw.end(raw)
          })
          child.get('/child', { config: { purpose: 'support' } } as object, show as never)
        })
      },
    })
    const { status, text } = await desk.get('/child')
    expect(status).toBe(500)
    expect(text).not.toMatch(RAW)
  })

  it('sends nothing on a route that declares nothing, under `enforce: all`', async () => {
    const desk = await open({
      options: { enforce: 'all', requireView: false },
      before: (app) =>
        app.addHook('onRequest', (_, reply, _done) => {
          reply.hijack()
          reply.raw.end(raw)
        }),
    })
    const { status, text } = await desk.get('/nowhere')
    expect(status).toBe(500)
    expect(text).not.toMatch(RAW)
  })
})

describe('fastify: the head of a denial', () => {
  const secure = (app: FastifyInstance) =>
    app.addHook('onRequest', async (_, reply) => {
      reply.header('x-frame-options', 'DENY').header('x-both', 'reply')
      reply.raw.setHeader('strict-transport-security', 'max-age=1')
      reply.header('set-cookie', 'a=1').header('set-cookie', 'b=2')
    })
  const denied: Handler = (request, reply) => {
    reply
      .header('x-frame-options', aiko.name)
      .header('set-cookie', `c=${aiko.id}`)
      .header('x-name', aiko.name)
    reply.raw.setHeader('strict-transport-security', aiko.name)
    reply.raw.setHeader('x-raw', aiko.name)
    reply.raw.setHeader('x-both', aiko.name)
    reply.raw.writeHead(200, { 'x-noted': aiko.name })
    reply.trailer('x-trailer', (_reply, _payload, done) => done(null, aiko.name))
    return accessOf(request).read('member', { ...aiko, repId: 'x' })
  }
  const row: Handler = (_, reply) => {
    reply.header('x-name', aiko.name)
    reply.raw.setHeader('x-raw', aiko.name)
    return [aiko]
  }

  it.each([
    ['of the gate', 403, denied],
    ['of a body', 500, row],
  ] as const)(
    'keeps what stood there before the handler, and nothing of it: %s',
    async (_, status, handler) => {
      for (const requireView of status === 500 ? [true] : [true, false]) {
        const desk = await open({ handler, before: secure, options: { requireView } })
        const answer = await desk.get()
        expect(answer.status).toBe(status)
        expect(answer.headers).toMatchObject({
          'x-frame-options': 'DENY',
          'strict-transport-security': 'max-age=1',
          'x-both': 'reply',
          'set-cookie': ['a=1', 'b=2'],
        })
        expect(answer.text + JSON.stringify([answer.headers, answer.trailers])).not.toMatch(/Aiko|m-1/)
      }
    },
  )

  it('bears no ETag and no encoding of an earlier hook either', async () => {
    const desk = await open({
      options: { resolveActor: () => undefined },
      before: (app) =>
        app.addHook('onRequest', async (_, reply) => {
          reply.header('etag', '"a"').header('content-encoding', 'gzip').header('x-frame-options', 'DENY')
          reply.raw.setHeader('content-disposition', 'inline')
        }),
    })
    const { status, headers } = await desk.get()
    expect([status, headers['x-frame-options']]).toEqual([403, 'DENY'])
    for (const name of ['etag', 'content-encoding', 'content-disposition'])
      expect(headers[name]).toBe(undefined)
  })

  it('bears what a later hook adds to it', async () => {
    const desk = await open({
      handler: denied,
      after: (app) => app.addHook('onSend', async (_, reply) => void reply.header('x-ratelimit-limit', '10')),
    })
    expect((await desk.get()).headers['x-ratelimit-limit']).toBe('10')
  })

  it('of a success loses an ETag that the handler set itself', async () => {
    const desk = await open({
      handler: (request, reply) => {
        reply.raw.setHeader('etag', '"Aiko"')
        reply.header('last-modified', 'Aiko')
        return show(request, reply)
      },
    })
    const { status, headers } = await desk.get()
    expect([status, headers.etag, headers['last-modified']]).toEqual([200, undefined, undefined])
  })
})

describe('fastify: what is added to a prototype after the start', () => {
  it.each(['requireView', 'purpose', 'reason'])('changes nothing: %s', async (name) => {
    const desk = await open({
      before: (app) =>
        app.get('/early', { config: { purpose: 'support' } } as object, (async () => [aiko]) as never),
      handler: () => [aiko],
    })
    try {
      Object.assign(Object.prototype, { [name]: name === 'requireView' ? false : 'none' })
      for (const path of ['/x', '/early']) {
        const { status, text } = await desk.get(path)
        expect([status >= 400, RAW.test(text)]).toEqual([true, false])
      }
    } finally {
      delete (Object.prototype as { [name: string]: unknown })[name]
    }
  })
})
