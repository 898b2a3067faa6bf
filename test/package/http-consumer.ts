// what a stranger writes behind the HTTP doors, checked against the declarations in the tarball, as ESM and as CommonJS
import express from 'express'
import fastify from 'fastify'
import { createGate, definePolicy } from 'purposebound'
import { purposebound as overExpress } from 'purposebound/express'
import { bound, purposebound as overFastify } from 'purposebound/fastify'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { z } from 'zod'

const policy = definePolicy({
  name: 'shop',
  version: '1',
  categories: ['identity', 'contact'],
  resources: {
    member: {
      schema: z.object({ id: z.string(), name: z.string(), email: z.email() }),
      subject: 'id',
      fields: { id: 'key', name: 'identity', email: 'contact' },
    },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
})
declare module 'purposebound/fastify' {
  interface Register {
    policy: typeof policy
  }
}
const gate = createGate({ policy, consents: memoryStore(), audit: memorySink({}) })
const row = { id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com' }

export function overExpressApp() {
  const { protect, purpose } = overExpress({ gate, resolveActor: () => ({ id: 'a-1', roles: ['agent'] }) })
  const app = express()
  protect(app)
  app.get('/members/:id', purpose('support'), async (req, res) => {
    const id: string = req.params.id
    const view = await req.access.read('member', { ...row, id })
    // @ts-expect-error: the purpose does not use it
    view.email
    res.json(view)
  })
  // @ts-expect-error: the policy knows no such purpose
  purpose('suport')
  return app
}

export async function overFastifyApp() {
  const app = fastify()
  await app.register(overFastify, { gate, resolveActor: () => null, enforce: 'all' })
  app.get('/members', { config: { purpose: 'support' } }, async (request) => {
    const view = await request.access.read('member', row)
    // @ts-expect-error: the purpose does not use it
    view.email
    return view
  })
  app.get<{ Params: { id: string } }>(
    '/members/:id',
    bound('support', async (request) => request.access.read('member', { ...row, id: request.params.id })),
  )
  // @ts-expect-error: the policy knows no such purpose
  app.get('/x', { config: { purpose: 'suport' } }, async () => 1)
  return app
}
