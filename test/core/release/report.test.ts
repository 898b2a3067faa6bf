import { type AuditSink, createGate, parsePolicy, reportPage } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { agent, aiko, mailer, me } from '../../shop.js'
import { trail } from '../../trail.js'
import { buyer, buyerSelf, officer, rightsDesk, rightsPolicy, self } from './rights-desk.js'

describe('a report', () => {
  it('says what is held, what for, on which basis, and who used it', async () => {
    const { gate, about } = rightsDesk()
    await gate.for('support', { actor: agent }).read('member', aiko)
    await gate
      .for('direct_mail', { actor: mailer })
      .read('member', aiko)
      .catch(() => {})
    await gate.consents.give({ subject: me, purposes: ['direct_mail'] })
    const report = await about().report()
    expect(report).toMatchObject({
      format: 'purposebound/report/1',
      made: '2026-01-01T00:00:00.000Z',
      person: me,
      purpose: 'rights',
      policy: { name: 'shop', version: '1' },
    })
    const [member] = report.held
    expect(report.held.map(({ resource, connected }) => [resource, connected])).toEqual([['member', true]])
    expect(member?.rows[0]?.data).toEqual({
      id: 'm-1',
      name: 'Aiko Sato',
      email: 'aiko@example.com',
      birthDate: '1991-05-01T00:00:00.000Z',
      cardNumber: '************4242',
      address: { city: 'Kyoto', street: 'Shijo 1' },
      tags: ['gold'],
    })
    expect(member?.rows[0]?.withheld).toEqual([
      { path: 'cardNumber', outcome: 'masked', reason: 'ceiling_masked' },
    ])
    const mail = report.purposes.find(({ purpose }) => purpose === 'direct_mail')
    expect(mail).toMatchObject({
      basis: 'consent',
      fields: ['member.name', 'member.email'],
      consent: { status: 'ConsentGiven' },
      rights: ['access', 'rectification', 'erasure', 'restriction', 'portability', 'withdrawal'],
    })
    expect(report.purposes.find(({ purpose }) => purpose === 'rights')?.rights).not.toContain('erasure')
    expect(report.used).toMatchObject([
      { purpose: 'support', action: 'read', kind: 'employee', roles: ['agent'], permitted: 1, denied: 0 },
      { purpose: 'direct_mail', permitted: 0, denied: 1 },
    ])
    expect(report.used[0]?.clear).toContain('email')
  })

  it('is frozen JSON, through and through', async () => {
    const report = await rightsDesk().about().report()
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const open: unknown[] = [report]
    for (const each of open) {
      expect(Object.isFrozen(each)).toBe(true)
      open.push(...Object.values(each as object).filter((value) => typeof value === 'object'))
    }
  })

  it('is on record before it is given: the look into the trail, and each resource', async () => {
    const { about, records } = rightsDesk()
    await about().report()
    expect(trail(records).map(({ action, effect, resource }) => [action, effect, resource?.type])).toEqual([
      ['audit', 'permit', undefined],
      ['read', 'permit', 'member'],
    ])
    expect(JSON.stringify(records)).not.toMatch(/Aiko|m-1|4242|dpo/)
  })

  it('is open to the person themselves, and to nobody else without a grant', async () => {
    const { about } = rightsDesk()
    expect((await about(me, self).report()).held[0]?.rows).toHaveLength(1)
    for (const [person, actor, reason] of [
      [me, { id: 'x', roles: [], tenant: 't-1' }, 'role_not_permitted'],
      [me, agent, 'role_not_permitted'],
      [{ ...me, id: 'm-2' }, self, 'role_not_permitted'],
      [me, { ...(officer as object), tenant: 't-2' }, 'tenant_mismatch'],
    ] as const)
      await expect(about(person, actor).report()).rejects.toMatchObject({ reason })
  })

  it('is made on pseudonymised data for nobody, whatever the grant: it would be joined back', async () => {
    const { about } = rightsDesk({
      change: ({ roles }) => {
        roles['officer'] = { ...roles['officer'], purposes: ['rights', 'research'] }
      },
    })
    const subject = about(me, officer, 'research')
    for (const asked of [
      subject.report(),
      subject.accesses(),
      subject.erase(),
      subject.restrict({ purposes: ['support'] }),
      subject.portability({ format: 'json' }),
    ])
      await expect(asked).rejects.toMatchObject({
        reason: 'pseudonymous',
        rule: '/purposes/research/pseudonymous',
      })
    await expect(subject.correct('member', { name: 'X' })).rejects.toMatchObject({ reason: 'pseudonymous' })
  })

  it('asks no source about whom nobody may ask', async () => {
    let asked = 0
    const { about } = rightsDesk({ sources: { member: { of: () => void asked++ } } })
    await about(me, agent)
      .report()
      .catch(() => {})
    expect(asked).toBe(0)
  })

  it('says which resource is not connected', async () => {
    const { about } = rightsDesk({ sources: {} })
    expect((await about().report()).held).toEqual([
      { resource: 'member', connected: false, rows: [], refused: [] },
    ])
  })

  it('T70: holds nothing about others that stands in the same row, nor their ids', async () => {
    const { gate, about } = rightsDesk()
    await gate.consents.state(buyer)
    const { held } = await about(buyer, buyerSelf).report()
    expect(held.map(({ resource }) => resource)).toEqual(['order'])
    expect(held[0]?.rows.map(({ data }) => data)).toEqual([
      { id: 7, memberId: 'm-1', total: 120 },
      { id: 8, memberId: 'm-1', total: 90 },
    ])
    expect(held[0]?.rows[1]?.ofOthers).toEqual(['giftTo.personId', 'giftTo.phone', 'buyer'])
    expect(JSON.stringify(held)).not.toMatch(/m-2|090/)
  })

  it('of a row in which only a part is about the person, shows that part', async () => {
    const rows = [{ id: 8, memberId: 'm-2', total: 90, giftTo: { personId: 'm-1', phone: '090-0000-0000' } }]
    const { about } = rightsDesk({ sources: { order: { of: () => rows } } })
    const officerOfNone = { id: 'dpo', roles: ['officer'] }
    expect((await about(buyer, officerOfNone).report()).held[0]?.rows[0]).toMatchObject({
      data: { id: 8, giftTo: { personId: 'm-1', phone: '090-0000-0000' } },
      ofOthers: ['memberId', 'total', 'buyer'],
    })
  })

  it.each<[string, () => unknown]>([
    ['a row of somebody else', () => ({ ...aiko, id: 'm-2' })],
    ['what is no row', () => [7]],
    ['text', () => 'Aiko'],
    [
      'an error with a name in it',
      () => {
        throw new Error('Aiko')
      },
    ],
    ['nothing, ever', () => new Promise(() => {})],
  ])('T70: fails where a source gives %s, and nothing of it is passed on', async (_, of) => {
    const { about, records } = rightsDesk({ sources: { member: { of } } })
    const failed = await about()
      .report({ timeoutMs: 20 })
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'source_failed' })
    expect(`${(failed as Error).stack} ${(failed as Error).cause}`).not.toMatch(/Aiko|m-2/)
    expect(trail(records).at(-1)).toMatchObject({
      type: 'outcome',
      outcome: { status: 'error', code: 'source_failed' },
    })
  })

  it('lists rows that the policy refuses by their reason', async () => {
    const { gate, about } = rightsDesk()
    await gate.consents.restrict({ subject: me, purposes: ['rights' as never] })
    expect((await about().report()).held[0]).toMatchObject({
      rows: [],
      refused: [{ reason: 'restricted', rows: 1 }],
    })
    // a restriction never binds the persons themselves
    expect((await about(me, self).report()).held[0]?.rows).toHaveLength(1)
  })

  it('shows a card security code to nobody, its owner included', async () => {
    const policy = parsePolicy(
      {
        name: 'p',
        version: '1',
        categories: { payment: {}, code: { class: 'card_security_code' } },
        resources: { card: { subject: 'id', fields: { id: 'key', pan: 'payment', cvc: 'code' } } },
        purposes: {
          rights: {
            title: 'R',
            basis: 'legal_obligation',
            uses: ['payment', 'code'],
            self: { may: ['read', 'audit', 'export'] },
          },
          pay: { title: 'P', basis: 'contract', uses: ['payment', 'code'] },
        },
        roles: {},
      },
      { schemas: { card: z.object({ id: z.string(), pan: z.string(), cvc: z.string() }) } },
    )
    const sources = { card: { of: () => ({ id: 'p', pan: '4242', cvc: '737' }) } }
    const gate = createGate({
      policy,
      consents: memoryStore(),
      audit: memorySink(),
      sources: sources as never,
      onWarning: () => {},
    })
    const subject = gate.subject('p', {
      purpose: 'rights',
      actor: { id: 'l', roles: [], subject: 'p' },
    } as never)
    const report = await subject.report()
    const taken = await subject.portability({ format: 'csv' })
    for (const text of [JSON.stringify(report), reportPage(report, { lang: 'ja' }), JSON.stringify(taken)])
      expect(text).not.toContain('737')
    expect(report.held[0]?.rows[0]?.withheld).toEqual([
      { path: 'cvc', outcome: 'hidden', reason: 'ceiling_hidden' },
    ])
  })

  it('tells of provisions one by one, and of uses in a part of the past', async () => {
    const sink = memorySink()
    const audit: AuditSink = {
      ...sink,
      async *find(query) {
        for await (const record of sink.find(query)) {
          yield record
          if (record.action === 'read' && record.purpose === 'support')
            yield {
              ...record,
              id: 'p-1',
              type: 'provision',
              action: 'disclose',
              recipient: { id: 'post', kind: 'third_party', country: 'JP' },
            }
        }
      },
    }
    const { gate, about, setNow } = rightsDesk({ audit })
    await gate.for('support', { actor: agent }).read('member', aiko)
    expect((await about().report()).provided).toMatchObject([
      {
        time: '2026-01-01T00:00:00.000Z',
        recipient: { id: 'post', kind: 'third_party', country: 'JP' },
        purpose: 'support',
        resource: 'member',
        fields: expect.arrayContaining(['cardNumber', 'email']),
      },
    ])
    setNow('2026-02-01T00:00:00Z')
    expect((await about().report({ since: '2026-01-15' })).used).toEqual([])
  })

  it('is refused at the start where a source is none', () => {
    for (const sources of [
      7,
      { nobody: { of: () => [] } },
      { member: {} },
      { member: { of: 7 } },
      { member: { of: () => [], eraze: () => {} } },
    ])
      expect(() => rightsDesk({ sources: sources as never }), JSON.stringify(sources)).toThrow(
        expect.objectContaining({ code: 'config_invalid' }),
      )
    expect(() =>
      createGate({
        policy: rightsPolicy(),
        consents: memoryStore(),
        audit: memorySink(),
        sources: { nobody: { of: () => [] } } as never,
      }),
    ).toThrow('`sources` names a resource that the policy does not know')
  })
})
