import { type AuditRecord, type AuditSink, createGate } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { trail } from '../../trail.js'
import { aiko, clerk, insurance, member } from './insurance.js'

const NOW = '2026-03-01T00:00:00Z'
const ken = { ...aiko, id: 'm-2', name: 'Ken Abe' }
const auditor = { purpose: 'audit', actor: { id: 'u-1', roles: ['auditor'] } } as const

function open() {
  const { gate, records, setNow } = testGate({ policy: insurance, now: NOW })
  return { gate, setNow, said: () => trail(records) as readonly AuditRecord[] }
}
const agree = (id: string, recipients: string[]) => ({
  subject: member(id),
  purposes: ['support'] as const,
  recipients,
})

describe('access.disclose', () => {
  it('gives views of what may go to the recipient, and says why the rest may not', async () => {
    const { gate } = open()
    await gate.consents.give(agree('m-1', ['insurer']))
    const { views, refused } = await gate
      .for('support', { actor: clerk })
      .disclose('member', [aiko, ken], { to: 'insurer' })
    expect(views).toEqual([
      { id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com', phone: '********5678' },
    ])
    expect(refused).toEqual([{ index: 1, reason: 'recipient_not_consented', rule: '/recipients/insurer' }])
  })

  it('holds back what is none of the items of the recipient, and refuses a row that must have it', async () => {
    const { gate } = open()
    const support = gate.for('support', { actor: clerk })
    expect((await support.disclose('member', [aiko], { to: 'mailer' })).views).toEqual([
      { id: 'm-1', email: 'aiko@example.com', phone: '********5678' },
    ])
    expect((await support.disclose('member', [aiko], { to: 'mailer', require: ['name'] })).refused).toEqual([
      { index: 0, reason: 'recipient_outside_instructions', rule: '/recipients/mailer/of' },
    ])
  })

  it.each([
    ['nobody', 'recipient_unknown'],
    [undefined, 'recipient_unknown'],
    [7, 'input_invalid'],
  ])('to %s is denied, recorded, and its name never repeated', async (to, reason) => {
    const { gate, said } = open()
    const support = gate.for('support', { actor: clerk })
    await expect(support.disclose('member', [aiko], { to } as never)).rejects.toMatchObject({ reason })
    expect(said()).toMatchObject([{ type: 'decision', action: 'disclose', effect: 'deny', reason }])
    expect(JSON.stringify(said())).not.toContain('nobody')
  })

  it('of no rows is recorded, and provides nothing', async () => {
    const { gate, said } = open()
    await gate.for('support', { actor: clerk }).disclose('member', [], { to: 'school' })
    expect(said()).toMatchObject([{ type: 'decision', action: 'disclose', recipient: { id: 'school' } }])
  })

  it('withdrawal bites on the next one: of the purpose, of the recipient, or of its class', async () => {
    const { gate } = open()
    const disclose = async () => {
      const { views } = await gate
        .for('support', { actor: clerk })
        .disclose('member', [aiko], { to: 'insurer' })
      return views.length
    }
    const { give, withdraw, refuse } = gate.consents
    const about = { subject: member('m-1'), purposes: ['support'] } as const
    expect(await disclose()).toBe(0)
    await give(agree('m-1', ['insurers']))
    expect(await disclose()).toBe(1)
    await withdraw({ ...about, onlyRecipients: ['insurer'] })
    expect(await disclose()).toBe(0)
    await give(agree('m-1', ['insurers']))
    expect(await disclose()).toBe(0) // who was named is named again
    await give(agree('m-1', ['insurer']))
    expect(await disclose()).toBe(1)
    await refuse({ ...about, onlyRecipients: ['insurers'] })
    expect(await disclose()).toBe(0)
    await give(agree('m-1', ['insurer', 'insurers']))
    expect(await disclose()).toBe(1)
    await withdraw(about)
    expect(await disclose()).toBe(0)
    await give(about)
    expect(await disclose()).toBe(0) // the last yes named nobody
  })

  it('a no to one recipient leaves the purpose, and the others, as they were', async () => {
    const { gate } = open()
    await gate.consents.give({ subject: member('m-1'), purposes: ['cover'], recipients: ['insurers'] })
    await gate.consents.withdraw({
      subject: member('m-1'),
      purposes: ['cover'],
      onlyRecipients: ['abroad'],
    })
    const cover = gate.for('cover', { actor: clerk })
    expect((await cover.disclose('member', [aiko], { to: 'insurer' })).views).toHaveLength(1)
    expect((await cover.disclose('member', [aiko], { to: 'abroad' })).views).toHaveLength(0)
    expect(await cover.read('member', aiko)).toMatchObject({ name: 'Aiko Sato' })
    const { status, recipients } = (await gate.consents.state(member('m-1'))).purposes.cover
    expect([status, recipients]).toEqual(['ConsentGiven', ['insurers']])
  })

  it.each([
    ['no recipient at all', []],
    ['one that the policy does not know', ['insuror']],
    ['what is no list', 'insurer'],
  ])('a no to %s is refused: it would take nothing back', async (_, onlyRecipients) => {
    const { gate, said } = open()
    const no = { subject: member('m-1'), purposes: ['cover'], onlyRecipients } as never
    await expect(gate.consents.withdraw(no)).rejects.toMatchObject({ code: 'input_invalid' })
    await expect(gate.consents.give(no)).rejects.toMatchObject({ code: 'input_invalid' })
    expect(said()).toEqual([])
  })

  it('consent that is withdrawn between check and release stops it', async () => {
    const sink = memorySink()
    let meanwhile = async (): Promise<unknown> => undefined
    const slow: AuditSink = {
      name: 'slow',
      durability: 'memory',
      async write(records) {
        if (records.some(({ type }) => type === 'provision')) await meanwhile()
        await sink.write(records)
      },
    }
    const gate = createGate({
      policy: insurance,
      consents: memoryStore(),
      audit: slow,
      clock: () => Date.parse(NOW),
      onWarning: () => {},
    })
    await gate.consents.give(agree('m-1', ['insurer']))
    const no = { subject: member('m-1'), purposes: ['support'], onlyRecipients: ['insurer'] } as const
    meanwhile = async () => {
      meanwhile = async () => undefined
      void gate.consents.withdraw(no)
      await Promise.resolve()
    }
    const { views, refused } = await gate
      .for('support', { actor: clerk })
      .disclose('member', [aiko], { to: 'insurer' })
    expect(views).toEqual([])
    expect(refused).toMatchObject([{ reason: 'recipient_not_consented' }])
    expect(sink.records.map(({ type, outcome }) => outcome?.status ?? type)).toContain('aborted')
  })
})

describe('the record of a provision', () => {
  it('holds what the law asks: when, to whom, what, whose, on which ground, and how long it is kept', async () => {
    const { gate, said } = open()
    await gate.consents.give(agree('m-1', ['insurer']))
    await gate.for('support', { actor: clerk, justification: 'claim 7' }).disclose('member', [aiko, ken], {
      to: 'insurer',
    })
    const [, provision, refusal] = said()
    expect(provision).toMatchObject({
      type: 'provision',
      time: '2026-03-01T00:00:00.000Z',
      action: 'disclose',
      purpose: 'support',
      basis: 'contract',
      justification: 'claim 7',
      effect: 'permit',
      recipient: { id: 'insurer', kind: 'third_party' },
      provision: {
        ground: 'consent',
        name: '保険会社 / Insurer',
        address: 'Osaka',
        representative: 'Taro Sato',
        provider: 'WeLearn Co., Ltd.',
        providerAddress: 'Kyoto',
        providerRepresentative: 'Hanako Yamada',
        keepUntil: '2029-03-01T00:00:00.000Z',
      },
      fields: { clear: ['email', 'friend.id', 'id', 'name'], masked: ['phone'], hidden: ['friend.name'] },
      consent: { asOf: '2026-03-01T00:00:00.000Z', source: 'store' },
      rules: expect.arrayContaining(['/roles/clerk']),
    })
    expect(provision?.subjects?.refs).toHaveLength(1)
    expect(refusal).toMatchObject({ type: 'decision', effect: 'deny', refused: 1 })
    expect(refusal?.provision).toBeUndefined()
    expect(JSON.stringify(said())).not.toMatch(/Aiko|m-1|m-2|example\.com[^"]*aiko|090-/)
  })

  it.each([
    ['support', 'mailer', { ground: 'entrustment', name: 'mailer' }, undefined],
    ['support', 'school', { ground: 'joint_use' }, undefined],
    ['support', 'heir', { ground: 'succession' }, undefined],
    ['tax', 'office', { ground: 'law' }, '2029-03-01T00:00:00.000Z'],
    ['support', 'cloud', { ground: 'entrustment' }, '2029-03-01T00:00:00.000Z'],
  ] as const)(
    'for %s to %s says its ground, and is kept where a law says so',
    async (purpose, to, told, kept) => {
      const { gate, said } = open()
      await gate.for(purpose, { actor: clerk }).disclose('member', [aiko], { to })
      expect(said()[0]).toMatchObject({ type: 'provision', provision: told })
      expect(said()[0]?.provision?.keepUntil).toBe(kept)
      if (to === 'cloud')
        expect(said()[0]?.recipient).toEqual({
          id: 'cloud',
          kind: 'entrustee',
          country: 'US',
          transferBasis: 'scc',
        })
    },
  )

  it('is on record before anything goes, also in buffered delivery; without it nothing does', async () => {
    for (const delivery of ['strict', 'buffered', 'best_effort'] as const) {
      const down: AuditSink = {
        name: 'down',
        durability: 'memory',
        write: async (records) => {
          if (records.some(({ type }) => type === 'provision')) throw new Error('down')
        },
      }
      const gate = createGate({
        policy: insurance,
        consents: memoryStore(),
        audit: { sinks: [down], delivery },
        clock: () => Date.parse(NOW),
        onWarning: () => {},
      })
      const gone = gate.for('support', { actor: clerk }).disclose('member', [aiko], { to: 'school' })
      await expect(gone, delivery).rejects.toMatchObject({ reason: 'audit_unavailable' })
    }
  })

  it('is read by the person, and by who may audit', async () => {
    const { gate } = open()
    await gate.for('support', { actor: clerk }).read('member', aiko)
    await gate.for('support', { actor: clerk }).disclose('member', [aiko, ken], { to: 'school' })
    const me = { id: 'login', kind: 'person', roles: [], subject: member('m-1') } as const
    for (const context of [auditor, { purpose: 'audit', actor: me } as const]) {
      const given = await gate.subject(member('m-1'), context).provisions()
      expect(given).toMatchObject([
        {
          type: 'provision',
          recipient: { id: 'school', kind: 'joint_user' },
          provision: { ground: 'joint_use', provider: 'WeLearn Co., Ltd.' },
          clear: ['email', 'friend.id', 'id', 'name'],
        },
      ])
    }
    const stranger = { ...me, subject: member('m-2') }
    await expect(
      gate.subject(member('m-1'), { purpose: 'audit', actor: stranger }).provisions(),
    ).rejects.toMatchObject({ code: 'access_denied' })
  })
})

describe('asking without disclosing', () => {
  it('decide and explain answer for a recipient, and name what would permit it', async () => {
    const { gate, said } = open()
    const support = gate.for('support', { actor: clerk })
    const decision = await support.decide('member', aiko, { to: 'insurer' })
    expect(decision).toMatchObject({ effect: 'deny', reason: 'recipient_not_consented' })
    const { en, ja, changes } = await support.explain('member', aiko, { to: 'insurer' })
    expect(en).toBe('`support`: the person has not consented to this recipient (/recipients/insurer)')
    expect(ja).toBe('`support`：この提供先への提供に本人の同意がありません (/recipients/insurer)')
    expect(changes.map((change) => change.en)).toEqual([
      'the person consents to `support` with `insurer` among the recipients',
    ])
    expect(said()).toEqual([])
  })

  it('explain names every change that is needed, and tries them', async () => {
    const { gate, setNow } = open()
    setNow('2027-06-01T00:00:00Z')
    const explained = await gate.for('cover', { actor: clerk }).explain('member', aiko, { to: 'mailer' })
    expect(explained.changes.map(({ en }) => en)).toEqual([
      'the person consents to `cover`',
      'the policy is changed at /recipients/mailer/certification',
      'the policy is changed at /recipients/mailer/review',
      'the policy is changed at /recipients/mailer/purposes',
    ])
    const abroad = await gate.for('cover', { actor: clerk }).explain('member', aiko, { to: 'abroad' })
    expect(abroad.changes.map(({ en }) => en)).toEqual([
      'the person consents to `cover`',
      'the person consents to `cover` with `abroad` among the recipients',
    ])
    const name = await gate.for('support', { actor: clerk }).explain('member', aiko, { to: 'mailer' })
    expect(name.fields['name']?.changes.map(({ rule }) => rule)).toContain('/recipients/mailer/of')
  })
})
