import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditSink, createGate } from 'purposebound'
import { fileSink } from 'purposebound/sinks/file'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { me, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'

type Change = Parameters<typeof shopWith>[0]
const NOON = '2026-11-30T12:00:00+09:00'

const policyWith = (messages: object, change: Change = () => {}) =>
  shopWith((document) => {
    const { purposes, roles } = document
    purposes['marketing'] = { ...purposes['marketing'], message: 'marketing' }
    purposes['direct_mail'] = { ...purposes['direct_mail'], message: 'marketing' }
    purposes['by_email'] = { title: 'By e-mail', basis: 'consent', within: ['marketing'], uses: [] }
    purposes['by_sms'] = { title: 'By SMS', basis: 'consent', within: ['marketing'], uses: [] }
    purposes['support'] = { ...purposes['support'], message: 'transactional' }
    roles['sender'] = {
      purposes: ['direct_mail', 'support', 'research', 'audit'],
      sees: {},
      may: ['contact'],
    }
    Object.assign(document, { messages: { channels: { email: 'by_email', sms: 'by_sms' }, ...messages } })
    change(document)
  })

const sender = { id: 'newsletter', kind: 'service', roles: ['sender'], tenant: 't-1' } as never
const email = { channel: 'email' } as const

function setUp(messages: object = {}, options: object = {}, change?: Change) {
  const made = testGate({ policy: policyWith(messages, change), now: NOON, ...options })
  const mail = made.gate.for('direct_mail', { actor: sender })
  const agree = (...purposes: string[]) =>
    made.gate.consents.give({ subject: me, purposes: purposes as never })
  return { ...made, mail, agree, support: made.gate.for('support', { actor: sender }) }
}

describe('a marketing message', () => {
  it('is sent to whom has agreed to the purpose and to the channel, and each is on record', async () => {
    const { mail, agree, records } = setUp()
    await agree('direct_mail', 'by_email')
    expect(await mail.contact(me, email)).toEqual({
      channel: 'email',
      message: 'marketing',
      at: '2026-11-30T03:00:00.000Z',
    })
    const [, , record] = trail(records)
    expect(record).toMatchObject({
      type: 'decision',
      action: 'contact',
      purpose: 'direct_mail',
      basis: 'consent',
      effect: 'permit',
      rules: ['/roles/sender'],
      ext: { channel: 'email' },
      consent: { source: 'store' },
    })
    expect(record?.subjects?.refs).toHaveLength(1)
    expect(JSON.stringify(record)).not.toMatch(/m-1|newsletter/)
  })

  it('one yes above covers purpose and channel; a no to the channel closes that channel alone', async () => {
    const { gate, mail, agree } = setUp()
    await agree('marketing')
    await mail.contact(me, email)
    await gate.consents.withdraw({ subject: me, purposes: ['by_email' as never] })
    await expect(mail.contact(me, email)).rejects.toMatchObject({
      reason: 'channel_not_consented',
      rule: '/messages/channels/email',
    })
    await mail.contact(me, { channel: 'sms' })
    await gate.consents.withdraw({ subject: me, purposes: ['marketing'] })
    await expect(mail.contact(me, { channel: 'sms' })).rejects.toMatchObject({ reason: 'consent_withdrawn' })
  })

  it.each<[string, string[], string, string]>([
    ['nothing', [], 'consent_missing', '/purposes/direct_mail/basis'],
    ['the channel alone', ['by_email'], 'consent_missing', '/purposes/direct_mail/basis'],
    ['the purpose alone', ['direct_mail'], 'channel_not_consented', '/messages/channels/email'],
    ['another channel', ['direct_mail', 'by_sms'], 'channel_not_consented', '/messages/channels/email'],
  ])('is not sent to whom agreed to %s', async (_, purposes, reason, rule) => {
    const { mail, agree, records } = setUp()
    if (purposes.length > 0) await agree(...purposes)
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason, rule })
    expect(trail(records).at(-1)).toMatchObject({ action: 'contact', effect: 'deny', reason, rules: [rule] })
  })

  it('is not sent by a channel that nobody was asked about, whose name is not repeated', async () => {
    const { mail, agree, records } = setUp()
    await agree('marketing')
    await expect(mail.contact(me, { channel: 'doorbell' })).rejects.toMatchObject({
      reason: 'channel_unknown',
    })
    expect(JSON.stringify(records)).not.toContain('doorbell')
  })

  it('binds the person themselves: being at home is no consent', async () => {
    const { gate } = setUp({}, {}, ({ purposes }) => {
      purposes['direct_mail'] = { ...purposes['direct_mail'], self: { may: ['contact'] } }
    })
    const self = { id: 'x', kind: 'person', roles: [], subject: me, tenant: 't-1' } as const
    await expect(gate.for('direct_mail', { actor: self }).contact(me, email)).rejects.toMatchObject({
      reason: 'consent_missing',
    })
  })

  it('an objection, a restriction and a store that fails stop it', async () => {
    const { gate, mail, agree } = setUp()
    await agree('marketing')
    await gate.consents.object({ subject: me, purposes: ['direct_mail'] })
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason: 'objected' })
    const failing = setUp({}, { consents: { name: 'x', lookup: () => Promise.reject(new Error('m-1')) } })
    await expect(failing.mail.contact(me, email)).rejects.toMatchObject({ reason: 'consent_unavailable' })
  })
})

