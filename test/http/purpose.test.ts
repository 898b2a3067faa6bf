import { describe, expect, it } from 'vitest'
import { agent, aiko } from '../shop.js'
import { doors, type Spec } from './doors.js'
import { member, serve, show } from './serve.js'

const two: Spec = { path: '/members/:id', purpose: ['support', 'research'], work: show }
const ticketed: Spec = {
  path: '/members/:id',
  purpose: 'audit',
  work: ({ access }) => access.read('member', aiko),
}
const auditor = { ...agent, roles: ['auditor'] }

describe.each(doors)('$name: a route declares its purpose', (door) => {
  it('the handler gets an access for it, and the client the view', async () => {
    const desk = await serve(door, [member])
    const { status, body } = await desk.ask('/members/m-1')
    expect([status, body['name'], body['cardNumber']]).toEqual([200, 'Aiko Sato', '************4242'])
    expect(desk.records()).toMatchObject([
      {
        type: 'decision',
        effect: 'permit',
        purpose: 'support',
        http: { method: 'GET', route: '/members/:id' },
      },
    ])
  })

  it('an unknown purpose is an error before anything is served', async () => {
    await expect(serve(door, [{ ...member, purpose: 'suport' }])).rejects.toMatchObject({
      code: 'config_invalid',
    })
    for (const purpose of ['', ' support', '__proto__', 'constructor', [], ['support', 'x']])
      await expect(
        serve(door, [{ ...member, purpose }], { purposeHeader: 'x-purpose' }),
      ).rejects.toMatchObject({
        code: 'config_invalid',
      })
  })

  it('no header is read unless it is named', async () => {
    const desk = await serve(door, [member])
    const headers = { 'x-purpose': 'research', purpose: 'research' }
    expect((await desk.ask('/members/m-1', { headers })).status).toBe(200)
    expect(desk.records()).toMatchObject([{ purpose: 'support' }])
  })

  it('several purposes without a header to choose by are an error before anything is served', async () => {
    await expect(serve(door, [two])).rejects.toMatchObject({ code: 'config_invalid' })
  })

  it('of several purposes the client chooses one, and no other', async () => {
    const analyst = { ...agent, roles: ['agent', 'analyst'] }
    const options = { purposeHeader: 'X-Purpose', resolveActor: () => analyst }
    const desk = await serve(door, [two], options)
    const chosen = async (purpose?: string | string[]) => {
      const { status, body } = await desk.ask(
        '/members/m-1',
        purpose === undefined ? {} : { headers: { 'x-purpose': purpose } },
      )
      return [status, body['code'] ?? body['name']]
    }
    expect(await chosen('support')).toEqual([200, 'Aiko Sato'])
    expect(await chosen('research')).toEqual([200, undefined])
    expect(await chosen('direct_mail')).toEqual([403, 'purpose_not_allowed_here'])
    expect(await chosen('nonsense')).toEqual([403, 'purpose_unknown'])
    expect(await chosen('Support')).toEqual([403, 'purpose_unknown'])
    expect(await chosen(['support', 'support'])).toEqual([403, 'purpose_unknown'])
    expect(await chosen('')).toEqual([403, 'purpose_missing'])
    expect(await chosen()).toEqual([403, 'purpose_missing'])
    expect(desk.records().filter(({ effect }) => effect === 'deny')).toHaveLength(6)
  })

  it('a header cannot widen a route of one purpose', async () => {
    const desk = await serve(door, [member], { purposeHeader: 'x-purpose' })
    const { status, body } = await desk.ask('/members/m-1', { headers: { 'x-purpose': 'research' } })
    expect([status, body['code']]).toEqual([403, 'purpose_not_allowed_here'])
  })

  it.each([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a promise of nobody', async () => undefined],
    [
      'a throw',
      () => {
        throw new Error('Aiko Sato')
      },
    ],
    ['a rejection', () => Promise.reject(new Error('Aiko Sato'))],
    ['no answer in time', () => new Promise(() => {})],
  ])('%s in the place of an actor is a denial, and the handler never runs', async (_, resolveActor) => {
    let ran = false
    const route: Spec = {
      ...member,
      work: () => {
        ran = true
        return null
      },
    }
    const desk = await serve(door, [route], { resolveActor, deadlineMs: 20 })
    const { status, body, text } = await desk.ask('/members/m-1')
    expect([status, body['code'], ran]).toEqual([403, 'access_denied', false])
    expect(text).not.toContain('Aiko')
    expect(desk.records()).toMatchObject([{ effect: 'deny', reason: 'actor_unresolved', purpose: 'support' }])
  })

  it('a missing justification is a 400 that says so, and one that is given is recorded', async () => {
    const options = {
      resolveActor: () => auditor,
      resolveJustification: (request: { headers: { [name: string]: string } }) => request.headers['x-ticket'],
    }
    const desk = await serve(door, [ticketed], options)
    const without = await desk.ask('/members/m-1')
    expect([without.status, without.body['code']]).toEqual([400, 'justification_required'])
    const withOne = await desk.ask('/members/m-1', { headers: { 'x-ticket': 'INC-7' } })
    expect(withOne.status).toBe(200)
    expect(desk.records()).toMatchObject([
      { effect: 'deny', reason: 'justification_required' },
      { effect: 'permit', justification: 'INC-7' },
    ])
  })

  it.each<[string, () => unknown, number]>([
    ['that comes later', async () => 'INC-7', 200],
    ['that rejects', () => Promise.reject(new Error('no ticket')), 400],
    ['that never comes', () => new Promise(() => {}), 400],
  ])('a justification %s is waited for, in time', async (_, resolveJustification, status) => {
    const options = { resolveActor: () => auditor, resolveJustification, deadlineMs: 50 }
    const desk = await serve(door, [ticketed], options)
    expect((await desk.ask('/members/m-1')).status).toBe(status)
  })

  it.each([
    [{ resolveActor: undefined }],
    [{ gate: undefined }],
    [{ gate: {} }],
    [{ enforce: 'some' }],
    [{ requireView: 'yes' }],
    [{ denialStatus: 200 }],
    [{ purposeHeader: 'X-Forwarded-Purpose' }],
    [{ purposeHeader: 'x purpose' }],
    [{ cacheControl: '' }],
    [{ deadlineMs: 0 }],
    [{ resolvActor: () => agent }],
  ])('the options %j are refused where they are given', async (options) => {
    await expect(serve(door, [member], options)).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
