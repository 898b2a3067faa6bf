import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type ConsentReceipt, definePolicy, PolicyError } from '../../../src/index.js'
import { memoryStore } from '../../../src/stores/memory.js'
import { testGate } from '../../../src/testing/index.js'

const policy = definePolicy({
  name: 'welearn',
  version: '2026-11-01',
  controller: { name: 'WeLearn', contact: 'privacy@example.com', id: 'jp-0100', address: 'Kyoto' },
  consent: {
    withdrawal: { en: 'https://example.com/consent', ja: 'https://example.com/ja/consent' },
    storage: 'JP',
    retention: 'until withdrawn',
  },
  populations: ['member'],
  categories: { identity: {}, health: { class: 'special_care' } },
  resources: {
    member: {
      schema: z.object({ id: z.string(), name: z.string(), illness: z.string() }),
      subject: { population: 'member', at: 'id' },
      fields: { id: 'key', name: 'identity', illness: 'health' },
    },
  },
  purposes: {
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    mail: {
      title: { en: 'Sending mail', ja: 'メールの送付' },
      basis: 'consent',
      within: ['marketing'],
      uses: ['identity'],
      requires: ['proof', 'notice'],
    },
    care: { title: 'Care', basis: 'consent', uses: ['identity'] },
    clinic: { title: 'Clinic', basis: 'consent', uses: ['health'], requires: ['notice', 'method'] },
  },
  roles: { clerk: { purposes: ['mail'], sees: { identity: 'clear' } } },
})

const subject = { id: 'm-1', population: 'member' } as const
const notice = { sha256: 'ab'.repeat(32), language: 'ja', url: 'https://example.com/notice' }
const proven = {
  notice,
  proof: { ref: 'doc-17' },
  jurisdiction: 'JP',
  recipients: [],
  method: 'form',
} as const

function open(now = '2026-03-01T00:00:00Z') {
  return testGate({ policy, consents: memoryStore(), now })
}

describe('a purpose that asks for proof', () => {
  it.each([
    ['proof', { notice }],
    ['notice', { proof: { ref: 'doc-17' } }],
  ])('refuses a yes without `%s`, and nothing is stored or recorded', async (field, given) => {
    const { gate, records } = open()
    for (const say of ['give', 'renew'] as const)
      await expect(gate.consents[say]({ subject, purposes: ['mail'], ...given })).rejects.toMatchObject({
        code: 'evidence_missing',
        message: expect.stringContaining(`\`mail\` requires \`${field}\``),
      })
    expect(await gate.consents.history(subject)).toEqual([])
    expect(records.filter(({ type }) => type === 'consent')).toEqual([])
  })

  it('is asked by whatever expands to it, and by what is imported', async () => {
    const { gate } = open()
    const { consents } = gate
    await expect(consents.give({ subject, purposes: ['marketing'] })).rejects.toMatchObject({
      code: 'evidence_missing',
    })
    const past = { subject, purposes: ['mail'] as const, action: 'give', at: '2025-01-01' } as const
    const fine = { ...past, purposes: ['care'] as const }
    await expect(consents.import([fine, past])).rejects.toMatchObject({ code: 'evidence_missing' })
    expect(await consents.history(subject)).toEqual([])
  })

  it('never stands in the way of a no', async () => {
    const { gate } = open()
    await gate.consents.give({ subject, purposes: ['mail'], ...proven })
    await gate.consents.withdraw({ subject, purposes: ['marketing'] })
    expect((await gate.consents.state(subject)).purposes.mail.status).toBe('ConsentWithdrawn')
  })

  it('rests on consent: others have nothing to prove', () => {
    const declared = structuredClone(policy.document) as never as Parameters<typeof definePolicy>[0]
    const contract = { title: 'Service', basis: 'contract', uses: [], requires: ['proof'] }
    expect(() =>
      definePolicy({
        ...declared,
        resources: { member: { ...policy.document.resources['member'], schema: policy.schemas['member'] } },
        purposes: { ...policy.document.purposes, serve: contract },
      } as never),
    ).toThrow(PolicyError)
  })
})

