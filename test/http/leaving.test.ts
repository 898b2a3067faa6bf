import { describe, expect, it } from 'vitest'
import { sendViews } from '../../src/express/index.js'
import { viewStream } from '../../src/fastify/index.js'
import { agent, aiko } from '../shop.js'
import { ANSWERED, doors, type Spec, type Turn } from './doors.js'
import { member, serve, show } from './serve.js'

const strict = { requireView: true }
const other = { ...aiko, id: 'm-2', name: 'Ken Ito' }
const list = async ({ access }: Turn) => (await access.readMany('member', [aiko, other])).views
const route = (work: Spec['work'], own: Partial<Spec> = {}): Spec => ({
  path: '/x',
  purpose: 'support',
  work,
  ...own,
})

describe.each(doors)('$name: what leaves is a view', (door) => {
  it.each<[string, Spec['work']]>([
    ['a view', show],
    ['an array of views', list],
    ['no views at all', () => []],
    ['nothing', () => null],
    [
      'an envelope',
      async (turn) => ({
        items: await list(turn),
        first: await show(turn),
        total: 2,
        more: false,
        next: null,
      }),
    ],
    [
      'an envelope with a string that the route lists',
      async (turn) => ({ items: await list(turn), cursor: 'abc' }),
    ],
  ])('%s', async (_, work) => {
    const desk = await serve(door, [route(work, { strings: ['cursor'] })], strict)
    const { status, text } = await desk.ask('/x')
    expect([status, text.includes('4242424242424242')]).toEqual([200, false])
    expect(desk.records().filter(({ effect }) => effect === 'permit').length).toBeGreaterThan(0)
  })

  it.each<[string, (views: object[]) => object]>([
    ['an added field', ([view]) => Object.assign(view as object, { note: aiko.cardNumber })],
    ['a field in clear', ([view]) => Object.assign(view as object, aiko)],
    ['a field of one of many', (views) => views.map((view) => Object.assign(view, aiko))],
  ])('a view is not changed on its way: %s', async (_, change) => {
    const desk = await serve(door, [route(async (turn) => change([...(await list(turn))]))], strict)
    const { status, text } = await desk.ask('/x')
    expect([status, text.includes(aiko.cardNumber)]).toEqual([500, false])
  })

  it.each<[string, Spec['work']]>([
    ['a raw row', () => aiko],
    ['a spread copy of a view', async (turn) => ({ ...((await show(turn)) as object) })],
    ['a raw row among views', async (turn) => [...(await list(turn)), aiko]],
    ['an envelope around a raw row', async (turn) => ({ items: await list(turn), row: aiko })],
    [
      'an envelope with a string that the route does not list',
      async (turn) => ({ view: await show(turn), name: aiko.name }),
    ],
    ['an envelope in an envelope', async (turn) => ({ data: { view: await show(turn) } })],
    ['an array of arrays', async (turn) => [await list(turn)]],
    [
      'reasons why rows were refused',
      async ({ access }) => access.readMany('member', [aiko, { ...aiko, repId: 'x' }]),
    ],
    ['text', () => aiko.name],
    ['JSON that was made by hand', async (turn) => JSON.stringify(await show(turn))],
    ['bytes', () => Buffer.from(aiko.name)],
    ['a number', () => 42],
    ['a date', () => aiko.birthDate],
    [
      'an envelope that answers twice',
      async (turn) => {
        const view = await show(turn)
        let asked = 0
        return {
          get view() {
            return asked++ === 0 ? view : aiko
          },
          name: aiko.name,
        }
      },
    ],
    ['an object with a `toJSON`', async (turn) => ({ view: await show(turn), toJSON: () => aiko })],
    [
      'a view of another purpose',
      async ({ access }) => {
        void access
        return foreign()
      },
    ],
  ])('%s is refused, and nothing of it leaves', async (_, work) => {
    const desk = await serve(door, [route(work)], strict)
    foreign = async () =>
      desk.gate.for('research', { actor: { ...agent, roles: ['analyst'] } }).read('member', aiko)
    const { status, body, text, headers } = await desk.ask('/x')
    expect([status, body['code']]).toEqual([500, 'unprojected_body'])
    expect(headers['content-type']).toContain('application/problem+json')
    expect(text).not.toMatch(/Aiko|4242|gold|1991/)
    expect([headers.etag, headers['last-modified']]).toEqual([undefined, undefined])
    const outcomes = async () => (await desk.settled(1)).filter(({ type }) => type === 'outcome')
    await desk.settled(desk.records().filter(({ type }) => type === 'decision').length + 1)
    expect(await outcomes()).toMatchObject([
      { outcome: { status: 'error', code: 'unprojected_body' }, http: { status: 500 } },
    ])
  })

  it('only reports it, if that is asked for', async () => {
    const warnings: string[] = []
    const options = { requireView: 'report', onWarning: (message: string) => warnings.push(message) }
    const desk = await serve(door, [route(async (turn) => ({ ...((await show(turn)) as object) }))], options)
    expect((await desk.ask('/x')).body['name']).toBe('Aiko Sato')
    expect(await desk.settled(2)).toMatchObject([
      { effect: 'permit' },
      { type: 'outcome', outcome: { status: 'released', code: 'unprojected_body' }, http: { status: 200 } },
    ])
    expect(warnings.join()).not.toContain('Aiko')
    expect(warnings).toHaveLength(1)
  })

  it('a route may say otherwise than the door', async () => {
    const desk = await serve(door, [route(() => 'a page', { requireView: false })], strict)
    expect((await desk.ask('/x')).text).toBe('a page')
  })

  it('the body of an error is replaced by its status', async () => {
    const work = ({ status }: Turn) => {
      status(409)
      return { message: `${aiko.email} is taken` }
    }
    const desk = await serve(door, [route(work)], strict)
    const { status, body, text } = await desk.ask('/x')
    expect([status, body['title']]).toEqual([409, 'Conflict'])
    expect(text).not.toContain('aiko')
  })

  it('a stream of views leaves line by line, and its end is recorded once', async () => {
    const work = ({ access, raw }: Turn) => {
      const stream = viewStream(access.stream('member', [aiko, other], { size: 1 }))
      if (door.name.startsWith('Fastify')) return stream
      stream.pipe(raw)
      return ANSWERED
    }
    const desk = await serve(door, [route(work)], strict)
    const { status, text } = await desk.ask('/x')
    expect([
      status,
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).name),
    ]).toEqual([200, ['Aiko Sato', 'Ken Ito']])
    const records = await desk.settled(3)
    expect(records.map(({ type }) => type)).toEqual(['decision', 'decision', 'outcome'])
    expect(records.at(-1)).toMatchObject({ outcome: { status: 'released', rows: 2 }, http: { route: '/x' } })
  })

  it('a stream of which every row was refused still leaves a permit of the request', async () => {
    const work = ({ access, raw }: Turn) => {
      const stream = viewStream(access.stream('member', [{ ...aiko, repId: 'x' }]))
      if (door.name.startsWith('Fastify')) return stream
      stream.pipe(raw)
      return ANSWERED
    }
    const desk = await serve(door, [route(work)], strict)
    const { status, text } = await desk.ask('/x')
    expect([status, text]).toEqual([200, ''])
    const records = await desk.settled(3)
    expect(records.filter(({ effect }) => effect === 'permit')).toMatchObject([{ purpose: 'support' }])
    expect(records.filter(({ effect }) => effect === 'deny')).toMatchObject([{ refused: 1 }])
  })

  it.each([200, 503])('a stream of no rows has its permit before it leaves, or is a %i', async (expected) => {
    const work = ({ access, raw }: Turn) => {
      const pages = access.stream('member', [])
      if (door.name.startsWith('Fastify')) return viewStream(pages)
      void sendViews(raw as never, pages)
      return ANSWERED
    }
    const full = { name: 'full', durability: 'memory', write: () => Promise.reject(new Error('full')) }
    const gateOptions = expected === 503 ? { audit: full, onWarning: () => {} } : {}
    const desk = await serve(door, [route(work)], strict, gateOptions)
    const { status } = await desk.ask('/x')
    expect(status).toBe(expected)
    if (expected === 200) expect(desk.records().filter(({ effect }) => effect === 'permit')).toHaveLength(1)
  })

  it.each([true, false])('a view that another access gave does not leave, streamed: %s', async (streams) => {
    const kept: object[] = []
    const work = ({ raw }: Turn) => {
      if (!streams) return kept[0]
      const stream = viewStream([{ views: kept }] as never)
      if (door.name.startsWith('Fastify')) return stream
      stream.pipe(raw)
      return ANSWERED
    }
    const desk = await serve(door, [route(work)], strict)
    kept.push(await desk.gate.for('support', { actor: agent }).read('member', aiko))
    const { status, text } = await desk.ask('/x')
    expect([status, text.includes('Aiko')]).toEqual([500, false])
  })

  it('is not cached, unless that is asked for', async () => {
    const caching = async (options: object, own: Partial<Spec> = {}) =>
      (await (await serve(door, [route(show, own)], options)).ask('/x')).headers['cache-control']
    expect(await caching({})).toBe('private, no-store')
    expect(await caching({ cacheControl: 'private, max-age=60' })).toBe('private, max-age=60')
    expect(await caching({ cacheControl: false })).toBe(undefined)
    expect(await caching({}, { cacheControl: false })).toBe(undefined)
  })

  it('ETag and length are those of the projected body, to GET and to HEAD', async () => {
    let row = aiko
    const work = ({ access, header }: Turn) => {
      header('etag', `"${row.cardNumber}"`)
      return access.read('member', row)
    }
    const desk = await serve(door, [route(work)], { ...strict, cacheControl: 'private, no-cache' })
    const first = await desk.ask('/x')
    row = { ...aiko, cardNumber: '4000056655664242' }
    const second = await desk.ask('/x')
    expect(first.headers.etag).toMatch(/^W\/"/)
    expect(second.headers.etag).toBe(first.headers.etag)
    expect(first.headers['content-length']).toBe(String(Buffer.byteLength(first.text)))
    const head = await desk.ask('/x', { method: 'HEAD' })
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', first.headers.etag])
    expect(head.headers['content-length']).toBe(first.headers['content-length'])
    const headers = { 'if-none-match': String(first.headers.etag) }
    expect((await desk.ask('/x', { headers })).status).toBe(304)
    const permits = desk.records().filter(({ effect }) => effect === 'permit')
    expect(permits.map(({ http }) => http?.method)).toEqual(['GET', 'GET', 'HEAD', 'GET'])
  })

  it('HEAD decides as GET does, and is recorded', async () => {
    const desk = await serve(door, [route(({ access }) => access.read('member', { ...aiko, repId: 'x' }))])
    const head = await desk.ask('/x', { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([403, ''])
    expect(desk.records()).toMatchObject([
      { effect: 'deny', reason: 'condition_not_met', http: { method: 'HEAD' } },
    ])
  })

  it('a HEAD of what may not leave tells nothing of it', async () => {
    const desk = await serve(door, [route(() => 'Aiko Sato'.repeat(9))], strict)
    const head = await desk.ask('/x', { method: 'HEAD' })
    expect([head.status, head.headers.etag]).toEqual([500, undefined])
  })

  it('OPTIONS releases nothing', async () => {
    let ran = false
    const work: Spec['work'] = (turn) => {
      ran = true
      return show(turn)
    }
    const desk = await serve(door, [route(work, { method: 'all' })], strict)
    const { status, text } = await desk.ask('/x', { method: 'OPTIONS' })
    expect([status, text, ran]).toEqual([204, '', false])
  })

  it('what the app answers to a client without an access is recorded too, before it leaves', async () => {
    const desk = await serve(door, [route(() => ({ done: true }), { method: 'post' })], strict)
    const { status, body } = await desk.ask('/x', { method: 'POST' })
    expect([status, body]).toEqual([200, { done: true }])
    expect(desk.records()).toMatchObject([
      {
        type: 'decision',
        effect: 'permit',
        purpose: 'support',
        http: { method: 'POST', route: '/x', status: 200 },
      },
    ])
  })

  it('routes that declare nothing are left alone, unless all have to', async () => {
    const open: Spec = { path: '/open', work: () => ({ hello: 'world' }) }
    const desk = await serve(door, [open, member], strict)
    expect((await desk.ask('/open')).body).toEqual({ hello: 'world' })
  })
})

let foreign: () => Promise<unknown> = async () => undefined
