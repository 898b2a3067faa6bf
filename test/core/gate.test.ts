import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type ConsentStore, createGate, definePolicy, withheld } from '../../src/index.js'
import { memorySink } from '../../src/sinks/memory.js'
import { memoryStore } from '../../src/stores/memory.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, Member, mailer, shop } from '../shop.js'

const me = { population: 'member', id: 'm-1', tenant: 't-1' } as const

describe('read', () => {
  it('gives what the grant shows of the rows it reaches, and says what it withholds', async () => {
    const { gate } = testGate({ policy: shop })
    const view = await gate.for('support', { actor: agent }).read('member', aiko)
    expect(view).toEqual({
      ...aiko,
      cardNumber: '************4242',
      address: { city: '********', street: '********' },
    })
    expect(withheld(view)).toEqual([
      {
        path: 'cardNumber',
        outcome: 'masked',
        reason: 'ceiling_masked',
        rule: '/resources/member/fields/cardNumber/ceiling',
      },
      { path: 'address.city', outcome: 'masked', reason: 'role_masked', rule: '/roles/agent/sees/postal' },
      { path: 'address.street', outcome: 'masked', reason: 'role_masked', rule: '/roles/agent/sees/postal' },
    ])
    expect(withheld({ ...view })).toBeUndefined()
  })

  it.each([
    ['a row of somebody else', { ...aiko, repId: 'a-18' }, 'condition_not_met', '/roles/agent/where/member'],
    ['a row of nobody', { ...aiko, repId: null }, 'condition_not_met', '/roles/agent/where/member'],
    ['a row of another tenant', { ...aiko, tenant: 't-2' }, 'tenant_mismatch', '/resources/member/tenant'],
    ['a row without a person', { ...aiko, id: undefined }, 'subject_missing', '/resources/member/subject'],
    ['a row of other types', { ...aiko, name: 7 }, 'row_invalid', '/resources/member/schema/name'],
  ])('denies %s', async (_, row, reason, rule) => {
    const { gate, records } = testGate({ policy: shop })
    await expect(gate.for('support', { actor: agent }).read('member', row as never)).rejects.toMatchObject({
      code: 'access_denied',
      reason,
      rule,
    })
    expect(records).toMatchObject([{ type: 'decision', effect: 'deny', reason }])
  })

  it.each([
    ['no actor', { actor: null }, 'support', 'actor_unresolved'],
    ['an actor without roles', { actor: { id: 'x' } }, 'support', 'input_invalid'],
    [
      'roles that nobody declared',
      { actor: { ...agent, roles: ['admin', 'system', '__proto__'] } },
      'support',
      'role_not_permitted',
    ],
    ['no purpose', { actor: agent }, undefined, 'purpose_missing'],
    ['a blank purpose', { actor: agent }, '  ', 'purpose_missing'],
    ['a list of purposes', { actor: agent }, ['support'], 'input_invalid'],
    ['a purpose that looks alike', { actor: agent }, 'suppоrt', 'purpose_unknown'],
    [
      'a purpose of another place',
      { actor: agent, allowedPurposes: ['research'] },
      'support',
      'purpose_not_allowed_here',
    ],
    [
      'no justification where one is required',
      { actor: { ...agent, roles: ['auditor'] } },
      'audit',
      'justification_required',
    ],
    [
      'a blank justification',
      { actor: { ...agent, roles: ['auditor'] }, justification: ' ' },
      'audit',
      'justification_required',
    ],
    ['a grant that has ended', { actor: { ...agent, roles: ['trainee'] } }, 'support', 'role_expired'],
  ])('denies %s', async (_, context, purpose, reason) => {
    const { gate, records } = testGate({ policy: shop, now: '2026-06-01T00:00:00Z' })
    await expect(gate.for(purpose as never, context as never).read('member', aiko)).rejects.toMatchObject({
      reason,
    })
    expect(records).toMatchObject([{ type: 'decision', effect: 'deny', reason }])
  })

  it('refuses a view that lacks what is required clear', async () => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    await expect(access.read('member', aiko, { require: ['email'] })).resolves.toHaveProperty(
      'email',
      aiko.email,
    )
    await expect(access.read('member', aiko, { require: ['address.city'] })).rejects.toMatchObject({
      reason: 'role_masked',
    })
    await expect(
      access.read('member', { ...aiko, email: undefined } as never, { require: ['email'] }),
    ).rejects.toMatchObject({ reason: 'row_invalid' })
  })

  it('looks consent up once for all reads of one tick, and records each', async () => {
    const { store, lookups } = counting()
    const { gate, records } = testGate({ policy: shop, consents: store })
    const access = gate.for('support', { actor: agent })
    const rows = [aiko, { ...aiko, id: 'm-2' }, { ...aiko, id: 'm-3', repId: 'a-1' }]
    const settled = await Promise.allSettled(rows.map((row) => access.read('member', row)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(lookups).toEqual([3])
    expect(records.map(({ effect }) => effect)).toEqual(['permit', 'permit', 'deny'])
  })

  it('shows a member their own row by who they are, never by the id of their account', async () => {
    const { gate } = testGate({ policy: shop })
    const account = { id: 'login-9', kind: 'person', roles: [], tenant: 't-1' } as const
    const own = await gate.for('support', { actor: { ...account, subject: me } }).read('member', aiko)
    expect(own).toMatchObject({ name: aiko.name, email: aiko.email, cardNumber: '************4242' })
    await gate.consents.restrict({ subject: me, purposes: ['support'] })
    await expect(
      gate.for('support', { actor: { ...account, subject: me } }).read('member', aiko),
    ).resolves.toBeDefined()
    for (const actor of [
      { ...account, id: 'm-1' },
      { ...account, subject: 'm-1' },
      { ...account, subject: { ...me, id: 'm-2' } },
    ]) {
      await expect(gate.for('support', { actor }).read('member', aiko)).rejects.toMatchObject({
        reason: 'role_not_permitted',
      })
    }
  })

  it('gives the meet of an actor and of those on whose behalf it acts', async () => {
    const { gate, records } = testGate({ policy: shop, now: '2026-01-01T00:00:00Z' })
    const trainee = { id: 'a-99', roles: ['trainee'], tenant: 't-1' } as const
    const view = await gate.for('support', { actor: { ...agent, onBehalfOf: trainee } }).read('member', aiko)
    expect(view).toEqual({ id: 'm-1', tenant: 't-1', repId: 'a-17', name: '********', birthDate: '1991' })
    expect(records[0]?.actor?.onBehalfOf).toMatchObject({ roles: ['trainee'] })
    await expect(
      gate.for('support', { actor: { ...agent, onBehalfOf: { id: 'x', roles: [] } } }).read('member', aiko),
    ).rejects.toMatchObject({ reason: 'tenant_mismatch' })
  })

  it('decides a nested row on its own, and people of a field on theirs', async () => {
    const { gate, records } = testGate({ policy: shop })
    const order = {
      id: 7,
      memberId: 'm-1',
      total: 120,
      giftTo: { personId: 'm-5', phone: '090-1234-5678' },
      buyer: { ...aiko, repId: 'a-1' },
    }
    const access = gate.for('support', { actor: agent })
    const view = await access.read('order', order)
    expect(view).toEqual({
      id: 7,
      memberId: 'm-1',
      total: 120,
      giftTo: { personId: 'm-5', phone: '090-1234-5678' },
    })
    expect(withheld(view)).toContainEqual({
      path: 'buyer.name',
      outcome: 'hidden',
      reason: 'condition_not_met',
      rule: '/roles/agent/where/member',
    })
    expect(records.map(({ resource, effect }) => [resource?.type, effect])).toEqual([
      ['order', 'permit'],
      ['member', 'deny'],
    ])

    await gate.consents.restrict({ subject: { population: 'member', id: 'm-5' }, purposes: ['support'] })
    const restricted = await access.read('order', { ...order, buyer: aiko })
    expect(restricted).toMatchObject({ giftTo: { personId: 'm-5' }, buyer: { name: aiko.name } })
    expect(withheld(restricted)).toContainEqual({
      path: 'giftTo.phone',
      outcome: 'hidden',
      reason: 'restricted',
      rule: '/purposes/support/basis',
    })
  })

  it('shows keys as pseudonyms that join within the purpose and never across', async () => {
    const { gate } = testGate({ policy: shop })
    const research = gate.for('research', { actor: { ...agent, roles: ['analyst'] } })
    const order = { id: 1, memberId: 'm-1', total: 5, giftTo: null }
    const [a, b] = await Promise.all([
      research.read('order', order),
      research.read('order', { ...order, id: 2 }),
    ])
    expect(a.total).toBe(5)
    expect(a.memberId).toMatch(/^hmac:k1:/)
    expect([a.memberId === b.memberId, a.id === b.id]).toEqual([true, false])
    expect(JSON.stringify([a, b])).not.toContain('m-1')
  })
})

describe('lists', () => {
  const rows = [
    aiko,
    { ...aiko, id: 'm-2', repId: 'a-1' },
    { ...aiko, id: 'm-3' },
    { ...aiko, tenant: 't-9' },
  ]

  it('readMany keeps the order, lists what it refuses and records each verdict class once', async () => {
    const { store, lookups } = counting()
    const { gate, records } = testGate({ policy: shop, consents: store })
    const { views, refused } = await gate.for('support', { actor: agent }).readMany('member', rows)
    expect(views.map((view) => view.id)).toEqual(['m-1', 'm-3'])
    expect(refused).toEqual([
      { index: 1, reason: 'condition_not_met', rule: '/roles/agent/where/member' },
      { index: 3, reason: 'tenant_mismatch', rule: '/resources/member/tenant' },
    ])
    expect(lookups).toEqual([4])
    expect(records).toMatchObject([
      { effect: 'permit' },
      { effect: 'deny', refused: 1 },
      { effect: 'deny', refused: 1 },
    ])
    expect(records[0]?.subjects?.refs).toHaveLength(2)
  })

  it('stream gives pages, and ends with the totals', async () => {
    const { gate, records } = testGate({ policy: shop })
    const pages = []
    for await (const page of gate.for('support', { actor: agent }).stream('member', rows, { size: 2 }))
      pages.push(page)
    expect(pages.map(({ views, refused }) => [views.length, refused.map(({ index }) => index)])).toEqual([
      [1, [1]],
      [1, [1]],
    ])
    expect(records.at(-1)).toMatchObject({ type: 'outcome', outcome: { status: 'released', rows: 2 } })
  })

  it('stream asks for consent anew on each page, and says when nobody listens any more', async () => {
    const { gate, records } = testGate({ policy: shop })
    const others = rows.map((row) => ({ ...row, id: 'm-1', tenant: 't-1', repId: 'a-17' }))
    const stream = gate.for('support', { actor: agent }).stream('member', others, { size: 1 })
    await stream[Symbol.asyncIterator]().next()
    await gate.consents.restrict({ subject: me, purposes: ['support'] })
    for await (const { refused } of stream) {
      expect(refused).toMatchObject([{ reason: 'restricted' }])
      break
    }
    expect(records.at(-1)).toMatchObject({ type: 'outcome', outcome: { status: 'aborted', rows: 1 } })
  })

  it('query runs after the record, and decides again on whatever comes back', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const plan = access.plan('member')
    expect(plan).toMatchObject({ kind: 'conditional', where: { op: 'and' } })
    const { views, refused } = await access.query(plan, () => {
      expect(records).toHaveLength(1)
      return rows
    })
    expect([views.length, refused.length]).toEqual([2, 2])
    await expect(access.query({ ...plan }, () => rows)).rejects.toMatchObject({ code: 'input_invalid' })
    const denied = gate.for('support', { actor: mailer })
    await expect(denied.query(denied.plan('member'), () => expect.unreachable())).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
  })
})