describe('what a consent proves itself by', () => {
  it('is in the history, as it was given, and in no audit record', async () => {
    const { gate, records } = open()
    const guardian = { id: 'p-secret', relation: 'parent' }
    await gate.consents.give({ subject, purposes: ['mail'], ...proven, guardian })
    expect(await gate.consents.history(subject)).toMatchObject([{ ...proven, guardian }])
    expect(JSON.stringify(records)).not.toMatch(/p-secret|doc-17/)
  })

  it.each<[string, object]>([
    ['notice.sha256', { notice: { ...notice, sha256: 'the notice itself' } }],
    ['notice.language', { notice: { ...notice, language: 'Japanese, mostly' } }],
    ['proof', { proof: {} }],
    ['proof.sha256', { proof: { sha256: 'x' } }],
    ['jurisdiction', { jurisdiction: 'Japan' }],
    ['recipients', { recipients: 'Acme' }],
    ['guardian.relation', { guardian: { id: 'p-1' } }],
    ['method', { method: 'deemed' }],
  ])('is refused where `%s` has another form', async (field, wrong) => {
    const { gate } = open()
    await expect(
      gate.consents.give({ subject, purposes: ['care'], ...wrong } as never),
    ).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining(`\`${field}\``),
    })
    expect(await gate.consents.history(subject)).toEqual([])
  })
})

describe('consents.state', () => {
  it('says what each purpose is, where the person stands, since when, and how to withdraw', async () => {
    const { gate, setNow } = open('2026-03-01T00:00:00Z')
    await gate.consents.give({ subject, purposes: ['mail'], ...proven })
    setNow('2026-03-02T00:00:00Z')
    await gate.consents.give({ subject, purposes: ['care'], expiresAt: '2026-04-01T00:00:00Z' })
    setNow('2026-03-03T00:00:00Z')
    await gate.consents.withdraw({ subject, purposes: ['mail'] })
    await gate.consents.withdraw({ subject, purposes: ['mail'] })
    const { purposes, withdrawal } = await gate.consents.state(subject)
    expect(withdrawal).toEqual({ en: 'https://example.com/consent', ja: 'https://example.com/ja/consent' })
    expect(purposes.mail).toEqual({
      status: 'ConsentWithdrawn',
      via: 'mail',
      title: { en: 'Sending mail', ja: 'メールの送付' },
      since: '2026-03-03T00:00:00.000Z',
    })
    expect(purposes.marketing).toEqual({ status: 'ConsentUnknown', title: 'Marketing' })
    expect(purposes.care).toMatchObject({
      since: '2026-03-02T00:00:00.000Z',
      expiresAt: '2026-04-01T00:00:00.000Z',
    })
    setNow('2026-05-01T00:00:00Z')
    const later = (await gate.consents.state(subject)).purposes
    expect(later.care).toMatchObject({ status: 'ConsentExpired', since: '2026-04-01T00:00:00.000Z' })
  })

  it('at a past moment proves what stood then, and since when', async () => {
    const { gate, setNow } = open('2026-03-01T00:00:00Z')
    await gate.consents.give({ subject, purposes: ['care'] })
    setNow('2026-03-02T00:00:00Z')
    await gate.consents.withdraw({ subject, purposes: ['care'] })
    const { care } = (await gate.consents.stateAt(subject, '2026-03-01T12:00:00Z')).purposes
    expect(care).toMatchObject({ status: 'ConsentGiven', since: '2026-03-01T00:00:00.000Z' })
    const before = (await gate.consents.stateAt(subject, '2026-02-01')).purposes.care
    expect(before).toEqual({ status: 'ConsentUnknown', title: 'Care' })
  })
})

