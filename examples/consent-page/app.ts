import { createHash } from 'node:crypto'
import fastify, { type FastifyInstance } from 'fastify'
import { type Gate, isPurposeboundError } from 'purposebound'
import { consentPage, type Language, noticeText } from './page.js'
import { type Asked, asked, type Shop } from './policy.js'
import { isOwn, Sessions } from './sessions.js'

const mailer = { id: 'newsletter', kind: 'service', roles: ['mailer'] } as const
const rows = new Map([
  ['m-1', { id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com' }],
  ['m-2', { id: 'm-2', name: 'Ben Mori', email: 'ben@example.com' }],
])

/** The page on which a person who has logged in sees what they agreed to, agrees, and withdraws. */
export function createApp(gate: Gate<Shop>): FastifyInstance {
  const sessions = new Sessions()
  const app = fastify()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_, body, done) => done(null, new URLSearchParams(String(body))),
  )

  // in earnest: a password, or an identity provider
  app.post<{ Body: URLSearchParams }>('/login', async ({ body }, reply) => {
    const member = body.get('member') ?? ''
    if (!rows.has(member)) return reply.code(403).send('who are you?')
    return reply.header('set-cookie', sessions.open(member)).redirect('/consent', 303)
  })
  app.get('/login', async (_, reply) =>
    reply
      .type('text/html')
      .send('<form method="post"><input name="member" value="m-1"><button>log in</button></form>'),
  )

  app.get('/consent', async ({ headers }, reply) => {
    const session = sessions.of(headers.cookie)
    if (!session) return reply.redirect('/login', 303)
    const standing = await gate.consents.state(session.member)
    return reply
      .type('text/html')
      .send(consentPage(standing, languageOf(headers['accept-language']), session.csrf))
  })

  app.post<{ Params: { purpose: string; verb: string }; Body: URLSearchParams }>(
    '/consent/:purpose/:verb',
    async ({ params: { purpose, verb }, body, headers }, reply) => {
      const session = sessions.of(headers.cookie)
      if (!session || !isOwn(session, body.get('csrf') ?? ''))
        return reply.code(403).send('not from your page')
      if (!isAsked(purpose)) return reply.code(404).send('no such purpose')
      const said = { subject: session.member, purposes: [purpose], method: 'web_page' } as const
      const language = languageOf(headers['accept-language'])
      const sha256 = createHash('sha256').update(noticeText(language)).digest('hex')
      if (verb === 'withdraw') await gate.consents.withdraw(said)
      else if (verb === 'give')
        await gate.consents.give({
          ...said,
          notice: { sha256, language },
          jurisdiction: 'JP',
          recipients: [],
        })
      else return reply.code(404).send('no such verb')
      return reply.redirect('/consent', 303)
    },
  )

  app.get('/consent/receipt', async ({ headers }, reply) => {
    const session = sessions.of(headers.cookie)
    if (!session) return reply.redirect('/login', 303)
    return gate.consents.receipt(session.member).catch((error) => {
      if (isPurposeboundError(error) && error.code === 'receipt_incomplete')
        return reply.code(404).send('nothing to show')
      throw error
    })
  })

  // what the newsletter would do now
  app.get<{ Params: { member: string } }>('/newsletter/:member', async ({ params: { member } }, reply) => {
    const row = rows.get(member)
    if (!row) return reply.code(404).send('nobody')
    try {
      const view = await gate
        .for('direct_mail', { actor: mailer })
        .read('member', row, { require: ['email'] })
      return { sent: true, to: view.email }
    } catch (error) {
      return { sent: false, reason: isPurposeboundError(error) ? error.reason : 'failed' }
    }
  })
  return app
}

function isAsked(purpose: string): purpose is Asked {
  return (asked as readonly string[]).includes(purpose)
}

function languageOf(accepted: string | undefined): Language {
  return /^\s*ja\b/i.test(accepted ?? '') ? 'ja' : 'en'
}
