import { describe, expect, it } from 'vitest'
import { currentAccess } from '../../src/context/index.js'
import { agent, aiko, mailer, shop } from '../shop.js'
import { doors, type Spec } from './doors.js'
import { policyOf } from './policy-of.js'
import { member, serve } from './serve.js'

const stranger = { ...aiko, repId: 'somebody' }
const denied: Spec = { ...member, work: ({ access }) => access.read('member', stranger) }
const mail: Spec = { ...member, purpose: 'direct_mail' }

describe.each(doors)('$name: a denial', (door) => {
  it('is a problem with the id of the request and whom to ask, and holds no data', async () => {
    const desk = await serve(door, [denied], {}, { policy: policyOf({ contact: 'privacy@example.com' }) })
    const { status, headers, body, text } = await desk.ask('/members/m-1')
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      403,
      'application/problem+json; charset=utf-8',
      'private, no-store',
    ])
    const [record] = desk.records()
    expect(body).toEqual({
      type: 'urn:purposebound:problem:access_denied',
      title: 'access denied',
      status: 403,
      code: 'access_denied',
      request: record?.request,
      contact: 'privacy@example.com',
    })
    expect(record).toMatchObject({ effect: 'deny', reason: 'condition_not_met' })
    expect(text).not.toMatch(/m-1|a-17|Aiko|condition/)
  })

  it('bears no header that the handler made of the row', async () => {
    const work: Spec['work'] = ({ access, header, raw }) => {
      header('content-disposition', 'attachment; filename="Aiko.pdf"')
      header('etag', '"Aiko"')
      header('x-name', 'Aiko')
      raw.setHeader('x-raw', 'Aiko')
      raw.setHeader('set-cookie', ['name=Aiko'])
      raw.appendHeader?.('link', '</Aiko>')
      raw.statusMessage = 'Aiko'
      return access.read('member', { ...aiko, tenant: 't-2' })
    }
    for (const requireView of [true, false]) {
      const desk = await serve(door, [{ ...denied, work }], { requireView })
      const { status, headers } = await desk.ask('/members/m-1')
      expect([status, JSON.stringify(headers).includes('Aiko')]).toEqual([403, false])
    }
  })

  it('tells nothing about a person: what they said, whose row it is, whether there is one', async () => {
    const say = async (work: Spec['work'], options = {}) => {
      const { ask } = await serve(door, [{ ...mail, work }], { resolveActor: () => mailer, ...options })
      const { request: _, ...body } = (await ask('/members/m-1')).body
      return body
    }
    const missing = await say(({ access }) => access.read('member', aiko))
    const elsewhere = await say(({ access }) => access.read('member', { ...aiko, tenant: 't-2' }))
    const nobody = await say(({ access }) => access.read('member', undefined as never))
    expect(missing).toEqual({
      type: expect.any(String),
      title: 'access denied',
      status: 403,
      code: 'access_denied',
    })
    expect(elsewhere).toEqual(missing)
    expect(nobody).toEqual(missing)
  })

  it.each([
    ['role_not_permitted', { resolveActor: () => ({ ...agent, roles: [] }) }],
    ['role_expired', { resolveActor: () => ({ ...agent, roles: ['trainee'] }) }],
  ])('says %s, which is about who asks', async (code, options) => {
    const gate = { now: '2026-11-24T00:00:00Z' }
    const desk = await serve(door, [member], options, gate)
    expect((await desk.ask('/members/m-1')).body).toMatchObject({ status: 403, code })
  })

  it('is a 404 by option, and then looks like what is not there', async () => {
    const gone: Spec = {
      path: '/gone',
      purpose: 'support',
      work: ({ status }) => {
        status(404)
        return { message: 'no member m-9' }
      },
    }
    const desk = await serve(door, [denied, gone], { denialStatus: 404, requireView: true })
    const [hidden, missing] = [await desk.ask('/members/m-1'), await desk.ask('/gone')]
    const same = ({ status, headers, body: { request: _, ...body } }: typeof hidden) => {
      const { date: _date, 'content-length': _length, ...rest } = headers
      return { status, headers: rest, body }
    }
    expect(same(hidden)).toEqual(same(missing))
    expect(same(hidden)).toMatchObject({ status: 404, body: { title: 'Not Found' } })
    expect(desk.records()[0]).toMatchObject({ reason: 'condition_not_met' })
  })

  it('keeps the 400 of a missing justification where others are a 404', async () => {
    const options = { denialStatus: 404, resolveActor: () => ({ ...agent, roles: ['auditor'] }) }
    const desk = await serve(door, [{ ...member, purpose: 'audit' }], options)
    expect((await desk.ask('/members/m-1')).status).toBe(400)
  })

  it('without a trail is a 503, and nothing leaves', async () => {
    const broken = { name: 'broken', durability: 'memory', write: () => Promise.reject(new Error('Aiko')) }
    const desk = await serve(door, [member], {}, { audit: broken })
    const { status, body, text } = await desk.ask('/members/m-1')
    expect([status, body['code']]).toEqual([503, 'access_denied'])
    expect(text).not.toContain('Aiko')
  })

  it('of the input to a write is a 400 without its values', async () => {
    const work: Spec['work'] = ({ access }) => access.update('member', aiko, { email: 'no address' } as never)
    const desk = await serve(door, [{ ...member, work }])
    const { status, body, text } = await desk.ask('/members/m-1')
    expect([status, body['code']]).toEqual([400, 'input_invalid'])
    expect(text).not.toContain('no address')
  })

  it('of a lost context is one too', async () => {
    const desk = await serve(door, [{ ...member, work: () => currentAccess('research') }])
    expect((await desk.ask('/members/m-1')).body).toMatchObject({ status: 403, code: 'access_denied' })
  })

  it('comes before the body of a handler that goes on regardless', async () => {
    const work: Spec['work'] = async ({ access }) => {
      await access.read('member', stranger).catch(() => {})
      return stranger
    }
    const desk = await serve(door, [{ ...member, work }], { requireView: true })
    expect((await desk.ask('/members/m-1')).body).toMatchObject({ status: 500, code: 'unprojected_body' })
  })

  it('by a gate that is closed is a 503', async () => {
    const desk = await serve(door, [member])
    await desk.gate.close()
    expect((await desk.ask('/members/m-1')).body).toMatchObject({ status: 503, code: 'gate_closed' })
  })

  it('leaves errors of the app as they are, but for their text where views are required', async () => {
    const work = () => {
      throw Object.assign(new Error(`no room for ${aiko.email}`), { status: 507, statusCode: 507 })
    }
    const desk = await serve(door, [{ ...member, work }], { requireView: true })
    const { status, body, text } = await desk.ask('/members/m-1')
    expect([status, body['title'], text.includes('aiko')]).toEqual([507, 'Insufficient Storage', false])
    expect(shop.name).toBe('shop')
  })
})
