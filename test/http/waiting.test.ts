import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { aiko } from '../shop.js'
import { ANSWERED, doors, type Spec, type Turn } from './doors.js'
import { serve } from './serve.js'

const strict = { requireView: true }
const overExpress = doors.filter(({ name }) => name.startsWith('Express'))
const later = () => new Promise<void>((resolve) => setTimeout(resolve, 20))
/** A sink that takes its time, as a file does. */
const slow = { audit: { name: 'slow', durability: 'memory', write: later } }
const failing = {
  audit: {
    name: 'full',
    durability: 'memory',
    async write() {
      await later()
      throw new Error('disk full')
    },
  },
  onWarning: () => {},
}

interface Res {
  json(body: unknown): Res
  status(code: number): Res
  readonly headersSent: boolean
}
const answers = (work: (res: Res, turn: Turn) => unknown): Spec => ({
  path: '/x',
  purpose: 'support',
  work: async (turn) => {
    await work(turn.raw as never, turn)
    return ANSWERED
  },
})

describe.each(overExpress)('$name: while the permit of a response is written', (door) => {
  it.each<[string, (res: Res, turn: Turn) => unknown]>([
    ['a second answer later', (res) => void setImmediate(() => !res.headersSent && res.json({ n: 2 }))],
    ['raw ends that follow', (_res, { raw }) => void [raw.end('b'), raw.write('c'), raw.end()]],
    ['a raw end of a row later', (_res, { raw }) => void setImmediate(() => raw.end(JSON.stringify(aiko)))],
    [
      'a head that is written again',
      (_res, { raw }) =>
        void setImmediate(() => {
          expect(() => raw.writeHead(500)).toThrow('after they are sent')
          raw.statusCode = 500
        }),
    ],
  ])('changes nothing of it: %s', async (_, then) => {
    const desk = await serve(
      door,
      [
        answers((res, turn) => {
          res.json({ n: 1 })
          then(res, turn)
        }),
      ],
      strict,
      slow,
    )
    const { status, body, headers } = await desk.ask('/x')
    expect([status, body, headers['content-length']]).toEqual([200, { n: 1 }, '7'])
  })

  it.each<[string, (res: Res) => unknown]>([
    ['json', (res) => res.json({ n: 2 })],
    ['another status', (res) => res.status(404).json({ n: 2 })],
    [
      'an error',
      () => {
        throw new Error('boom')
      },
    ],
  ])('a handler that goes on with %s is told as Node tells it, and the process lives', async (_, then) => {
    const desk = await serve(
      door,
      [
        answers((res) => {
          res.json({ n: 1 })
          then(res)
        }),
        { path: '/y', purpose: 'support', work: () => [] },
      ],
      strict,
      slow,
    )
    // the framework hangs up, or the first answer arrives whole
    const answer = await desk.ask('/x').catch(() => undefined)
    expect([undefined, '{"n":1}']).toContain(answer?.text)
    expect([undefined, 200]).toContain(answer?.status)
    expect((await desk.ask('/y')).text).toBe('[]')
  })

  it('an error handler that catches that cannot mix two answers', async () => {
    const desk = await serve(
      door,
      [
        answers((res) => {
          res.json({ n: 1 })
          try {
            res.status(404).json({ error: 'not there' })
          } catch (error) {
            expect(error).toMatchObject({ code: 'ERR_HTTP_HEADERS_SENT' })
          }
        }),
      ],
      strict,
      slow,
    )
    const { status, text } = await desk.ask('/x')
    expect([status, text]).toEqual([200, '{"n":1}'])
  })

  it('what cannot be recorded is a problem, whatever was written meanwhile', async () => {
    const desk = await serve(
      door,
      [
        answers((res, { raw }) => {
          raw.setHeader('x-name', aiko.name)
          raw.statusMessage = aiko.name
          res.json({ n: 1 })
          setImmediate(() => raw.end(aiko.name))
        }),
      ],
      strict,
      failing,
    )
    const { status, text, headers } = await desk.ask('/x')
    expect([status, text.includes('Aiko'), headers['x-name']]).toEqual([503, false, undefined])
  })
})

describe.each(overExpress)('$name: a head', (door) => {
  const raw = async (port: number) =>
    new Promise<string>((resolve) => {
      let all = ''
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      )
      socket.on('data', (data) => {
        all += String(data)
      })
      socket.on('close', () => resolve(all))
    })

  it.each<[string, (turn: Turn) => unknown]>([
    ['flushHeaders', (turn) => turn.raw.flushHeaders()],
    ['early hints', (turn) => turn.raw.writeEarlyHints?.({ link: '</Aiko>; rel=preload' })],
    [
      'headers and a status message',
      ({ raw: res }) => {
        res.statusMessage = 'Aiko'
        for (const name of ['ETag', 'Last-Modified', 'Content-Disposition', 'X-Name', 'Content-Encoding'])
          res.setHeader(name, 'Aiko')
      },
    ],
  ])('tells nothing before it is decided: %s', async (_, first) => {
    const work: Spec['work'] = (turn) => {
      first(turn)
      return turn.access.read('member', { ...aiko, repId: 'x' })
    }
    const desk = await serve(door, [{ path: '/x', purpose: 'support', work }], strict)
    const answer = await raw(desk.port)
    expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/)
    expect(answer).not.toContain('Aiko')
  })

  it('that is written by hand is sent with what it says, and the caching of the route', async () => {
    const work: Spec['work'] = async ({ access, raw: res }) => {
      await access.read('member', aiko)
      res.writeHead(200, { 'Cache-Control': 'public, max-age=600', 'X-Own': 'yes' })
      res.flushHeaders()
      res.end()
      return ANSWERED
    }
    const desk = await serve(door, [{ path: '/x', purpose: 'support', work }], strict)
    const { status, headers } = await desk.ask('/x')
    expect([status, headers['cache-control'], headers['x-own']]).toEqual([200, 'private, no-store', 'yes'])
  })

  it('of a 304 bears no ETag of a row', async () => {
    const work: Spec['work'] = ({ raw: res }) => {
      res.setHeader('ETag', '"Aiko"')
      res.statusCode = 304
      res.end()
      return ANSWERED
    }
    const desk = await serve(door, [{ path: '/x', purpose: 'support', work }], strict)
    const { status, headers } = await desk.ask('/x')
    expect([status, headers.etag]).toEqual([304, undefined])
  })
})
