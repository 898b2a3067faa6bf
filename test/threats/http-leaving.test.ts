import { describe, expect, it } from 'vitest'
import { doors, type Spec, type Turn } from '../http/doors.js'
import { serve, show } from '../http/serve.js'
import { aiko } from '../shop.js'

const route = (work: Spec['work'], own: Partial<Spec> = {}): Spec => ({
  path: '/x',
  purpose: 'support',
  work,
  ...own,
})
const strict = { requireView: true }
const SECRET = '4000056655665556'

describe.each(doors)('$name', (door) => {
  it('T39: what is withheld shows in no ETag, no length, no HEAD and no 304', async () => {
    let row = aiko
    const work = ({ access, header }: Turn) => {
      header('etag', `"${row.cardNumber}"`)
      header('last-modified', new Date(Number(row.cardNumber.slice(0, 10))).toUTCString())
      return access.read('member', row)
    }
    const desk = await serve(door, [route(work)], strict)
    const look = async (method: string, headers = {}) => {
      const { status, headers: got } = await desk.ask('/x', { method, headers })
      return [status, got.etag, got['content-length'], got['last-modified']]
    }
    const before = [await look('GET'), await look('HEAD')]
    row = { ...aiko, cardNumber: SECRET.replace(/5556$/, '4242') }
    expect([await look('GET'), await look('HEAD')]).toEqual(before)
    expect(await look('GET', { 'if-none-match': `"${row.cardNumber}"` })).toEqual(before[0])
  })

  it('T39: a body that may not leave cannot be guessed by its ETag', async () => {
    const desk = await serve(door, [route(() => SECRET)], strict)
    const { createHash } = await import('node:crypto')
    const hash = createHash('sha1').update(SECRET).digest('base64')
    const tags = [
      `W/"10-${hash.slice(0, 27)}"`,
      `W/"${createHash('sha1').update(SECRET).digest('base64url')}"`,
      '*',
    ]
    for (const tag of tags)
      expect((await desk.ask('/x', { headers: { 'if-none-match': tag } })).status).toBe(500)
  })

  it('T40: no cache keeps what one role may see for another', async () => {
    const work = ({ access, header }: Turn) => {
      header('cache-control', 'public, max-age=3600')
      return access.read('member', aiko)
    }
    const denied: Spec = {
      path: '/denied',
      purpose: 'support',
      work: ({ access }) => access.read('member', { ...aiko, repId: 'x' }),
    }
    const desk = await serve(door, [route(work), denied])
    expect((await desk.ask('/x')).headers['cache-control']).toBe('private, no-store')
    expect((await desk.ask('/denied')).headers['cache-control']).toBe('private, no-store')
  })

  it('T43: HEAD is decided and recorded as GET is, OPTIONS and methods that nobody knows release nothing', async () => {
    let ran = 0
    const work: Spec['work'] = (turn) => {
      ran++
      return show(turn)
    }
    const desk = await serve(door, [route(work, { method: 'all' })], strict)
    for (const method of ['GET', 'HEAD']) expect((await desk.ask('/x', { method })).status, method).toBe(200)
    expect(ran).toBe(2)
    for (const method of ['OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH']) {
      const { status, text } = await desk.ask('/x', { method })
      expect([status === 200, text.includes('Aiko')], method).toEqual([false, false])
    }
    expect(ran).toBe(2)
    const records = desk.records()
    expect(records.filter(({ effect }) => effect === 'permit').map(({ http }) => http?.method)).toEqual([
      'GET',
      'HEAD',
    ])
    for (const { reason } of records.filter(({ effect }) => effect === 'deny'))
      expect(reason).toBe('purpose_missing')
  })

  it('T43: a header, a query or a body that names another method changes nothing', async () => {
    const post = route(() => ({ done: true }), { method: 'post' })
    const desk = await serve(door, [route(show), post], strict)
    const headers = {
      'x-http-method-override': 'GET',
      'x-method-override': 'GET',
      'content-type': 'application/json',
    }
    const said = await desk.ask('/x?_method=GET', { method: 'POST', headers, body: '{"_method":"GET"}' })
    expect([said.status, said.body]).toEqual([200, { done: true }])
  })

  it.each([
    [
      'throws',
      'error',
      500,
      () => {
        throw new Error(aiko.name)
      },
    ],
    ['rejects', 'error', 500, () => Promise.reject(new Error(aiko.name))],
    [
      'answers with an error',
      'error',
      418,
      ({ status }: Turn) => {
        status(418)
        return null
      },
    ],
    [
      'drops the connection',
      'aborted',
      200,
      ({ raw }: Turn) => {
        raw.destroy()
        return null
      },
    ],
  ])(
    'T46: a handler that %s after a permit leaves one outcome, which says the truth',
    async (_, status, code, end) => {
      const desk = await serve(door, [
        route(async (turn) => {
          await show(turn)
          return end(turn)
        }),
      ])
      await desk.ask('/x').catch(() => {})
      const records = await desk.settled(2)
      expect(records.map(({ type }) => type)).toEqual(['decision', 'outcome'])
      expect(records[1]).toMatchObject({ outcome: { status, rows: 1 }, http: { status: code } })
      expect(JSON.stringify(records)).not.toContain('Aiko')
    },
  )

  it('T47: nobody, or somebody malformed, is answered as any denial is, and recorded', async () => {
    for (const [actor, reason] of [
      [undefined, 'actor_unresolved'],
      [null, 'actor_unresolved'],
      ['a-17', 'input_invalid'],
      [{ id: 'a-17' }, 'input_invalid'],
      [{ id: 'a-17', roles: 'agent' }, 'input_invalid'],
      [{ roles: ['agent'] }, 'input_invalid'],
    ]) {
      const desk = await serve(door, [route(show)], { resolveActor: async () => actor })
      expect((await desk.ask('/x')).body).toMatchObject({ status: 403, code: 'access_denied' })
      expect(desk.records()).toMatchObject([{ effect: 'deny', reason }])
    }
  })

  it('T48: with a uniform 404 what is denied and what is not there look the same', async () => {
    const find: Spec['work'] = async ({ access, params, status }) => {
      const row = { 'm-1': aiko, 'm-2': { ...aiko, id: 'm-2', repId: 'x' } }[params['id'] as string]
      if (row) return access.read('member', row)
      status(404)
      return null
    }
    const desk = await serve(door, [route(find, { path: '/members/:id' })], {
      denialStatus: 404,
      requireView: true,
    })
    const strip = ({ status, headers, body }: Awaited<ReturnType<typeof desk.ask>>) => {
      const { request: _, ...rest } = body
      return { status, type: headers['content-type'], cache: headers['cache-control'], rest }
    }
    const [shown, hidden, missing] = [
      await desk.ask('/members/m-1'),
      await desk.ask('/members/m-2'),
      await desk.ask('/members/m-3'),
    ]
    expect(shown.status).toBe(200)
    expect(strip(hidden)).toEqual(strip(missing))
    expect(hidden.status).toBe(404)
  })
})