describe('writes', () => {
  const draft = { id: 'm-9', tenant: 't-1', repId: 'a-17', name: 'Ken', email: 'ken@example.com' }
  const partial = definePolicyOfDrafts()

  it('create gives what may be written, and refuses what the grant does not name', async () => {
    const { gate, records } = testGate({ policy: partial })
    const access = gate.for('support', { actor: agent })
    await expect(access.create('member', draft as never)).resolves.toEqual(draft)
    expect(records).toMatchObject([
      { action: 'create', effect: 'permit', fields: { clear: ['email', 'id', 'name', 'repId', 'tenant'] } },
    ])
    await expect(access.create('member', { ...draft, note: 'x' } as never)).rejects.toMatchObject({
      reason: 'role_not_permitted',
      rule: '/roles/agent/writes',
    })
    await expect(access.create('member', { ...draft, nickname: 'x' } as never)).rejects.toMatchObject({
      reason: 'input_invalid',
    })
    await expect(access.create('member', { ...draft, email: 'no-email' } as never)).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.not.stringContaining('no-email'),
    })
    await expect(access.create('member', { ...draft, tenant: 't-2' } as never)).rejects.toMatchObject({
      reason: 'tenant_mismatch',
    })
    await expect(access.create('member', { ...draft, repId: 'a-1' } as never)).rejects.toMatchObject({
      reason: 'condition_not_met',
    })
    await expect(
      gate.for('support', { actor: { ...agent, roles: ['trainee'] } }).create('member', draft as never),
    ).rejects.toMatchObject({ reason: 'role_not_permitted' })
  })

  it('update judges the row as it is and as it would be', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    await expect(access.update('member', aiko, { name: 'Aiko Suzuki' })).resolves.toEqual({
      name: 'Aiko Suzuki',
    })
    await expect(access.update('member', aiko, { repId: 'a-18' } as never)).rejects.toMatchObject({
      reason: 'condition_not_met',
    })
    await expect(access.update('member', aiko, { tenant: 't-2' } as never)).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
    await expect(access.update('member', { ...aiko, repId: 'a-1' }, { name: 'x' })).rejects.toMatchObject({
      reason: 'condition_not_met',
    })
    await expect(access.update('member', aiko, { name: undefined } as never)).rejects.toMatchObject({
      reason: 'input_invalid',
    })
  })

  it('never writes a masked value back', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const masked = { email: 'a********@example.com' }
    await expect(access.update('member', aiko, masked)).rejects.toMatchObject({ reason: 'input_invalid' })
    await expect(access.update('member', aiko, { name: '********' })).rejects.toMatchObject({
      reason: 'input_invalid',
    })
  })

  it('never writes back what it shows in place of a value, whatever it looks like', async () => {
    const policy = definePolicy({
      name: 'form',
      version: '1',
      categories: ['identity', 'postal'],
      resources: {
        person: {
          schema: z.object({ id: z.string(), name: z.string(), home: z.string(), born: z.string() }),
          subject: 'id',
          fields: {
            id: 'key',
            name: 'identity',
            home: { category: 'postal', mask: { op: 'address', to: 'prefecture' } },
            born: { category: 'identity', mask: 'birth_date' },
          },
        },
      },
      purposes: { change: { title: 'Changes', basis: 'contract', uses: ['identity', 'postal'] } },
      roles: {
        clerk: {
          purposes: ['change'],
          sees: { 'person.name': 'clear', identity: 'masked', postal: 'masked' },
          may: ['read', 'update'],
          writes: ['identity', 'postal'],
        },
      },
    })
    const row = { id: 'p-1', name: 'Aiko', home: '京都府京都市中京区1-2', born: '1991-05-01' }
    const access = testGate({ policy }).gate.for('change', { actor: { id: 'c-1', roles: ['clerk'] } })
    const shown = await access.read('person', row)
    expect(shown).toMatchObject({ home: '京都府', born: '1991' })
    for (const patch of [{ home: '京都府' }, { born: '1991' }])
      await expect(access.update('person', row, patch)).rejects.toMatchObject({ reason: 'input_invalid' })
    await expect(access.update('person', row, { home: '大阪府大阪市北区3' })).resolves.toEqual({
      home: '大阪府大阪市北区3',
    })
  })

  it('delete is decided and recorded like any other access', async () => {
    const { gate, records } = testGate({ policy: shop })
    await expect(gate.for('support', { actor: agent }).delete('member', aiko)).resolves.toBeUndefined()
    await expect(
      gate.for('support', { actor: { ...agent, roles: ['trainee'] } }).delete('member', aiko),
    ).rejects.toMatchObject({ reason: 'role_not_permitted' })
    expect(records.map(({ action, effect }) => [action, effect])).toEqual([
      ['delete', 'permit'],
      ['delete', 'deny'],
    ])
  })
})

