import {
  type AuditRecord,
  type AuditSink,
  createGate,
  type LedgerQuery,
  pseudonyms,
  type RecordedUse,
} from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, me, order, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'

const policy = shopWith(({ roles, purposes }) => {
  roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'] }
  purposes['audit'] = { ...purposes['audit'], uses: [], self: { may: ['audit'] } }
})
const auditor = { id: 'u-1', roles: ['auditor'], tenant: 't-1' } as const
const why = { purpose: 'audit', actor: auditor, justification: 'ticket 7' } as const
const K0 = new Uint8Array(32).fill(7)
const K1 = new Uint8Array(32).fill(8)

const short = (uses: readonly RecordedUse[]) =>
  uses.map(({ purpose, action, effect, type }) => [type, purpose, action, effect].filter(Boolean).join(' '))

describe('the uses of a person', () => {
  it('are every read, list, write and refusal about them, with what was shown how clearly, oldest first', async () => {
    const { gate } = testGate({ policy })
    const support = gate.for('support', { actor: agent, request: 'r-1' })
    await support.read('member', aiko)
    await support.readMany('member', [aiko, { ...aiko, id: 'm-2' }])
    await support.update('member', aiko, { name: 'Aiko Suzuki' })
    await support.read('order', order)
    await gate
      .for('direct_mail', { actor: mailer })
      .read('member', aiko)
      .catch(() => {})
    await support.read('member', { ...aiko, id: 'm-3' })

    const uses = await gate.subject(me, why).accesses()
    expect(short(uses)).toEqual([
      'decision support read permit',
      'decision support read permit',
      'decision support update permit',
      'decision direct_mail read deny',
    ])
    expect(uses[0]).toMatchObject({
      clause: '5(2)',
      basis: 'contract',
      request: 'r-1',
      resource: { type: 'member' },
      actor: { kind: 'employee', roles: ['agent'], tenant: 't-1' },
      masked: ['address.city', 'address.street', 'cardNumber'],
      hidden: [],
      policy: { name: 'shop', version: '1' },
    })
    expect(uses[0]?.clear).toContain('email')
    expect(uses[3]).toMatchObject({ reason: 'consent_missing', actor: { kind: 'service' } })
    expect(
      Object.isFrozen(uses) && uses.every((use) => Object.isFrozen(use) && Object.isFrozen(use.clear)),
    ).toBe(true)
    expect(JSON.stringify(uses)).not.toMatch(/Aiko|m-1|a-17|4242/)
  })

  it('are told apart by tenant, population and typed id', async () => {
    const { gate } = testGate({ policy })
    await gate.for('support', { actor: agent }).read('member', aiko)
    await gate.for('support', { actor: { ...agent, tenant: undefined } }).read('order', order)
    const count = async (person: typeof me | object, tenant: string | undefined) =>
      (await gate.subject(person as never, { ...why, actor: { ...auditor, tenant } }).accesses()).length
    expect(await count(me, 't-1')).toBe(1)
    expect(await count({ population: 'member', id: 'm-1' }, undefined)).toBe(1)
    expect(await count({ id: 'm-1', tenant: 't-1' }, 't-1')).toBe(0)
    expect(await count({ ...me, id: 1 }, 't-1')).toBe(0)
  })

  it('are those of a span, which includes its begin and not its end', async () => {
    const { gate, setNow } = testGate({ policy, now: '2026-01-01T00:00:00Z' })
    const read = () => gate.for('support', { actor: agent }).read('member', aiko)
    for (const day of ['01', '02', '03']) {
      setNow(`2026-01-${day}T00:00:00Z`)
      await read()
    }
    const days = async (span: object) =>
      (await gate.subject(me, why).accesses(span))
        .filter((use) => use.action === 'read')
        .map(({ time }) => time.slice(8, 10))
    expect(await days({ since: '2026-01-02' })).toEqual(['02', '03'])
    expect(await days({ since: new Date('2026-01-02'), until: '2026-01-03T00:00:00Z' })).toEqual(['02'])
    expect(await days({ until: Date.parse('2026-01-02') })).toEqual(['01'])
    for (const span of [
      null,
      [],
      { from: '2026' },
      { since: 'yesterday' },
      { timeoutMs: 0 },
      { until: Number.NaN },
    ])
      await expect(gate.subject(me, why).accesses(span as never), JSON.stringify(span)).rejects.toMatchObject(
        { code: 'input_invalid' },
      )
  })

  it('are found under every master key that the gate has, old ones too', async () => {
    const sink = memorySink()
    const gateWith = (keys: object) =>
      createGate({ policy, consents: memoryStore(), audit: sink, keys: keys as never, onWarning: () => {} })
    await gateWith({ current: 'k0', k0: K0 }).for('support', { actor: agent }).read('member', aiko)
    const both = gateWith({ current: 'k1', k0: K0, k1: K1 })
    await both.for('support', { actor: agent }).read('member', aiko)
    expect(short(await both.subject(me, why).accesses())).toHaveLength(2)
    const without = gateWith({ current: 'k1', k1: K1 })
    // what was read under k0 is out of reach; the audit of a moment ago is not
    expect(short(await without.subject(me, why).accesses())).toEqual([
      'decision support read permit',
      'decision audit audit permit',
    ])
  })
})