describe('the cap', () => {
  const most = { count: 2, per: 'P1W' }

  it('counts what was sent by any purpose and channel within the period, and lets more through after it', async () => {
    const { mail, agree, setNow } = setUp({ most })
    await agree('marketing')
    await mail.contact(me, email)
    setNow('2026-12-02T12:00:00+09:00')
    await mail.contact(me, { channel: 'sms' })
    await expect(mail.contact(me, email)).rejects.toMatchObject({
      reason: 'messages_exhausted',
      rule: '/messages/most',
    })
    setNow('2026-12-07T11:59:59+09:00')
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason: 'messages_exhausted' })
    setNow('2026-12-07T12:00:00+09:00')
    await mail.contact(me, email)
  })

  it('T73: holds for many at once: of ten, two are sent', async () => {
    const { mail, agree } = setUp({ most })
    await agree('marketing')
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => mail.contact(me, email)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  })

  it('is per person, not touched by denials or transactional messages, and kept over a restart', async () => {
    const audit = memorySink()
    const keys = { current: 'k', k: new Uint8Array(32).fill(3) }
    const consents = memoryStore()
    const { mail, support, agree } = setUp({ most }, { audit, keys, consents })
    await agree('marketing')
    await support.contact(me, email)
    await mail.contact({ ...me, id: 'm-2' }, email).catch(() => {})
    await mail.contact(me, email)
    const again = setUp({ most }, { audit, keys, consents })
    await again.mail.contact(me, email)
    await expect(again.mail.contact(me, email)).rejects.toMatchObject({ reason: 'messages_exhausted' })
    await support.contact(me, email)
  })

  it('T73: a clock that is put back frees nothing', async () => {
    const { mail, agree, setNow } = setUp({ most: { count: 1, per: 'P1D' } })
    await agree('marketing')
    await mail.contact(me, email)
    setNow('2026-11-30T11:00:00+09:00')
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason: 'messages_exhausted' })
  })

  const broken = (find: AuditSink['find']): AuditSink =>
    ({ ...memorySink(), ...(find ? { find } : { find: undefined }) }) as AuditSink

  it.each<[string, () => unknown]>([
    ['cannot be read', () => broken(undefined)],
    [
      'fails',
      () =>
        broken(() => {
          throw new Error('m-1')
        }),
    ],
    ['may lose records', () => ({ sinks: [memorySink()], delivery: 'best_effort' })],
  ])('T73: denies where the ledger %s', async (_, audit) => {
    const { mail, agree } = setUp({ most }, { audit: audit() })
    await agree('marketing').catch(() => {})
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason: 'messages_uncounted' })
  })

  it('asks no sink about whom nothing may be sent anyway', async () => {
    let asked = 0
    const sink = broken(async function* () {
      asked++
      yield* []
    } as never)
    const { mail } = setUp({ most }, { audit: sink })
    await mail.contact(me, email).catch(() => {})
    expect(asked).toBe(0)
  })

  it('a file that only grows cannot count', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'pb-')), 'audit.jsonl')
    const keys = { current: 'k', k: new Uint8Array(32).fill(3) }
    const gate = createGate({
      policy: policyWith({ most }),
      consents: memoryStore(),
      audit: fileSink({ path }),
      keys,
      clock: () => Date.parse(NOON),
    })
    await gate.consents.give({ subject: me, purposes: ['marketing'] })
    await expect(gate.for('direct_mail', { actor: sender }).contact(me, email)).rejects.toMatchObject({
      reason: 'messages_uncounted',
    })
    await gate.close()
  })
})

