import { once } from 'node:events'
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { purposebound, viewStream } from '../../src/fastify/index.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'
import { accessOf, type Handler, show } from './wired.js'

const RAW = /Aiko|4242424242424242/
const raw = JSON.stringify([aiko])
const warnings: string[] = []
const onWarning = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`)
beforeEach(() => void process.on('warning', onWarning))

let close: (() => Promise<unknown>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
  process.off('warning', onWarning)
  expect(warnings.splice(0).filter((each) => each.includes('Unsupported'))).toEqual([])
})

async function open(
  handler: Handler,
  options: object = {},
  before: (app: FastifyInstance) => void = () => {},
) {
  const { gate, records } = testGate({ policy: shop })
  const app = fastify({ http2: true }) as unknown as FastifyInstance
  before(app)
  await app.register(purposebound, {
    gate,
    resolveActor: () => agent,
    requireView: true,
    onWarning: () => {},
    ...options,
  } as never)
  app.get('/x', { config: { purpose: 'support' } } as object, handler as never)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as { port: number }).port}`)
  close = async () => {
    session.destroy()
    await app.close()
  }
  return { session, records: () => trail(records), ask: (method?: string) => ask(session, method) }
}

interface Answer {
  readonly headers: IncomingHttpHeaders
  readonly trailers: IncomingHttpHeaders
  readonly text: string
  readonly error?: string
}

function ask(session: ClientHttp2Session, method = 'GET'): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = session.request({ ':path': '/x', ':method': method })
    let [headers, trailers, text]: [IncomingHttpHeaders, IncomingHttpHeaders, string] = [{}, {}, '']
    let error: string | undefined
    stream.on('response', (given) => {
      headers = given
    })
    stream.on('trailers', (given) => {
      trailers = given
    })
    stream.on('error', (given: Error & { code?: string }) => {
      error = given.message
    })
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    stream.on('close', () => resolve({ headers, trailers, text, ...(error !== undefined && { error }) }))
    stream.end()
  })
}

describe('fastify over HTTP/2', () => {
  it('a view leaves, to GET and to HEAD', async () => {
    const desk = await open(show)
    const { headers, text, error } = await desk.ask()
    expect([headers[':status'], headers['cache-control'], error]).toEqual([
      200,
      'private, no-store',
      undefined,
    ])
    expect(JSON.parse(text).name).toBe('Aiko Sato')
    const head = await desk.ask('HEAD')
    expect([head.headers[':status'], head.text, Number(head.headers['content-length'])]).toEqual([
      200,
      '',
      Buffer.byteLength(text),
    ])
    expect(desk.records().map(({ effect }) => effect)).toEqual(['permit', 'permit'])
  })

  it('a large one leaves in parts', async () => {
    const rows = Array.from({ length: 2000 }, () => aiko)
    const desk = await open(async (request) => {
      const { views } = (await (
        accessOf(request) as never as { readMany(...a: unknown[]): unknown }
      ).readMany('member', rows)) as { views: object[] }
      return views
    })
    const { text, error } = await desk.ask()
    expect([error, JSON.parse(text).length]).toEqual([undefined, rows.length])
  })

  it('a stream of views leaves', async () => {
    const desk = await open((request, reply) =>
      reply.type('application/x-ndjson').send(viewStream(accessOf(request).stream('member', [aiko, aiko]))),
    )
    expect((await desk.ask()).text.trim().split('\n')).toHaveLength(2)
  })

  it.each<[string, Handler]>([
    ['ends', (_, { raw: res }) => void res.end(raw)],
    ['writes a head and ends', (_, { raw: res }) => void res.writeHead(200, { 'x-row': 'Aiko' }).end(raw)],
    [
      'writes a head, a part, and ends',
      (_, { raw: res }) => {
        res.writeHead(200, { 'x-row': 'Aiko', 'content-length': Buffer.byteLength(raw) })
        res.write(raw)
        res.end()
      },
    ],
    [
      'flushes its head',
      (_, { raw: res }) => {
        res.setHeader('x-row', 'Aiko')
        res.flushHeaders()
        res.end(raw)
      },
    ],
    [
      'pushes another response',
      (_, { raw: res }) => {
        const { createPushResponse } = res as never as { createPushResponse(...a: unknown[]): void }
        try {
          createPushResponse.call(res, { ':path': '/row', 'x-row': 'Aiko' }, () => {})
        } finally {
          res.end(raw)
        }
      },
    ],
  ])('a handler that %s itself is answered by a problem', async (_, work) => {
    const desk = await open((request, reply) => {
      reply.hijack()
      return work(request, reply)
    })
    desk.session.on('stream', () => expect.unreachable('nothing is pushed'))
    const { headers, text, error } = await desk.ask()
    expect([headers[':status'], error, JSON.parse(text).code]).toEqual([500, undefined, 'unprojected_body'])
    expect(headers['content-type']).toContain('application/problem+json')
    expect(JSON.stringify(headers) + text).not.toMatch(RAW)
  })

  it('a hook that answers itself, earlier than the purpose is asked for, is answered by a problem', async () => {
    const desk = await open(show, {}, (app) =>
      app.addHook('onRequest', (_request, reply, _done) => {
        reply.hijack()
        reply.raw.writeHead(200).end(raw)
      }),
    )
    const { headers, text, error } = await desk.ask()
    expect([headers[':status'], error]).toEqual([500, undefined])
    expect(text).not.toMatch(RAW)
  })

  it.each([true, false])(
    'a denial is a problem without trailers or headers of the row, views only: %s',
    async (requireView) => {
      const desk = await open(
        (request, { raw: res }) => {
          res.setHeader('x-row', 'Aiko')
          res.addTrailers({ 'x-trailer': 'Aiko' })
          return accessOf(request).read('member', { ...aiko, repId: 'x' })
        },
        { requireView },
      )
      const { headers, trailers, error } = await desk.ask()
      expect([headers[':status'], headers['x-row'], trailers, error]).toEqual([403, undefined, {}, undefined])
    },
  )

  it('who leaves is recorded as such', async () => {
    const desk = await open(async (request, reply) => {
      await show(request, reply)
      stream.close(constants.NGHTTP2_CANCEL)
      await once(reply.raw, 'close')
      ended()
      return []
    })
    let ended = (): void => {}
    const end = new Promise<void>((resolve) => {
      ended = resolve
    })
    const stream = desk.session.request({ ':path': '/x' })
    stream.on('error', () => {}).end()
    await end
    await new Promise(setImmediate)
    expect(desk.records().map(({ type, outcome }) => outcome?.status ?? type)).toEqual([
      'decision',
      'aborted',
    ])
  })
})
