import fastify, { type FastifyRequest } from 'fastify'
import { describe, expectTypeOf, it } from 'vitest'
import type { MemberRow } from '../../examples/welearn/members.js'
import type { Welearn } from '../../examples/welearn/policy.js'
import { bound, purposebound } from '../../src/fastify/index.js'
import type { Access, Gate, Masked } from '../../src/index.js'

declare const gate: Gate<Welearn>
declare const row: MemberRow
const app = fastify()

describe('fastify: types', () => {
  it('the plugin takes a gate of the policy that was registered', () => {
    void app.register(purposebound, { gate, resolveActor: () => null })
    // @ts-expect-error: an actor has an id
    void app.register(purposebound, { gate, resolveActor: () => ({ roles: [] }) })
  })

  it('a handler has the access of the purpose in `config`', () => {
    app.get('/members/:id', { config: { purpose: 'support' } }, async (request) => {
      expectTypeOf(request.access).toEqualTypeOf<Access<Welearn, 'support'>>()
      const view = await request.access.read('member', row)
      expectTypeOf(view.cardNumber).toEqualTypeOf<Masked | null | undefined>()
      return view
    })
    app.route({
      method: 'GET',
      url: '/x',
      config: { purpose: 'usage_analysis', strings: ['cursor'] },
      handler: (request) => expectTypeOf(request.access).toEqualTypeOf<Access<Welearn, 'usage_analysis'>>(),
    })
  })

  it('several purposes make an access of either', () => {
    app.get('/members/:id', { config: { purpose: ['support', 'usage_analysis'] } }, (request) => {
      expectTypeOf(request.access.purpose).toEqualTypeOf<'support' | 'usage_analysis'>()
    })
  })

  it('a route without a purpose has none', () => {
    app.get('/open', (request) => expectTypeOf(request.access).toBeUnknown())
    const config = { purpose: 'none', reason: 'no data' } as const
    app.get('/health', { config }, (request) => expectTypeOf(request.access).toBeUnknown())
  })

  it('`bound` keeps the access where a route names its generics', () => {
    app.get<{ Params: { id: string } }>(
      '/members/:id',
      bound('support', async (request) => {
        expectTypeOf(request.params).toEqualTypeOf<{ id: string }>()
        expectTypeOf(request.access).toEqualTypeOf<Access<Welearn, 'support'>>()
        return request.access.read('member', row)
      }),
    )
  })

  it('a request can be handed on to whoever takes any', () => {
    const tell = (request: FastifyRequest) => request.url
    app.get('/x', { config: { purpose: 'support' } }, (request) => void tell(request))
  })

  it('an unknown purpose does not compile', () => {
    // @ts-expect-error: the policy knows no such purpose
    app.get('/x', { config: { purpose: 'suport' } }, () => 1)
    bound(
      // @ts-expect-error: the policy knows no such purpose
      'suport',
      () => 1,
    )
  })
})
