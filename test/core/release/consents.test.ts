import { describe, expect, it } from 'vitest'
import { type ConsentStore, definePolicy, parsePolicy } from '../../../src/index.js'
import { memoryStore } from '../../../src/stores/memory.js'
import { testGate } from '../../../src/testing/index.js'
import { Member } from '../../shop.js'

const policy = definePolicy({
  name: 'family',
  version: '1',
  populations: ['member'],
  categories: ['identity'],
  resources: {
    member: {
      schema: Member.pick({ id: true, name: true }),
      subject: { population: 'member', at: 'id' },
      fields: { id: 'key', name: 'identity' },
    },
  },
  purposes: {
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    partners: { title: 'Partners', basis: 'consent', uses: [] },
    mail: {
      title: 'Mail',
      basis: 'consent',
      within: ['marketing', 'partners'],
      terms: 2,
      uses: ['identity'],
    },
    call: { title: 'Calls', basis: 'consent', within: ['marketing'], uses: ['identity'] },
    serve: { title: 'Service', basis: 'contract', uses: ['identity'] },
    improve: { title: 'Improvement', basis: 'legitimate_interests', uses: ['identity'] },
  },
  roles: {
    clerk: { purposes: ['mail', 'call', 'serve', 'improve'], sees: { identity: 'clear' } },
  },
})
type Purpose = 'mail' | 'call' | 'serve' | 'improve'

const row = { id: 'm-1', name: 'Aiko' }
const subject = { id: 'm-1', population: 'member' } as const
const actor = { id: 'c-1', roles: ['clerk'] } as const

function open(options: object = {}) {
  const { gate, records, setNow } = testGate({ policy, now: '2026-03-01T00:00:00Z', ...options })
  /** What a read for each purpose comes to: a word for every purpose. */
  const reads = async (...purposes: readonly Purpose[]) =>
    Promise.all(
      purposes.map((purpose) =>
        gate
          .for(purpose, { actor })
          .read('member', row)
          .then(
            () => 'shown',
            (error: { reason: string }) => error.reason,
          ),
      ),
    )
  const status = async (purpose: keyof typeof policy.document.purposes & string) =>
    (await gate.consents.state(subject)).purposes[purpose as Purpose].status
  return { gate, records, setNow, reads, status, consents: gate.consents }
}

describe('consent', () => {
  it('is given to a purpose and all below it, and to nothing else', async () => {
    const { consents, reads, status } = open()
    expect(await reads('mail', 'call', 'serve')).toEqual(['consent_missing', 'consent_missing', 'shown'])
    await consents.give({ subject, purposes: ['marketing'] })
    expect(await reads('mail', 'call')).toEqual(['shown', 'shown'])
    expect(await status('partners')).toBe('ConsentUnknown')
    expect(await status('mail')).toBe('ConsentGiven')
  })

  it('withdrawn bites on the next read, for what was named and all below', async () => {
    const { consents, reads, status } = open()
    await consents.give({ subject, purposes: ['marketing'] })
    await consents.withdraw({ subject, purposes: ['call'] })
    expect(await reads('mail', 'call')).toEqual(['shown', 'consent_withdrawn'])
    await consents.withdraw({ subject, purposes: ['marketing'] })
    expect(await reads('mail', 'call')).toEqual(['consent_withdrawn', 'consent_withdrawn'])
    expect(await status('marketing')).toBe('ConsentWithdrawn')
  })

  it('to the family does not undo a no that was named at a child', async () => {
    const { consents, reads } = open()
    await consents.refuse({ subject, purposes: ['call'] })
    await consents.give({ subject, purposes: ['marketing'] })
    expect(await reads('mail', 'call')).toEqual(['shown', 'consent_refused'])
    await consents.give({ subject, purposes: ['call'] })
    expect(await reads('call')).toEqual(['shown'])
  })

  it('by one parent does not undo a no by the other', async () => {
    const { consents, reads } = open()
    await consents.withdraw({ subject, purposes: ['partners'] })
    await consents.give({ subject, purposes: ['marketing'] })
    expect(await reads('mail', 'call')).toEqual(['consent_withdrawn', 'shown'])
    await consents.give({ subject, purposes: ['partners'] })
    expect(await reads('mail')).toEqual(['shown'])
  })

  it('ends when it expires, to the millisecond, and is renewed for a new term', async () => {
    const { consents, reads, status, setNow } = open()
    await consents.give({ subject, purposes: ['call'], expiresAt: '2026-04-01T00:00:00Z' })
    setNow('2026-03-31T23:59:59.999Z')
    expect(await reads('call')).toEqual(['shown'])
    setNow('2026-04-01T00:00:00Z')
    expect(await reads('call')).toEqual(['consent_expired'])
    expect(await status('call')).toBe('ConsentExpired')
    await consents.renew({ subject, purposes: ['call'], expiresAt: '2027-04-01T00:00:00Z' })
    expect(await reads('call')).toEqual(['shown'])
    expect(await status('call')).toBe('RenewedConsentGiven')
  })

  it('that was never given is given by a renewal, and renewed by the next', async () => {
    const { consents, status } = open()
    await consents.renew({ subject, purposes: ['call'] })
    expect(await status('call')).toBe('ConsentGiven')
    await consents.renew({ subject, purposes: ['call'] })
    expect(await status('call')).toBe('RenewedConsentGiven')
  })

  it('to earlier terms is outdated, and says so', async () => {
    const { consents, reads, status } = open()
    await consents.give({ subject, purposes: ['mail'], terms: 1, version: '2025-01' })
    expect(await reads('mail')).toEqual(['consent_outdated'])
    expect(await status('mail')).toBe('ConsentInvalidated')
    await consents.give({ subject, purposes: ['mail'] })
    expect(await reads('mail')).toEqual(['shown'])
  })

  it('does not cover a purpose that came later', async () => {
    const store = memoryStore()
    const before = open({ consents: store })
    await before.consents.give({ subject, purposes: ['marketing'] })
    const declared = structuredClone(policy.document) as { purposes: { [name: string]: object } } & object
    const later = { ...declared.purposes['call'], title: 'Texts' }
    const next = parsePolicy(
      {
        ...declared,
        purposes: { ...declared.purposes, text: later },
        roles: { clerk: { purposes: ['text', 'call'], sees: { identity: 'clear' } } },
      },
      { schemas: policy.schemas },
    )
    const { gate } = testGate({ policy: next, consents: store })
    await expect(gate.for('text', { actor }).read('member', row)).rejects.toMatchObject({
      reason: 'consent_predates_purpose',
    })
    await expect(gate.for('call', { actor }).read('member', row)).resolves.toMatchObject({ name: 'Aiko' })
  })
})