describe('reading the ledger', () => {
  it('is itself on record before anything is released: who, why, and about whom', async () => {
    const { gate, records } = testGate({ policy })
    await gate.subject(me, { ...why, request: 'r-9' }).accesses()
    const [record] = trail(records)
    expect(trail(records)).toHaveLength(1)
    expect(record).toMatchObject({
      type: 'decision',
      action: 'audit',
      purpose: 'audit',
      effect: 'permit',
      justification: 'ticket 7',
      request: 'r-9',
      rules: ['/roles/auditor'],
      actor: { roles: ['auditor'] },
    })
    expect(record?.subjects?.refs).toHaveLength(1)
    // the next one sees it
    expect(short(await gate.subject(me, why).accesses())).toEqual(['decision audit audit permit'])
  })

  it.each([
    ['no purpose', { purpose: undefined }, 'purpose_missing'],
    ['a purpose that nobody knows', { purpose: 'audits' }, 'purpose_unknown'],
    ['nobody', { actor: undefined }, 'actor_unresolved'],
    [
      'a place that is declared for other purposes',
      { allowedPurposes: ['support'] },
      'purpose_not_allowed_here',
    ],
    ['no justification', { justification: ' ' }, 'justification_required'],
    ['another tenant', { actor: { ...auditor, tenant: 't-2' } }, 'tenant_mismatch'],
    ['no tenant', { actor: { ...auditor, tenant: undefined } }, 'tenant_mismatch'],
    ['a role that may read and not audit', { purpose: 'support', actor: agent }, 'role_not_permitted'],
    ['a role that serves another purpose', { purpose: 'support' }, 'role_not_permitted'],
    ['no role', { actor: { ...auditor, roles: [] } }, 'role_not_permitted'],
    ['an auditor for an agent', { actor: { ...auditor, onBehalfOf: agent } }, 'role_not_permitted'],
    ['an agent for an auditor', { actor: { ...agent, onBehalfOf: auditor } }, 'role_not_permitted'],
    [
      'a context that throws',
      {
        get actor() {
          throw new Error('Aiko')
        },
      },
      'input_invalid',
    ],
  ])('is denied, and recorded so, for %s', async (_, change, reason) => {
    const { gate, records } = testGate({ policy })
    const context = Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(why), ...Object.getOwnPropertyDescriptors(change) },
    )
    await expect(gate.subject(me, context as never).accesses()).rejects.toMatchObject({
      code: 'access_denied',
      reason,
    })
    expect(trail(records)).toMatchObject([{ action: 'audit', effect: 'deny', reason }])
  })

  it('ends with the grant, and never begins by one that reaches rows', async () => {
    const ended = shopWith(({ roles }) => {
      roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'], until: '2025-01-01T00:00:00Z' }
    })
    await expect(testGate({ policy: ended }).gate.subject(me, why).accesses()).rejects.toMatchObject({
      reason: 'role_expired',
      rule: '/roles/auditor/until',
    })
    const rows = shopWith(({ roles }) => {
      roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'], where: { member: 'all' } }
    })
    await expect(testGate({ policy: rows }).gate.subject(me, why).accesses()).rejects.toMatchObject({
      reason: 'role_not_permitted',
      rule: '/roles/auditor/where',
    })
  })

  it('is forbidden by a prohibition of the purpose or the action, and not by one of fields', async () => {
    const under = (prohibition: object) =>
      testGate({
        policy: shopWith((document) => {
          document.roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'] }
          document.prohibitions.push({ id: 'x', ...prohibition })
        }),
      }).gate.subject(me, why)
    for (const each of [{ purposes: ['audit'] }, { actions: ['audit'] }])
      await expect(under(each).accesses()).rejects.toMatchObject({
        reason: 'prohibited',
        rule: '/prohibitions/x',
      })
    for (const each of [{ actions: ['read'] }, { purposes: ['support'] }, { of: ['identity'] }])
      await expect(under(each).accesses()).resolves.toEqual([])
  })

  it('is open to the person themselves where the purpose says so, and to no other person', async () => {
    const { gate } = testGate({ policy })
    const as = (subject: object, tenant: string | undefined = 't-1') =>
      gate.subject(me, {
        ...why,
        actor: { id: 'login-1', kind: 'person', roles: [], subject, tenant } as never,
      })
    await expect(as(me).accesses()).resolves.toEqual([])
    await expect(as({ population: 'member', id: 'm-1' }).accesses()).resolves.toHaveLength(1)
    for (const other of [
      { ...me, id: 'm-2' },
      { ...me, population: 'person' },
      { ...me, tenant: 't-2' },
    ])
      await expect(as(other).accesses()).rejects.toMatchObject({ reason: 'role_not_permitted' })
    const closed = testGate({ policy: shopWith(() => {}) }).gate
    await expect(
      closed.subject(me, { ...why, actor: { id: 'x', roles: [], subject: me, tenant: 't-1' } }).accesses(),
    ).rejects.toMatchObject({ reason: 'role_not_permitted' })
  })

  it('needs the consent that its purpose rests on, and none but that: a restriction hides no account of uses', async () => {
    const { gate } = testGate({ policy })
    await gate.consents.restrict({ subject: me, purposes: ['audit'] })
    await expect(gate.subject(me, why).accesses()).resolves.toEqual([])
    const asked = testGate({
      policy: shopWith(({ purposes, roles }) => {
        purposes['audit'] = { title: 'Audit', basis: 'consent', uses: [] }
        roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'] }
      }),
    })
    await expect(asked.gate.subject(me, why).accesses()).rejects.toMatchObject({ reason: 'consent_missing' })
    await asked.gate.consents.give({ subject: me, purposes: ['audit'] })
    await expect(asked.gate.subject(me, why).accesses()).resolves.toHaveLength(1)
  })

  it('gives no row to a role that may only audit', async () => {
    const { gate } = testGate({ policy })
    const access = gate.for('audit', { actor: auditor, justification: 'ticket 7' })
    await expect(access.read('member', aiko)).rejects.toMatchObject({ reason: 'role_not_permitted' })
    expect((await access.readMany('member', [aiko])).views).toEqual([])
    await expect(access.delete('member', aiko)).rejects.toMatchObject({ code: 'access_denied' })
  })

  it('is denied where it cannot be recorded', async () => {
    const sink = memorySink()
    const broken: AuditSink = { ...sink, write: () => Promise.reject(new Error('m-1')), durability: 'disk' }
    const keys = { current: 'k1', k1: K1 }
    const gate = createGate({ policy, consents: memoryStore(), audit: broken, keys, onWarning: () => {} })
    await expect(gate.subject(me, why).accesses()).rejects.toMatchObject({ reason: 'audit_unavailable' })
  })

  it('releases nothing where consent is withdrawn in the meantime', async () => {
    const sink = memorySink()
    let during: () => Promise<unknown> = async () => {}
    const { gate } = testGate({
      policy: shopWith(({ purposes, roles }) => {
        purposes['audit'] = { title: 'Audit', basis: 'consent', uses: [] }
        roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'] }
      }),
      audit: {
        ...sink,
        async *find(query) {
          await during()
          yield* sink.find?.(query) ?? []
        },
      },
    })
    await gate.consents.give({ subject: me, purposes: ['audit'] })
    during = () => gate.consents.withdraw({ subject: me, purposes: ['audit'] })
    await expect(gate.subject(me, why).accesses()).rejects.toMatchObject({ reason: 'consent_withdrawn' })
  })

  it('is refused where it is written: for nobody, for a population of none, after the end', async () => {
    const { gate } = testGate({ policy })
    for (const nobody of [
      undefined,
      null,
      '',
      {},
      { id: 'm-1', population: 'members' },
      { id: 'm-1', tenant: '' },
    ])
      expect(() => gate.subject(nobody as never, why)).toThrow(
        expect.objectContaining({ code: 'input_invalid' }),
      )
    const handle = gate.subject(me, why)
    await gate.close()
    await expect(handle.accesses()).rejects.toMatchObject({ code: 'gate_closed' })
    expect(() => gate.subject(me, why)).toThrow(expect.objectContaining({ code: 'gate_closed' }))
  })
})

