import { describe, expect, it } from 'vitest'
import { createGate, type HoldStore, type Signal, usesOf } from '../../../src/index.js'
import { memorySink } from '../../../src/sinks/memory.js'
import { memoryHolds, memoryStore } from '../../../src/stores/memory.js'
import { testGate } from '../../../src/testing/index.js'
import { agent, aiko, me, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { fakeSink } from '../record/fake-sink.js'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const HOUR = 3_600_000
const policy = shopWith((document) => {
  Object.assign(document.purposes['direct_mail']!, { exceptions: ['appi_18_3_2', 'gdpr_6_1_d'] })
  Object.assign(document.purposes['direct_mail']!, { retention: { period: 'P1Y', from: 'birthDate' } })
  document.purposes['direct_mail']!['uses'] = ['member.name', 'member.email']
  document.roles['rescuer'] = {
    purposes: ['direct_mail', 'support'],
    sees: { identity: 'clear', contact: 'masked' },
    may: ['exception'],
  }
  Object.assign(document, { signals: { exceptions: true } })
  document.prohibitions.push({
    id: 'no-minors',
    purposes: ['direct_mail'],
    actions: ['read'],
    of: ['contact'],
  })
})
const rescuer = { id: 'r-1', roles: ['rescuer'], tenant: 't-1' }
const boss = { id: 'b-1', roles: [], tenant: 't-1' }
const member = { ...aiko, birthDate: new Date('2026-01-01T00:00:00Z') }
const claim = {
  item: 'appi_18_3_2',
  justification: 'unconscious; the hospital asks',
  actor: rescuer,
  approvedBy: boss,
  expiresAt: NOW + HOUR,
} as const

/** A gate, and an exception at it as plain JavaScript claims it. */
function at(more: object = {}, options: object = {}) {
  const made = testGate({ policy, now: NOW, ...options })
  const claimed = (also: object = {}, purpose = 'direct_mail') =>
    made.gate.exception(purpose as 'direct_mail', { ...claim, ...more, ...also } as never)
  const reasonOf = async (also: object = {}, row: object = member, purpose?: string) =>
    claimed(also, purpose)
      .read('member', row as typeof member)
      .then(
        () => undefined,
        ({ reason, rule }) => [reason, rule],
      )
  return { ...made, claimed, reasonOf, records: () => trail(made.records) }
}

describe('T23: gate.exception', () => {
  it('answers for consent and for a restriction, and for nothing else', async () => {
    const { claimed, gate, records } = at()
    await gate.consents.refuse({ subject: me, purposes: ['direct_mail'] })
    await gate.consents.restrict({ subject: me, purposes: ['direct_mail'] })
    const view = await claimed().read('member', member)
    // prohibited is what is forbidden to read
    expect(view).toEqual({ id: 'm-1', tenant: 't-1', repId: 'a-17', name: 'Aiko Sato' })
    const record = records().findLast(({ type }) => type === 'exception')
    expect(record).toMatchObject({
      type: 'exception',
      severity: 'alert',
      action: 'exception',
      effect: 'permit',
      purpose: 'direct_mail',
      justification: 'unconscious; the hospital asks',
      exception: {
        item: 'appi_18_3_2',
        expiresAt: '2026-03-01T01:00:00.000Z',
        approvedBy: { kind: 'employee', ref: expect.stringMatching(/^hmac:/) },
      },
    })
    expect(record).not.toHaveProperty('consent')
  })

  it('never widens tenant, role, prohibition, necessity or the period of retention', async () => {
    const { reasonOf } = at()
    expect(await reasonOf({}, { ...member, tenant: 't-2' })).toEqual([
      'tenant_mismatch',
      '/resources/member/tenant',
    ])
    expect((await reasonOf({ actor: agent }))?.[0]).toBe('role_not_permitted')
    expect(await reasonOf({}, { ...member, birthDate: new Date('2020-01-01') })).toEqual([
      'retention_expired',
      '/purposes/direct_mail/retention',
    ])
    expect((await reasonOf({ actor: { ...rescuer, roles: ['mailer'] } }))?.[0]).toBe('role_not_permitted')
  })

  it('who may use an exception may not read without one', async () => {
    const { gate } = at()
    const access = gate.for('direct_mail', { actor: rescuer as never })
    await gate.consents.give({ subject: me, purposes: ['direct_mail'] })
    await expect(access.read('member', member)).rejects.toMatchObject({ reason: 'role_not_permitted' })
  })

  it.each([
    ['an item that the purpose does not list', { item: 'appi_18_3_1' }, 'exception_not_listed'],
    ['an item that no law has', { item: 'police' }, 'exception_not_listed'],
    ['a name that every object inherits', { item: 'constructor' }, 'exception_not_listed'],
    ['no item', { item: undefined }, 'input_invalid'],
    ['no justification', { justification: undefined }, 'justification_required'],
    ['a blank justification', { justification: '  ' }, 'justification_required'],
    ['an end that has come', { expiresAt: NOW }, 'exception_expired'],
    ['an end too far away', { expiresAt: NOW + 32 * 24 * HOUR }, 'exception_expired'],
    ['no end', { expiresAt: undefined }, 'input_invalid'],
    ['an end that is no time', { expiresAt: 'soon' }, 'input_invalid'],
    ['approval by the actor', { approvedBy: rescuer }, 'exception_unapproved'],
    [
      'approval by the actor at another tenant',
      { approvedBy: { ...rescuer, tenant: 't-9' } },
      'exception_unapproved',
    ],
    ['approval by a program', { approvedBy: { ...boss, kind: 'service' } }, 'exception_unapproved'],
    [
      'approval by the same person under another account',
      { actor: { ...rescuer, subject: me }, approvedBy: { ...boss, subject: me } },
      'exception_unapproved',
    ],
    [
      'approval by whom it is done for',
      { actor: { ...rescuer, onBehalfOf: { ...rescuer, id: 'b-1' } } },
      'exception_unapproved',
    ],
    ['approval by nobody to be known', { approvedBy: {} }, 'input_invalid'],
    ['nobody who asks', { actor: null }, 'actor_unresolved'],
  ])('%s is denied, and recorded as an alert', async (_, more, reason) => {
    const { reasonOf, records } = at()
    expect((await reasonOf(more))?.[0]).toBe(reason)
    expect(records().findLast(({ type }) => type === 'exception')).toMatchObject({
      severity: 'alert',
      effect: 'deny',
      reason,
    })
    expect(JSON.stringify(records())).not.toMatch(/police|Aiko/)
  })

  it('a purpose that lists no exception has none', async () => {
    const { reasonOf } = at()
    expect((await reasonOf({}, member, 'support'))?.[0]).toBe('exception_not_listed')
  })

  it('needs no approval where none is claimed', async () => {
    expect(await at().reasonOf({ approvedBy: undefined })).toBeUndefined()
  })

  it('ends in the middle of a stream: its end is asked for at each page', async () => {
    const { claimed, setNow } = at()
    const pages = claimed().stream('member', [member, { ...member, id: 'm-2' }], { size: 1 })
    const seen: unknown[] = []
    for await (const { views, refused } of pages) {
      seen.push([views.length, refused.map(({ reason }) => reason)])
      setNow(NOW + HOUR)
    }
    expect(seen).toEqual([
      [1, []],
      [0, ['exception_expired']],
    ])
  })

  it('lists, plans, queries, decides and explains; it neither writes nor hands on', async () => {
    const { claimed } = at()
    const access = claimed()
    expect((await access.readMany('member', [member])).views).toHaveLength(1)
    const plan = access.plan('member')
    expect(plan.kind).toBe('conditional')
    expect((await access.query(plan, () => [member])).views).toHaveLength(1)
    expect((await access.decide('member', member)).effect).toBe('permit')
    const later = claimed({ expiresAt: NOW })
    expect((await later.explain('member', member)).changes.map(({ en }) => en)).toEqual([
      'the exception is declared again',
    ])
    expect(later.plan('member')).toMatchObject({ kind: 'deny', reason: 'exception_expired' })
    for (const method of ['create', 'update', 'delete', 'observe']) expect(access).not.toHaveProperty(method)
  })

  it('works while the store of consent is down: nobody is asked', async () => {
    const consents = { name: 'down', lookup: () => Promise.reject(new Error('down')) }
    expect(await at({}, { consents }).reasonOf()).toBeUndefined()
  })

  it('is told at once where the policy asks for it', async () => {
    const told: Signal[] = []
    const { claimed } = at({}, { onSignal: (signal: Signal) => told.push(signal) })
    await claimed().read('member', member)
    expect(told).toMatchObject([{ kind: 'exception', purpose: 'direct_mail', actor: { roles: ['rescuer'] } }])
  })

  it('stands in what is told to the person of the uses of their data', async () => {
    const { claimed, records } = at()
    await claimed().read('member', member)
    const refs = records().flatMap(({ subjects }) => subjects?.refs ?? [])
    const uses: unknown[] = []
    for await (const use of usesOf(records(), { refs })) uses.push(use)
    expect(uses).toMatchObject([
      { type: 'exception', exception: { item: 'appi_18_3_2', expiresAt: '2026-03-01T01:00:00.000Z' } },
    ])
  })
})

describe('gate.exception: delivery', () => {
  it.each(['buffered', 'best_effort', 'strict'] as const)(
    'is strict where records are %s',
    async (delivery) => {
      const down = fakeSink('throw')
      const gate = createGate({
        policy,
        consents: memoryStore(),
        audit: { sinks: [down], delivery } as never,
        keys: { current: 'k1', k1: new Uint8Array(32).fill(7) },
        clock: () => NOW,
        onWarning: () => {},
      })
      await expect(
        gate.exception('direct_mail', claim as never).read('member', member),
      ).rejects.toMatchObject({
        reason: 'audit_unavailable',
      })
    },
  )

  it('there is none without a trail', () => {
    const gate = createGate({
      policy,
      consents: memoryStore(),
      audit: { unsafeNoAudit: true },
      onWarning: () => {},
    })
    expect(() => gate.exception('direct_mail', claim as never)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})

describe('gate.exception: under a legal hold', () => {
  const old = { ...member, birthDate: new Date('2020-01-01') }

  it('answers for retention, of whom the hold is on and of nobody else', async () => {
    const holds = memoryHolds()
    const { gate, reasonOf } = at({}, { holds })
    expect((await reasonOf({}, old))?.[0]).toBe('retention_expired')
    const { id } = await gate.holds.place({ person: me, actor: boss as never, justification: 'case 7' })
    expect(await reasonOf({}, old)).toBeUndefined()
    expect(await reasonOf({}, { ...old, birthDate: undefined })).toBeUndefined()
    expect((await reasonOf({}, { ...old, id: 'm-2' }))?.[0]).toBe('retention_expired')
    await gate.holds.lift(id, { actor: boss as never, justification: 'settled' })
    expect((await reasonOf({}, old))?.[0]).toBe('retention_expired')
  })

  it('makes nothing readable by itself', async () => {
    const { gate } = at({}, { holds: memoryHolds() })
    await gate.holds.place({ person: me, actor: boss as never, justification: 'case 7' })
    await gate.consents.give({ subject: me, purposes: ['direct_mail'] })
    const mailer = { id: 'x', roles: ['mailer'], tenant: 't-1' } as const
    const access = gate.for('direct_mail', { actor: mailer })
    await expect(access.read('member', old)).rejects.toMatchObject({ reason: 'retention_expired' })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['answers for too few', () => []],
    ['answers nonsense', () => [true]],
    [
      'answers for somebody else',
      () => [[{ id: 'x', person: { id: 'm-9', population: 'member' }, placedAt: 1 }]],
    ],
    ['says an end that is no time', () => [[{ id: 'x', placedAt: 1, until: Number.NaN }]]],
    ['hangs', () => new Promise(() => {})],
  ])('a store that %s shows nothing by it', async (_, lookup) => {
    const holds = { name: 'odd', lookup } as unknown as HoldStore
    const { reasonOf } = at({}, { holds, deadlineMs: 20 })
    expect((await reasonOf({}, old))?.[0]).toBe('retention_expired')
  })
})

it('a memory sink keeps what an exception was', async () => {
  const sink = memorySink()
  const gate = createGate({
    policy,
    consents: memoryStore(),
    audit: sink,
    clock: () => NOW,
    onWarning: () => {},
  })
  await gate.exception('direct_mail', claim as never).read('member', member)
  expect(sink.records.some(({ exception }) => exception?.item === 'appi_18_3_2')).toBe(true)
})
