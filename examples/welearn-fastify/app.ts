import type { PGlite } from '@electric-sql/pglite'
import fastify, { type FastifyInstance } from 'fastify'
import type { Gate } from 'purposebound'
import { bound, purposebound } from 'purposebound/fastify'
import { memberRepository } from '../welearn/members.js'
import { type Letter, sendNewsletter } from '../welearn/newsletter.js'
import type { Welearn } from '../welearn/policy.js'
import { actorOf, memberIdOf } from '../welearn/sessions.js'

declare module 'purposebound/fastify' {
  interface Register {
    policy: Welearn
  }
}

/** The site of WeLearn: the desk of its staff, the page of each member, and the job that sends the newsletter. */
export async function createApp(
  gate: Gate<Welearn>,
  db: PGlite,
  send: (letter: Letter) => Promise<void>,
): Promise<FastifyInstance> {
  const repository = memberRepository(db)
  const members = gate.guard('member', { findById: 'one', list: 'many', update: 'update' }, repository)

  const app = fastify()
  await app.register(purposebound, {
    gate,
    resolveActor: (request) => actorOf(request.headers.authorization),
    requireView: true, // a row that was not released by the gate does not leave
    enforce: 'all', // a route that declares no purpose fails the start
  })

  // the desk of the staff
  app.get<{ Params: { id: string } }>(
    '/staff/members/:id',
    bound('support', async (request, reply) => {
      const member = await members.with(request.access).findById(request.params.id)
      return member ?? reply.code(404).send(null)
    }),
  )
  app.get('/staff/members', { config: { purpose: 'support' } }, async (request) => {
    const { views, refused } = await members.with(request.access).list()
    return { members: views, refused: refused.length }
  })

  // the page of a member
  app.get('/me', { config: { purpose: 'support' } }, async (request) =>
    members.with(request.access).findById(memberIdOf(request.headers.authorization)),
  )
  app.patch<{ Body: { phone: string } }>(
    '/me',
    bound('support', async (request) => {
      const [own, id] = [members.with(request.access), memberIdOf(request.headers.authorization)]
      await own.update(id, { phone: String(request.body?.phone) })
      return own.findById(id)
    }),
  )

  // a job, started by a scheduler
  app.post('/jobs/newsletter', { config: { purpose: 'direct_mail' } }, async (request) =>
    sendNewsletter(request.access, await repository.list(), send),
  )

  const open = { config: { purpose: 'none', reason: 'says only that the process lives' } } as const
  app.get('/health', open, async () => 'ok')
  return app
}
