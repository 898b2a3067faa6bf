import { createServer, request } from 'node:http'
import express5, { type Express, type Response } from 'express'
import express4 from 'express4'
import { describe, expect, it } from 'vitest'
import { purposebound, sendViews, viewStream } from '../../src/express/index.js'
import type { Access } from '../../src/index.js'
import { testGate } from '../../src/testing/index.js'
import { askAndLeave } from '../http/client.js'
import { listening } from '../http/doors.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'

type Support = Access<typeof shop, 'support'>

async function* broken() {
  yield aiko
  throw new Error('cursor lost')
}
async function* brokenAtOnce() {
  for (const row of [aiko]) {
    if (row) throw new Error('cursor lost')
    yield row
  }
}

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s: a stream of views', (_, express) => {
  async function open(
    work: (access: Support, res: Response) => unknown,
    build: (app: Express) => void = () => {},
  ) {
    const { gate, records } = testGate({ policy: shop })
    const app = express()
    app.set('env', 'test')
    const door = purposebound({ gate, resolveActor: () => agent, requireView: true, onWarning: () => {} })
    door.protect(app)
    build(app)
    app.get(
      '/x',
      door.bound('support', (req, res) => work(req.access, res as never)),
    )
    app.use(door.problems)
    const served = await listening(createServer(app))
    return { ...served, gate, records: () => trail(records) }
  }
  type Opened = Awaited<ReturnType<typeof open>>
  const outcomes = async (desk: Opened) => {
    for (let turn = 0; turn < 200 && !desk.records().some(({ type }) => type === 'outcome'); turn++)
      await new Promise((resolve) => setTimeout(resolve, 2))
    return desk.records().flatMap(({ outcome }) => outcome?.status ?? [])
  }

  it('leaves line by line, and is recorded once', async () => {
    const desk = await open((access, res) => sendViews(res, access.stream('member', [aiko, aiko])))
    const { status, text, headers } = await desk.ask('/x')
    expect([status, text.trim().split('\n').length]).toEqual([200, 2])
    expect([headers['content-type'], headers['cache-control']]).toEqual([
      'application/x-ndjson',
      'private, no-store',
    ])
    expect(await outcomes(desk)).toEqual(['released'])
    await desk.close()
  })

  it('writes columns in quotes, and nothing that a caller makes', async () => {
    const csv = { csv: ['name', 'cardNumber'] }
    const desk = await open((access, res) => sendViews(res, access.stream('member', [aiko]), csv))
    expect((await desk.ask('/x')).text).toBe('"Aiko Sato","************4242"\r\n')
    expect(() => viewStream([] as never, (() => 'x') as never)).toThrow('format')
    await desk.close()
  })

  it.each<[string, number | undefined, (access: Support, res: Response) => unknown]>([
    [
      'its source fails, sent',
      undefined,
      (access, res) => sendViews(res, access.stream('member', broken(), { size: 1 })),
    ],
    [
      'its source fails at once, sent',
      500,
      (access, res) => sendViews(res, access.stream('member', brokenAtOnce())),
    ],
    [
      'its resource is unknown, sent',
      403,
      (access, res) => sendViews(res, access.stream('nobody' as never, [])),
    ],
    ['a row is no view, sent', 500, (_, res) => sendViews(res, [{ views: [aiko] }] as never)],
    [
      'its source fails, piped',
      undefined,
      (access, res) => void viewStream(access.stream('member', broken(), { size: 1 })).pipe(res),
    ],
    [
      'its resource is unknown, piped',
      undefined,
      (access, res) => void viewStream(access.stream('nobody' as never, [])).pipe(res),
    ],
    [
      'a row is no view, piped',
      undefined,
      (_, res) => void viewStream([{ views: [aiko] }] as never).pipe(res),
    ],
  ])('ends the response and not the process: %s', async (_, status, work) => {
    const desk = await open(work)
    const answer = await desk.ask('/x').catch(() => undefined)
    expect(answer?.status).toBe(status)
    expect(String(answer?.text)).not.toMatch(/Aiko|cursor/)
    await desk.close()
  })

  it.each([true, false])('is closed with its source when the client leaves', async (sent) => {
    let closed = 0
    async function* endless() {
      try {
        for (;;) {
          yield { ...aiko, tags: ['x'.repeat(10_000)] }
          await new Promise((resolve) => setImmediate(resolve))
        }
      } finally {
        closed++
      }
    }
    const desk = await open((access, res) => {
      const pages = access.stream('member', endless(), { size: 1 })
      return sent ? sendViews(res, pages) : void viewStream(pages).pipe(res)
    })
    await askAndLeave(desk.port, '/x')
    expect(await outcomes(desk)).toEqual(['aborted'])
    expect(closed).toBe(1)
    await desk.close()
  })

  it('is followed by nothing that is no view', async () => {
    const desk = await open(async (access, res) => {
      for await (const chunk of viewStream(access.stream('member', [aiko]))) res.write(chunk)
      res.end('SECRET')
    })
    const answer = await desk.ask('/x').catch(() => undefined)
    expect(String(answer?.text)).not.toContain('SECRET')
    await desk.close()
  })

  it('is followed by no trailers', async () => {
    const desk = await open(async (access, res) => {
      for await (const chunk of viewStream(access.stream('member', [aiko]))) res.write(chunk)
      res.addTrailers({ 'x-name': 'SECRET' })
      res.end()
    })
    const trailers = await new Promise((resolve) =>
      request({ port: desk.port, path: '/x' }, (answer) =>
        answer.resume().on('end', () => resolve(answer.trailers)),
      ).end(),
    )
    expect(trailers).toEqual({})
    await desk.close()
  })

  it('cannot be changed on its way', async () => {
    const desk = await open(async (access, res) => {
      for await (const chunk of viewStream(access.stream('member', [aiko]))) {
        chunk.write('SECRET')
        res.write(chunk)
      }
      res.end()
    })
    const { status, text } = await desk.ask('/x')
    expect([status, text.includes('SECRET')]).toEqual([200, false])
    await desk.close()
  })

  it.each<[string, (desk: Opened) => Promise<object>]>([
    ['another access', ({ gate }) => gate.for('support', { actor: agent }).read('member', aiko)],
    [
      'another purpose',
      ({ gate }) => gate.for('research', { actor: { ...agent, roles: ['analyst'] } }).read('member', aiko),
    ],
  ])('and a body carry no view of %s', async (_, make) => {
    let view: object = {}
    let streams = true
    const desk = await open((_access, res) =>
      streams ? sendViews(res, [{ views: [view] }] as never) : res.json(view),
    )
    view = await make(desk)
    expect((await desk.ask('/x')).body['code']).toBe('unprojected_body')
    streams = false
    expect((await desk.ask('/x')).body['code']).toBe('unprojected_body')
    await desk.close()
  })

  it('of no rows has its permit before it leaves', async () => {
    const desk = await open((access, res) => sendViews(res, access.stream('member', [])))
    expect((await desk.ask('/x')).status).toBe(200)
    expect(desk.records().filter(({ effect }) => effect === 'permit')).toHaveLength(1)
    await desk.close()
  })
})
