import express from 'express'
import { describe, expectTypeOf, it } from 'vitest'
import { purposebound } from '../../src/express/index.js'
import type { Access, Gate, Masked } from '../../src/index.js'
import type { aiko, shop } from '../shop.js'

type Shop = typeof shop
declare const gate: Gate<Shop>
declare const row: typeof aiko
const { purpose, bound } = purposebound({ gate, resolveActor: () => null })
const app = express()

describe('express: types', () => {
  it('the handlers behind `purpose` have the access of that purpose, and the params of their path', () => {
    app.get('/members/:id', purpose('support'), express.json(), async (req, res) => {
      expectTypeOf(req.access).toEqualTypeOf<Access<Shop, 'support'>>()
      expectTypeOf(req.params.id).toEqualTypeOf<string>()
      const view = await req.access.read('member', row)
      expectTypeOf(view.cardNumber).toEqualTypeOf<Masked | undefined>()
      res.json(view)
    })
  })

  it('several purposes make an access of either', () => {
    app.get('/members/:id', purpose(['support', 'research']), (req) => {
      expectTypeOf(req.access.purpose).toEqualTypeOf<'support' | 'research'>()
    })
  })

  it('a route without a purpose has none', () => {
    app.get('/open', (req) => expectTypeOf(req.access).toBeUnknown())
    app.get('/health', purpose('none', { reason: 'no data' }), (req) =>
      expectTypeOf(req.access).toBeUnknown(),
    )
  })

  it('`bound` keeps the access where a route names its generics', () => {
    app.get<{ id: string }, unknown, { note: string }>(
      '/members/:id',
      bound('support', async (req, res) => {
        expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
        expectTypeOf(req.body).toEqualTypeOf<{ note: string }>()
        expectTypeOf(req.access).toEqualTypeOf<Access<Shop, 'support'>>()
        res.json(await req.access.read('member', row))
      }),
    )
  })

  it('a request can be handed on to whoever takes any', () => {
    const tell = (req: express.Request) => req.path
    app.get('/x', purpose('support'), (req) => void tell(req))
  })

  it('an unknown purpose does not compile, nor `none` without a reason', () => {
    // @ts-expect-error: the policy knows no such purpose
    purpose('suport')
    // @ts-expect-error: the policy knows no such purpose
    bound('suport', () => {})
    // @ts-expect-error: why not?
    purpose('none')
  })
})