describe('consents.receipt', () => {
  /** Each mandatory field of ISO/IEC TS 27560:2023, and where the receipt holds it. */
  const MANDATORY: readonly [field: string, at: (receipt: ConsentReceipt) => unknown][] = [
    ['schema version', (r) => r.schemaVersion],
    ['record id', (r) => r.recordId],
    ['receipt id', (r) => r.receiptId],
    ['pii principal id', (r) => r.piiPrincipalId],
    ['privacy notice', (r) => r.processing[0]?.privacyNotice.sha256],
    ['language', (r) => r.processing[0]?.language],
    ['purpose', (r) => r.processing[0]?.purpose],
    ['pii information', (r) => r.processing[0]?.piiInformation[0]],
    ['pii controllers', (r) => r.processing[0]?.piiControllers[0]],
    ['storage locations', (r) => r.processing[0]?.storageLocations],
    ['retention period', (r) => r.processing[0]?.retentionPeriod],
    ['jurisdiction', (r) => r.processing[0]?.jurisdiction],
    ['recipient third parties', (r) => r.processing[0]?.recipientThirdParties],
    ['withdrawal method', (r) => r.processing[0]?.withdrawalMethod],
    ['pii type', (r) => r.processing[0]?.piiInformation[0]?.piiType],
    ['party id', (r) => r.parties[0]?.partyId],
    ['party address', (r) => r.parties[0]?.partyAddress],
    ['party name', (r) => r.parties[0]?.partyName],
    ['party contact', (r) => r.parties[0]?.partyContact],
    ['party type', (r) => r.parties[0]?.partyType],
    ['event time', (r) => r.processing[0]?.events[0]?.eventTime],
    ['validity duration', (r) => r.processing[0]?.events[0]?.validityDuration],
    ['entity id', (r) => r.processing[0]?.events[0]?.entityId],
    ['event type', (r) => r.processing[0]?.events[0]?.eventType],
    ['event state', (r) => r.processing[0]?.events[0]?.eventState],
  ]

  it.each(MANDATORY)('has a value for `%s`', async (_, at) => {
    const { gate } = open()
    await gate.consents.give({ subject, purposes: ['mail'], ...proven })
    const value = at(JSON.parse(JSON.stringify(await gate.consents.receipt(subject))))
    expect(value).toBeDefined()
    expect(value).not.toBe('')
  })

  it('tells what was said of each purpose, in order, with the states of DPV', async () => {
    const { gate, setNow } = open()
    await gate.consents.give({ subject, purposes: ['mail', 'clinic'], ...proven, expiresAt: '2027-01-01' })
    setNow('2026-03-02T00:00:00Z')
    await gate.consents.withdraw({ subject, purposes: ['mail'] })
    await gate.consents.object({ subject, purposes: ['mail'] })
    const { processing } = await gate.consents.receipt(subject)
    expect(processing.map(({ purpose }) => purpose)).toEqual(['mail', 'clinic'])
    expect(processing[1]!.piiInformation).toEqual([{ piiType: 'health', specialCategory: 'special_care' }])
    expect(
      processing[0]!.events.map(({ eventState, validityDuration }) => [eventState, validityDuration]),
    ).toEqual([
      ['ConsentGiven', '2026-03-01T00:00:00.000Z/2027-01-01T00:00:00.000Z'],
      ['ConsentWithdrawn', '2026-03-02T00:00:00.000Z/..'],
    ])
  })

  it('names nobody else: not another person, and a guardian by a pseudonym', async () => {
    const { gate } = open()
    const guardian = { id: 'p-secret', relation: 'parent' }
    await gate.consents.give({ subject, purposes: ['mail'], ...proven, guardian })
    await gate.consents.give({ subject: { ...subject, id: 'm-other' }, purposes: ['mail'], ...proven })
    const receipt = await gate.consents.receipt(subject)
    expect(JSON.stringify(receipt)).not.toMatch(/p-secret|m-other/)
    expect(receipt.processing[0]!.events[0]).toMatchObject({
      relation: 'parent',
      entityId: expect.stringMatching(/^hmac:/),
    })
  })

  it('cannot be made where a mandatory field has no value, and says which', async () => {
    const { gate } = open()
    await expect(gate.consents.receipt(subject)).rejects.toMatchObject({ code: 'receipt_incomplete' })
    await gate.consents.give({ subject, purposes: ['care'] })
    await expect(gate.consents.receipt(subject)).rejects.toMatchObject({
      code: 'receipt_incomplete',
      message: expect.stringMatching(/`care: notice`, `care: jurisdiction`, `care: recipients`/),
    })
  })
})