describe('the sink that answers', () => {
  const base = { name: 'x', durability: 'memory', write: () => {} } as const
  const record = (change: object = {}): AuditRecord =>
    ({
      v: 1,
      id: 'r-1',
      type: 'decision',
      time: '2026-01-01T00:00:00.000Z',
      mono: 1,
      app: { name: 'x', instance: 'x' },
      policy: { name: 'shop', version: '1', digest: 'd' },
      subjects: { refs: [ref] },
      ...change,
    }) as AuditRecord
  const keys = { current: 'k1', k1: K1 }
  const ref = pseudonyms(keys).person(me)[0] as string
  const asking = (find: (query: LedgerQuery) => unknown, options: object = { timeoutMs: 100 }) =>
    testGate({ policy, keys, audit: { ...base, find: find as never } })
      .gate.subject(me, why)
      .accesses(options)

  it('is the first that can be read, a required one before others; without any the configuration is at fault', async () => {
    const found = async (audit: object) =>
      (
        await testGate({ policy, keys, audit: audit as never })
          .gate.subject(me, why)
          .accesses()
      ).map(({ id }) => id)
    const named = (id: string): AuditSink => ({
      ...base,
      name: id,
      async *find() {
        yield record({ id })
      },
    })
    expect(await found({ sinks: [base, named('a'), named('b')] })).toEqual(['a'])
    expect(await found({ sinks: [{ sink: named('a'), required: false }, named('b')] })).toEqual(['b'])
    expect(await found({ sinks: [{ sink: named('a'), required: false }, base] })).toEqual(['a'])
    for (const audit of [base, { sinks: [base] }, { unsafeNoAudit: true }])
      await expect(found(audit)).rejects.toMatchObject({
        code: 'config_invalid',
        message: expect.stringContaining('`find`'),
      })
  })

  it.each<[string, (query: LedgerQuery) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('Aiko')
      },
    ],
    ['gives nothing', () => undefined],
    ['gives no iterator', () => ({ [Symbol.asyncIterator]: () => ({}) })],
    [
      'rejects',
      async function* () {
        yield await Promise.reject(new Error('Aiko'))
      },
    ],
    [
      'throws what pretends to be one of ours',
      async function* () {
        yield await Promise.reject(
          Object.assign(new Error('Aiko'), {
            [Symbol.for('purposebound/error/1')]: true,
            code: 'access_denied',
          }),
        )
      },
    ],
    ['gives no result', () => ({ [Symbol.asyncIterator]: () => ({ next: () => 7 }) })],
    [
      'gives what is no record',
      async function* () {
        yield 'Aiko'
      },
    ],
    [
      'gives a record of another version',
      async function* () {
        yield record({ v: 2 } as never)
      },
    ],
    [
      'gives a record without a time',
      async function* () {
        yield record({ time: 'Aiko' })
      },
    ],
    [
      'gives a record that throws',
      async function* () {
        yield Object.defineProperty(record(), 'purpose', {
          get() {
            throw new Error('Aiko')
          },
          enumerable: true,
        })
      },
    ],
    [
      'gives a row in place of a name',
      async function* () {
        yield record({ purpose: aiko } as never)
      },
    ],
    ['never answers', () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) })],
    [
      'never ends',
      async function* () {
        for (;;) yield record({ subjects: { refs: ['x'] } })
      },
    ],
    [
      'never ends, and never lets go',
      () => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ value: record({ subjects: { refs: [] } }) }),
          return: () => new Promise(() => {}),
        }),
      }),
    ],
  ])('that %s is a failure without a word of it, and recorded', async (_, find) => {
    const { gate, records } = testGate({
      policy,
      keys,
      audit: { ...memorySink(), find: find as never } as never,
    })
    void records
    const error = await gate
      .subject(me, why)
      .accesses({ timeoutMs: 50 })
      .then(
        () => undefined,
        (e) => e,
      )
    expect(error).toMatchObject({ code: 'sink_failed' })
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      'Aiko',
    )
  })

  it('that lies is not believed: other people, other times and what is no use are left out, twice is once', async () => {
    const uses = await asking(
      async function* () {
        yield record({ id: 'b', time: '2026-01-02T00:00:00.000Z' })
        yield record({ id: 'other', subjects: { refs: ['hmac:k1:AAAAAAAAAAAAAAAAAAAAAA'] } })
        yield record({ id: 'nobody', subjects: undefined })
        yield record({ id: 'late', time: '2026-02-01T00:00:00.000Z' })
        yield record({ id: 'consent', type: 'consent' })
        yield record({ id: 'a', secret: 'Aiko', row: aiko } as never)
        yield record({ id: 'b', time: '2026-01-02T00:00:00.000Z' })
      },
      { until: '2026-01-31', timeoutMs: 1000 },
    )
    expect(uses.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(JSON.stringify(uses)).not.toContain('Aiko')
  })

  it('that gives a record which lost its parts is told as such', async () => {
    const cut = { truncated: true, sha256: 'x', bytes: 9 }
    const uses = await asking(async function* () {
      yield record({ fields: { clear: cut, masked: ['email'], hidden: [] }, justification: cut } as never)
    })
    expect(uses).toMatchObject([{ clear: [], masked: ['email'], truncated: true }])
  })

  it('that fails leaves an outcome beside no permit', async () => {
    const sink = memorySink()
    const { gate } = testGate({
      policy,
      keys,
      audit: {
        ...sink,
        find: () => {
          throw new Error('x')
        },
      },
    })
    await gate
      .subject(me, why)
      .accesses()
      .catch(() => {})
    expect(trail(sink.records)).toMatchObject([
      { type: 'outcome', action: 'audit', outcome: { status: 'error', rows: 0, code: 'sink_failed' } },
    ])
  })

  it('is asked once what was buffered has reached it', async () => {
    const { gate } = testGate({ policy, audit: { sinks: [memorySink()], delivery: 'buffered' } })
    await gate.for('support', { actor: agent }).read('member', aiko)
    expect(await gate.subject(me, why).accesses()).toHaveLength(1)
  })
})