describe('quiet hours', () => {
  const quiet = { from: '21:00', to: '08:00', timeZone: 'Asia/Tokyo' }

  it('nobody is disturbed, save by what the service needs to say', async () => {
    const { mail, support, agree, setNow } = setUp({ quiet })
    await agree('marketing')
    setNow('2026-11-30T21:00:00+09:00')
    await expect(mail.contact(me, email)).rejects.toMatchObject({
      reason: 'quiet_hours',
      rule: '/messages/quiet',
    })
    await support.contact(me, email)
    setNow('2026-12-01T08:00:00+09:00')
    await mail.contact(me, email)
  })
})

describe('a transactional message', () => {
  it('needs no consent, by any channel; a restriction stops it', async () => {
    const { gate, support } = setUp()
    expect(await support.contact(me, { channel: 'post' })).toMatchObject({ message: 'transactional' })
    await gate.consents.restrict({ subject: me, purposes: ['support'] })
    await expect(support.contact(me, email)).rejects.toMatchObject({ reason: 'restricted' })
  })
})

describe('nobody is contacted', () => {
  it.each<[string, string, object, string]>([
    ['for a purpose that sends nothing', 'audit', { justification: 'x' }, 'message_undeclared'],
    ['on pseudonymised data, whatever the grant', 'research', {}, 'pseudonymous'],
    [
      'by a role that may only read',
      'direct_mail',
      { actor: { id: 'x', roles: ['mailer'], tenant: 't-1' } },
      'role_not_permitted',
    ],
    [
      'by a role of another tenant',
      'direct_mail',
      { actor: { id: 'x', roles: ['sender'], tenant: 't-2' } },
      'tenant_mismatch',
    ],
    ['without a purpose', '', {}, 'purpose_missing'],
  ])('%s', async (_, purpose, context, reason) => {
    const { gate, agree, records } = setUp()
    await agree('marketing')
    await expect(
      gate.for(purpose as never, { actor: sender, ...context } as never).contact(me, email),
    ).rejects.toMatchObject({ reason })
    expect(trail(records).at(-1)).toMatchObject({ action: 'contact', effect: 'deny', reason })
  })

  it('where a prohibition names the action', async () => {
    const { mail, agree } = setUp({}, {}, ({ prohibitions }) => {
      prohibitions.push({ id: 'no-mail', actions: ['contact'], purposes: ['marketing'] })
    })
    await agree('marketing')
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason: 'prohibited' })
  })

  it('where that could not be recorded', async () => {
    let down = false
    const sink = memorySink()
    const audit = {
      ...sink,
      write: (all: never) => (down ? Promise.reject(new Error('x')) : sink.write(all)),
    }
    const { mail, agree } = setUp({}, { audit })
    await agree('marketing')
    down = true
    await expect(mail.contact(me, email)).rejects.toMatchObject({ reason: 'audit_unavailable' })
  })

  it.each([
    undefined,
    {},
    { channel: '' },
    { channel: 'E-mail' },
    { channel: 1 },
    { chanel: 'email' },
    { channel: 'email', at: 1 },
  ])('by what is no channel: %j', async (options) => {
    await expect(setUp().mail.contact(me, options as never)).rejects.toMatchObject({ code: 'input_invalid' })
  })

  it('where consent is withdrawn in the middle of it', async () => {
    const sink = memorySink()
    let gate: ReturnType<typeof setUp>['gate'] | undefined
    const audit = {
      ...sink,
      async write(all: Parameters<typeof sink.write>[0]) {
        sink.write(all)
        const sent = all.some(({ action, effect }) => action === 'contact' && effect === 'permit')
        if (sent) await gate?.consents.withdraw({ subject: me, purposes: ['marketing'] })
      },
    }
    const made = setUp({}, { audit })
    gate = made.gate
    await made.agree('marketing')
    await expect(made.mail.contact(me, email)).rejects.toMatchObject({ reason: 'consent_withdrawn' })
    expect(sink.records.at(-1)).toMatchObject({ type: 'outcome', outcome: { status: 'aborted' } })
  })
})
