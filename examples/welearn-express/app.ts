import type { PGlite } from '@electric-sql/pglite'
import express, { type Express } from 'express'
import type { Gate } from 'purposebound'
import { purposebound } from 'purposebound/express'
import { memberRepository } from '../welearn/members.js'
import { type Letter, sendNewsletter } from '../welearn/newsletter.js'
import type { Welearn } from '../welearn/policy.js'
import { actorOf, memberIdOf } from '../welearn/sessions.js'

/** The site of WeLearn: the desk of its staff, the page of each member, and the job that sends the newsletter. */
export function createApp(gate: Gate<Welearn>, db: PGlite, send: (letter: Letter) => Promise<void>): Express {
  const { protect, purpose, problems } = purposebound({
    gate,
    resolveActor: (req) => actorOf(req.headers.authorization),
    requireView: true, // a row that was not released by the gate does not leave
    enforce: 'all', // a route that declares no purpose fails the start
  })
  const repository = memberRepository(db)
  const members = gate.guard('member', { findById: 'one', list: 'many', update: 'update' }, repository)

  const app = express()
  protect(app)
  app.use(express.json())

  // the desk of the staff
  app.get('/staff/members/:id', purpose('support'), async (req, res) => {
    const member = await members.with(req.access).findById(req.params.id)
    res.status(member ? 200 : 404).json(member ?? null)
  })
  app.get('/staff/members', purpose('support'), async (req, res) => {
    const { views, refused } = await members.with(req.access).list()
    res.json({ members: views, refused: refused.length })
  })

  // the page of a member
  app.get('/me', purpose('support'), async (req, res) => {
    res.json(await members.with(req.access).findById(memberIdOf(req.headers.authorization)))
  })
  app.patch('/me', purpose('support'), async (req, res) => {
    const [own, id] = [members.with(req.access), memberIdOf(req.headers.authorization)]
    await own.update(id, { phone: String(req.body?.phone) })
    res.json(await own.findById(id))
  })

  // a job, started by a scheduler
  app.post('/jobs/newsletter', purpose('direct_mail'), async (req, res) => {
    res.json(await sendNewsletter(req.access, await repository.list(), send))
  })

  app.get('/health', purpose('none', { reason: 'says only that the process lives' }), (_req, res) => {
    res.send('ok')
  })
  app.use(problems)
  return app
}