describe('an objection and a restriction', () => {
  it('bind other bases as the law says, and only a lift ends them', async () => {
    const { consents, reads } = open()
    await consents.give({ subject, purposes: ['call'] })
    await consents.object({ subject, purposes: ['call', 'improve', 'serve'] })
    expect(await reads('call', 'improve', 'serve')).toEqual(['objected', 'objected', 'shown'])
    await consents.give({ subject, purposes: ['call'] })
    expect(await reads('call')).toEqual(['objected'])
    await consents.lift({ subject, purposes: ['call', 'improve'] })
    expect(await reads('call', 'improve')).toEqual(['shown', 'shown'])
    await consents.restrict({ subject, purposes: ['serve'] })
    expect(await reads('serve')).toEqual(['restricted'])
    await consents.lift({ subject, purposes: ['serve'] })
    expect(await reads('serve')).toEqual(['shown'])
  })
})

describe('what was said', () => {
  it('is kept, and tells where a person stood at any time', async () => {
    const { consents, setNow } = open()
    await consents.give({ subject, purposes: ['marketing'], method: 'form', version: '2026-01' })
    setNow('2026-03-05T00:00:00Z')
    await consents.withdraw({ subject, purposes: ['mail'] })
    setNow('2026-03-09T00:00:00Z')
    const at = async (time: string) => (await consents.stateAt(subject, time)).purposes.mail.status
    expect(await at('2026-02-28T23:59:59Z')).toBe('ConsentUnknown')
    expect(await at('2026-03-01T00:00:00Z')).toBe('ConsentGiven')
    expect(await at('2026-03-04T23:59:59.999Z')).toBe('ConsentGiven')
    expect(await at('2026-03-05T00:00:00Z')).toBe('ConsentWithdrawn')
    const history = await consents.history(subject)
    expect(history.map(({ action, method, version }) => [action, method, version])).toEqual([
      ['give', 'form', '2026-01'],
      ['withdraw', undefined, undefined],
    ])
    expect(history[0]?.purposes.map(({ purpose, via }) => [purpose, via])).toEqual([
      ['marketing', 'marketing'],
      ['mail', 'marketing'],
      ['call', 'marketing'],
    ])
  })

  it('before the gate was there can be imported, and an older no never loses to it', async () => {
    const { consents, reads } = open()
    await consents.withdraw({ subject, purposes: ['call'] })
    await consents.import([
      { action: 'give', subject, purposes: ['marketing'], terms: 1, at: '2024-05-01T00:00:00Z' },
      { action: 'give', subject, purposes: ['mail'], at: '2026-01-01T00:00:00Z' },
    ])
    expect(await reads('mail', 'call')).toEqual(['shown', 'consent_withdrawn'])
    expect((await consents.history(subject)).map(({ action }) => action)).toEqual([
      'give',
      'give',
      'withdraw',
    ])
  })

  it('is recorded by name and pseudonym, and never by the id', async () => {
    const { consents, records } = open()
    await consents.give({ subject, purposes: ['marketing', 'call'] })
    await consents.withdraw({ subject, purposes: ['call'], actor: { id: 'c-1', roles: ['clerk'] } })
    expect(records).toMatchObject([
      { type: 'policy' },
      { type: 'consent', purpose: 'marketing', actor: { kind: 'person' }, consent: { event: 'give' } },
      { type: 'consent', purpose: 'call', consent: { event: 'give' } },
      {
        type: 'consent',
        purpose: 'call',
        actor: { kind: 'employee', roles: ['clerk'] },
        consent: { event: 'withdraw' },
      },
    ])
    expect(JSON.stringify(records)).not.toMatch(/m-1|c-1/)
  })
})

