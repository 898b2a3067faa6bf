import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWelearn } from '../../examples/welearn/open.js'
import { createApp as overExpress } from '../../examples/welearn-express/app.js'
import { createApp as overFastify } from '../../examples/welearn-fastify/app.js'
import type { AuditRecord } from '../../src/index.js'
import type { Ask } from '../http/client.js'
import { listening, type Served } from '../http/doors.js'

const MEMBERS = 60
let welearn: Awaited<ReturnType<typeof openWelearn>>
beforeAll(async () => {
  welearn = await openWelearn(MEMBERS)
}, 60_000)
afterAll(() => welearn.close())

const letters: string[] = []
const send = async ({ email }: { readonly email: string }) => void letters.push(email)

describe.each([
  ['Express', async () => listening(createServer(overExpress(welearn.gate, welearn.db, send)))],
  [
    'Fastify',
    async () => {
      const app = await overFastify(welearn.gate, welearn.db, send)
      await app.ready()
      return listening(app.server)
    },
  ],
])('the site of WeLearn over %s', (_, open) => {
  let site: Served
  beforeAll(async () => {
    site = await open()
  })
  afterAll(() => site.close())
  const as = (token: string, path: string, options: Ask = {}) =>
    site.ask(path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } })
  const mine = () =>
    welearn.seed.member.find(({ repId }) => repId === 'e-11') as { id: string; cardNumber: string | null }

  it('shows agents the members they look after, with the card masked, and colleagues nothing', async () => {
    const { id } = mine()
    const { status, body } = await as('agent', `/staff/members/${id}`)
    expect([status, body['id'], 'cardSecurityCode' in body, 'birthDate' in body]).toEqual([
      200,
      id,
      false,
      false,
    ])
    expect(String(body['cardNumber'] ?? '****')).toMatch(/^\*/)
    expect((await as('colleague', `/staff/members/${id}`)).body).toMatchObject({
      status: 403,
      code: 'access_denied',
    })
    expect((await as('marketer', `/staff/members/${id}`)).body).toMatchObject({
      status: 403,
      code: 'role_not_permitted',
    })
    expect((await as('agent', '/staff/members/m-none')).status).toBe(404)
  })

  it('lists the members of an agent, and counts those who are not theirs', async () => {
    const { body } = await as('agent', '/staff/members')
    const members = body['members'] as { repId: string }[]
    expect(members.length).toBeGreaterThan(0)
    expect(members.every(({ repId }) => repId === 'e-11')).toBe(true)
    expect(members.length + Number(body['refused'])).toBe(MEMBERS)
  })

  it('shows members their own page, and lets them correct it', async () => {
    const { id } = mine()
    expect((await as(`member:${id}`, '/me')).body['id']).toBe(id)
    const headers = { 'content-type': 'application/json' }
    const changed = await as(`member:${id}`, '/me', {
      method: 'PATCH',
      headers,
      body: '{"phone":"090-1234-5678"}',
    })
    expect(changed.body['phone']).toBe('090-1234-5678')
    expect((await as(`member:${id}`, `/staff/members/${mine().id === 'm-1' ? 'm-2' : 'm-1'}`)).status).toBe(
      403,
    )
  })

  it('sends the newsletter to those who agreed, and to nobody else', async () => {
    letters.length = 0
    const { status, body } = await as('newsletter', '/jobs/newsletter', { method: 'POST' })
    expect([status, body['sent']]).toEqual([200, letters.length])
    expect(Number(body['sent']) + Number(body['refused'])).toBe(MEMBERS)
    expect(letters.length).toBeGreaterThan(0)
    const byAgent = await as('agent', '/jobs/newsletter', { method: 'POST' })
    expect(byAgent.body).toEqual({ sent: 0, refused: MEMBERS })
  })

  it('knows nobody without a session, and says that it lives', async () => {
    expect((await site.ask('/me')).body).toMatchObject({
      status: 403,
      contact: 'WeLearn Community Customer Support',
    })
    expect((await site.ask('/health')).text).toBe('ok')
  })

  it('has recorded it all, by route and without a value', () => {
    const text = readFileSync(welearn.trail, 'utf8')
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditRecord)
    const routes = new Set(records.flatMap(({ http }) => (http ? [`${http.method} ${http.route}`] : [])))
    expect([...routes].sort()).toEqual([
      'GET /me',
      'GET /staff/members',
      'GET /staff/members/:id',
      'PATCH /me',
      'POST /jobs/newsletter',
    ])
    for (const { email, name } of welearn.seed.member)
      expect([text.includes(email), text.includes(name)]).toEqual([false, false])
  })
})