describe('a salt or a key that is destroyed', () => {
  const salts = new Map([
    ['t-1 member', new Uint8Array(32).fill(1)],
    ['t-2 member', new Uint8Array(32).fill(2)],
  ])
  const salt = (tenant: string | number | undefined, scope: string) => {
    const kept = salts.get(`${tenant} ${scope}`)
    if (scope === 'member' && !kept) throw new Error('forgotten')
    return kept ?? new Uint8Array(0)
  }

  it('makes the past of its people unlinkable, and of no others', async () => {
    const { gate, records } = testGate({ policy, keys: { current: 'k1', k1: K1, salt } })
    const of = (tenant: string) =>
      gate.subject({ ...me, tenant }, { ...why, actor: { ...auditor, tenant } }).accesses()
    for (const tenant of ['t-1', 't-2'])
      await gate.for('support', { actor: { ...agent, tenant } }).read('member', { ...aiko, tenant })
    expect(await of('t-1')).toHaveLength(1)
    salts.delete('t-1 member')
    // also for the gate that is running: it asks for the salt each time
    await expect(of('t-1')).rejects.toMatchObject({ code: 'config_invalid' })
    expect(await of('t-2')).toHaveLength(1)
    expect(trail(records).at(-2)).toMatchObject({ type: 'outcome', outcome: { code: 'config_invalid' } })
    // nor by a new salt
    salts.set('t-1 member', new Uint8Array(32).fill(9))
    expect(short(await of('t-1'))).toEqual([])
  })
})