describe('a statement is refused', () => {
  const now = '2026-03-01T00:00:00Z'
  it.each([
    ['nothing', undefined],
    ['nobody', { subject: undefined, purposes: ['call'] }],
    ['an empty id', { subject: '', purposes: ['call'] }],
    ['a population that nobody knows', { subject: { id: 'm-1', population: 'ghost' }, purposes: ['call'] }],
    ['no purpose', { subject, purposes: [] }],
    ['a purpose that is no list', { subject, purposes: 'call' }],
    ['a purpose that nobody knows', { subject, purposes: ['cal'] }],
    ['a purpose that is no text', { subject, purposes: [['call']] }],
    ['a term in the past', { subject, purposes: ['call'], expiresAt: now }],
    ['a term that is no time', { subject, purposes: ['call'], expiresAt: 'soon' }],
    ['terms that do not exist yet', { subject, purposes: ['mail'], terms: 3 }],
    ['deemed agreement', { subject, purposes: ['call'], method: 'deemed' }],
    ['a method that could hold anything', { subject, purposes: ['call'], method: 'told Aiko Sato' }],
    ['an actor that is none', { subject, purposes: ['call'], actor: { id: 'c-1' } }],
  ])('that says %s, and nothing changes', async (_, statement) => {
    const { consents, records } = open()
    for (const say of ['give', 'withdraw'] as const)
      await expect(consents[say](statement as never)).rejects.toMatchObject({ code: 'input_invalid' })
    expect(await consents.history(subject)).toEqual([])
    expect(records).toEqual([])
  })

  it('of the past that lies in the future', async () => {
    const { consents } = open()
    const at = '2026-03-01T00:00:00.001Z'
    await expect(
      consents.import([{ action: 'give', subject, purposes: ['call'], at }]),
    ).rejects.toMatchObject({
      code: 'input_invalid',
    })
  })
})

describe('the order of truth', () => {
  /** A store and a sink that write down in which order they were called, and fail when told to. */
  function traced() {
    const order: string[] = []
    const down = { store: false, sink: false }
    const memory = memoryStore()
    const consents: ConsentStore = {
      name: 'traced',
      lookup: (people) => memory.lookup(people),
      append(event) {
        order.push(`store ${event.action}`)
        if (down.store) throw new Error('down')
        memory.append(event)
      },
    }
    const audit = {
      name: 'traced',
      durability: 'memory' as const,
      write(records: readonly { readonly type: string; readonly consent?: { readonly event?: string } }[]) {
        const told = records.filter(({ type }) => type !== 'policy')
        order.push(...told.map(({ consent }) => `record ${consent?.event ?? 'decision'}`))
        if (down.sink) throw new Error('down')
      },
    }
    return { ...open({ consents, audit }), order, down }
  }

  it('records what widens before it takes effect, and what narrows after', async () => {
    const { consents, order } = traced()
    await consents.give({ subject, purposes: ['call'] })
    await consents.withdraw({ subject, purposes: ['call'] })
    expect(order).toEqual(['record give', 'store give', 'store withdraw', 'record withdraw'])
  })

  it('gives nothing that cannot be recorded', async () => {
    const { consents, reads, down } = traced()
    down.sink = true
    await expect(consents.give({ subject, purposes: ['call'] })).rejects.toMatchObject({
      reason: 'audit_unavailable',
    })
    down.sink = false
    expect((await consents.state(subject)).purposes.call.status).toBe('ConsentUnknown')
    expect(await reads('serve')).not.toEqual(['audit_unavailable'])
  })

  it('lets a person withdraw while nothing can be recorded', async () => {
    const { consents, down } = traced()
    await consents.give({ subject, purposes: ['call'] })
    down.sink = true
    await consents.withdraw({ subject, purposes: ['call'] })
    expect((await consents.state(subject)).purposes.call.status).toBe('ConsentWithdrawn')
  })

  it('says when the store did not take it', async () => {
    const { consents, down } = traced()
    down.store = true
    for (const say of ['give', 'withdraw'] as const)
      await expect(consents[say]({ subject, purposes: ['call'] })).rejects.toMatchObject({
        code: 'store_failed',
      })
  })

  it('tells a store that only reads from one that failed', async () => {
    const { consents } = open({ consents: { name: 'reads', lookup: () => [] } })
    await expect(consents.give({ subject, purposes: ['call'] })).rejects.toMatchObject({
      code: 'store_read_only',
    })
    await expect(consents.state(subject)).rejects.toMatchObject({ code: 'store_failed' })
    await expect(consents.history(subject)).rejects.toMatchObject({ code: 'store_failed' })
  })
})