describe('guard', () => {
  const saved: unknown[] = []
  const repository = {
    findById: async (id: string) => (id === 'm-1' ? aiko : undefined),
    list: async () => [aiko],
    async *each() {
      yield aiko
    },
    rename: async (id: string, patch: object) => void saved.push([id, patch]),
    count: async () => 1,
  }

  it('gives views of the methods listed, and has no others', async () => {
    const { gate } = testGate({ policy: shop })
    const members = gate
      .guard('member', { findById: 'one', list: 'many', each: 'stream', rename: 'update' }, repository)
      .for('support', { actor: agent })
    expect((await members.findById('m-1'))?.name).toBe('Aiko Sato')
    expect(await members.findById('m-0')).toBeUndefined()
    expect((await members.list()).views).toHaveLength(1)
    for await (const { views } of members.each()) expect(views).toHaveLength(1)
    await members.rename('m-1', { name: 'Aiko Suzuki' })
    expect(saved).toEqual([['m-1', { name: 'Aiko Suzuki' }]])
    expect(Object.keys(members)).toEqual(['findById', 'list', 'each', 'rename'])
    expect('count' in members).toBe(false)
  })

  it('refuses a method that does not exist, and an update with nothing to load the row by', () => {
    const { gate } = testGate({ policy: shop })
    expect(() => gate.guard('member', { find: 'one' } as never, repository)).toThrow(/config/)
    expect(() => gate.guard('member', { rename: 'update' } as never, repository)).toThrow(/config/)
  })
})

