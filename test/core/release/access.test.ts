import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, me, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { countingStore, slowStore } from './slow-store.js'

const given = { given: { via: 'direct_mail', terms: 2 } }
const consents = [{ person: me, purposes: { direct_mail: given } }]

describe('decide and explain', () => {
  it('are values where the consents are given, whatever store there is, and do not ask it', () => {
    const store = slowStore()
    const access = testGate({ policy: shop, consents: store }).gate.for('direct_mail', { actor: mailer })
    expect(access.decide('member', aiko, { consents })).toMatchObject({ effect: 'permit' })
    expect(access.decide('member', aiko, { consents: [] })).toMatchObject({ reason: 'consent_missing' })
    expect(access.explain('member', aiko, { consents }).en).toBe('permitted')
    expect(store.lookups).toEqual([])
  })

  it('are values where the store answers at once', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('direct_mail', { actor: mailer })
    expect(access.decide('member', aiko)).toMatchObject({ effect: 'deny', reason: 'consent_missing' })
    await gate.consents.give({ subject: me, purposes: ['direct_mail'] })
    expect(access.decide('member', aiko)).toMatchObject({ effect: 'permit' })
    expect(access.explain('member', aiko)).toMatchObject({ en: 'permitted' })
  })

  it('are promises where the store answers later', async () => {
    const store = slowStore()
    const access = testGate({ policy: shop, consents: store }).gate.for('direct_mail', { actor: mailer })
    const decided = access.decide('member', aiko)
    const explained = access.explain('member', aiko)
    expect([decided, explained]).toEqual([expect.any(Promise), expect.any(Promise)])
    await store.answer()
    expect(await decided).toMatchObject({ reason: 'consent_missing' })
    expect((await explained).changes).toHaveLength(1)
  })

  it('are made at the time that is given, else at that of the gate', () => {
    const { gate, setNow } = testGate({ policy: shop, now: '2026-05-01T00:00:00Z' })
    const access = gate.for('support', { actor: { ...agent, roles: ['trainee'] } })
    const effect = (now?: string | Date | number) =>
      access.decide('member', aiko, { consents: [], ...(now !== undefined && { now }) }).effect
    expect([effect(), effect('2026-06-01T00:00:00Z'), effect(new Date(0)), effect(0)]).toEqual([
      'permit',
      'deny',
      'permit',
      'permit',
    ])
    setNow('2026-06-01T00:00:00Z')
    expect([effect(), effect('soon')]).toEqual(['deny', 'deny'])
  })

  it.each([
    ['one that is null', [null]],
    ['a number', 5],
    ['one without a person', [{ purposes: {} }]],
  ])('on consents that are malformed deny, and do not throw: %s', (_, malformed) => {
    const access = testGate({ policy: shop }).gate.for('direct_mail', { actor: mailer })
    expect(access.decide('member', aiko, { consents: malformed as never }).effect).toBe('deny')
  })

  it('release nothing and record nothing', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const said = JSON.stringify([await access.decide('member', aiko), await access.explain('member', aiko)])
    expect(said).not.toMatch(/Aiko|m-1|4242/)
    expect(trail(records)).toEqual([])
  })

  it('follow a reload, as every operation of an access does', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    expect(access.decide('member', aiko, { consents: [] }).effect).toBe('permit')
    await gate.reload(
      shopWith(({ roles }) => {
        delete roles['agent']
      }),
    )
    expect(access.decide('member', aiko, { consents: [] }).effect).toBe('deny')
    expect(access.plan('member').kind).toBe('deny')
  })
})

describe('observe', () => {
  it('decides and records like a read, says that it only observed, and releases nothing', async () => {
    const store = countingStore()
    const { gate, records } = testGate({ policy: shop, consents: store })
    const decision = await gate.for('support', { actor: agent }).observe('member', aiko)
    expect(decision.effect).toBe('permit')
    expect(JSON.stringify(decision)).not.toMatch(/Aiko|m-1|4242/)
    expect(trail(records)).toMatchObject([
      { type: 'decision', mode: 'observed', effect: 'permit', action: 'read' },
    ])
    expect(trail(records)[0]?.subjects?.refs).toHaveLength(1)
    expect(store.lookups).toEqual([1])
  })

  it('records what would have been denied, and why, and stops nobody', async () => {
    const { gate, records } = testGate({ policy: shop })
    await expect(gate.for('support', { actor: mailer }).observe('member', aiko)).resolves.toMatchObject({
      effect: 'deny',
      reason: 'role_not_permitted',
    })
    await expect(
      gate.for('suport' as 'support', { actor: agent }).observe('member', aiko),
    ).resolves.toMatchObject({
      effect: 'deny',
      reason: 'purpose_unknown',
    })
    expect(trail(records).map(({ mode, effect, reason }) => [mode, effect, reason])).toEqual([
      ['observed', 'deny', 'role_not_permitted'],
      ['observed', 'deny', 'purpose_unknown'],
    ])
  })

  it('says to its caller what it says in the record, also of a row that no view could be made of', async () => {
    const { gate, records } = testGate({ policy: shop })
    const { effect, reason } = await gate
      .for('support', { actor: agent })
      .observe('member', { ...aiko, name: 7 } as never)
    expect([effect, reason]).toEqual([trail(records)[0]?.effect, trail(records)[0]?.reason])
    expect(trail(records)[0]).toMatchObject({ effect: 'deny', reason: 'row_invalid' })
  })

  it('is refused where it cannot be recorded', async () => {
    const audit = {
      name: 'down',
      durability: 'memory' as const,
      write() {
        throw new Error('down')
      },
    }
    const { gate } = testGate({ policy: shop, audit })
    await expect(gate.for('support', { actor: agent }).observe('member', aiko)).rejects.toMatchObject({
      reason: 'audit_unavailable',
    })
  })
})