describe('the life of a gate', () => {
  it('ends each operation on the policy it began with', async () => {
    const answer = deferred()
    const store = memoryStore()
    const slow: ConsentStore = {
      ...store,
      name: 'slow',
      lookup: (people) => answer.promise.then(() => store.lookup(people)),
    }
    const { gate, records } = testGate({ policy: shop, consents: slow })
    const reading = gate.for('support', { actor: agent }).read('member', aiko)
    await Promise.resolve()
    const next = definePolicyOfDrafts()
    await gate.reload(next as never)
    answer.resolve()
    await reading
    expect(records.map(({ type, policy }) => [type, policy.digest])).toEqual([
      ['policy', next.digest],
      ['decision', shop.digest],
    ])
    expect(gate.policy.digest).toBe(next.digest)
  })

  it('keeps the old policy when the new one is none, and says so in the trail', async () => {
    const { gate, records } = testGate({ policy: shop })
    await expect(gate.reload({ document: { name: 'x' }, schemas: {} } as never)).rejects.toMatchObject({
      code: 'policy_invalid',
    })
    expect(gate.policy.digest).toBe(shop.digest)
    expect(records).toMatchObject([{ type: 'policy', reason: 'policy_reload_failed' }])
  })

  it('denies everything once closed', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    expect(await gate.close()).toEqual({ flushed: 0, unflushed: 0 })
    await expect(access.read('member', aiko)).rejects.toMatchObject({ code: 'gate_closed' })
    expect(() => gate.for('support', { actor: agent })).toThrow(/closed/)
  })

  it.each([
    ['no audit', { audit: undefined }],
    ['no consent store', { consents: {} }],
    ['a clock that is none', { clock: 5 }],
    ['an option that does not exist', { polcy: shop }],
    ['keys left out where records last', { audit: { name: 's', durability: 'disk', write() {} } }],
  ])('refuses to start with %s', (_, wrong) => {
    const right = { policy: shop, consents: memoryStore(), audit: memorySink(), onWarning: () => {} }
    expect(() => createGate({ ...right, ...wrong } as never)).toThrow(/configuration is invalid/)
  })

  it('observes beside old code: records, and releases nothing', async () => {
    const { gate, records } = testGate({ policy: shop })
    const decision = await gate.for('support', { actor: mailer }).observe('member', aiko)
    expect(decision).toMatchObject({ effect: 'deny', reason: 'role_not_permitted' })
    expect(records).toMatchObject([{ mode: 'observed', effect: 'deny' }])
  })

  it('explains the smallest change that would permit, in English and Japanese', () => {
    const { gate } = testGate({ policy: shop })
    const { changes, ja } = gate
      .for('direct_mail', { actor: agent })
      .explain('member', aiko, { consents: [] }) as {
      changes: readonly { en: string; ja: string }[]
      ja: string
    }
    expect(changes.map(({ en }) => en)).toEqual([
      'the actor is given the role `mailer`',
      'the person consents to `direct_mail`',
    ])
    expect(ja).toContain('操作者のロールでは認められません')
  })
})

function counting() {
  const lookups: number[] = []
  const inner = memoryStore()
  const store: ConsentStore = {
    ...inner,
    name: 'counting',
    lookup(people) {
      lookups.push(people.length)
      return inner.lookup(people)
    },
  }
  return { store, lookups }
}

function deferred() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** The shop with a smaller member, so that drafts are short. */
function definePolicyOfDrafts() {
  const { roles, purposes, prohibitions } = shop.document
  const schema = Member.pick({ id: true, tenant: true, repId: true, name: true, email: true }).extend({
    note: Member.shape.name.optional(),
  })
  const fields = {
    id: 'key',
    tenant: 'key',
    repId: 'key',
    name: 'identity',
    email: 'contact',
    note: 'identity',
  }
  const { order: _, ...where } = (roles['agent'] as { where: object }).where as {
    order: unknown
    member: unknown
  }
  return definePolicy({
    name: 'drafts',
    version: '1',
    populations: ['member'],
    categories: shop.document.categories,
    resources: { member: { schema, subject: { population: 'member', at: 'id' }, tenant: 'tenant', fields } },
    purposes: { support: purposes['support'], marketing: purposes['marketing'] },
    roles: { agent: { ...roles['agent'], where }, trainee: roles['trainee'] },
    prohibitions,
  } as never) as unknown as typeof shop
}
