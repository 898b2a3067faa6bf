import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, me, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { heldSink, settle } from './held-sink.js'
import { countingStore } from './slow-store.js'

const foreign = { ...aiko, id: 'm-2', repId: 'a-1' }
const elsewhere = { ...aiko, id: 'm-3', tenant: 't-9' }

describe('query', () => {
  it('runs only when the access is recorded, and releases only when the people are', async () => {
    const sink = heldSink()
    const { gate } = testGate({ policy: shop, audit: sink })
    const access = gate.for('support', { actor: agent })
    const steps: string[] = []
    const work = access
      .query(access.plan('member'), () => {
        steps.push('run')
        return [aiko]
      })
      .then(() => steps.push('released'))
    await settle()
    expect([steps, sink.written.length]).toEqual([[], 1])
    await sink.letGo()
    expect([steps, sink.written.length]).toEqual([['run'], 2])
    await sink.letGoUntil(work)
    expect(steps).toEqual(['run', 'released'])
    expect(sink.written[0]).toMatchObject({
      type: 'decision',
      effect: 'permit',
      resource: { type: 'member' },
    })
    expect(sink.written[0]).not.toHaveProperty('subjects')
    expect(sink.written[1]?.subjects?.refs).toHaveLength(1)
  })

  it('decides on every row again: a run that selects too much never widens', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const raw = { ...aiko, passwordHash: 'secret' }
    const { views, refused } = await access.query(access.plan('member'), () => [
      raw,
      foreign,
      elsewhere,
      null as never,
    ])
    expect(views).toEqual([
      { ...aiko, cardNumber: '************4242', address: { city: '********', street: '********' } },
    ])
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'condition_not_met'],
      [2, 'tenant_mismatch'],
      [3, 'row_invalid'],
    ])
  })

  it('asks for consent once for all the rows, and after the run', async () => {
    const store = countingStore()
    const { gate } = testGate({ policy: shop, consents: store })
    const access = gate.for('support', { actor: agent })
    const { refused } = await access.query(access.plan('member'), async () => {
      expect(store.lookups).toEqual([])
      await gate.consents.restrict({ subject: me, purposes: ['support'] })
      return [aiko, { ...aiko, id: 'm-4' }]
    })
    expect(store.lookups).toEqual([2])
    expect(refused).toMatchObject([{ index: 0, reason: 'restricted' }])
  })

  it('hands the plan to the run as it was made', async () => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    const plan = access.plan('member')
    await access.query(plan, (given) => {
      expect(given).toBe(plan)
      return []
    })
    expect.assertions(1)
  })

  it('takes no plan but one that this access made: no copy, and none of another access', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const plan = access.plan('member')
    const other = gate.for('support', { actor: agent })
    const run = () => expect.unreachable()
    for (const stranger of [
      other.query(plan, run),
      access.query({ ...plan }, run),
      access.query(structuredClone(plan), run),
      access.query({ kind: 'allow', columns: {}, needs: [] } as never, run),
      access.query(undefined as never, run),
      access.query('member' as never, run),
    ])
      await expect(stranger).rejects.toMatchObject({ code: 'input_invalid' })
    expect(trail(records)).toEqual([])
  })

  it('of a plan that denies runs nothing, and records the denial', async () => {
    const { gate, records } = testGate({ policy: shop })
    const denied = gate.for('support', { actor: mailer })
    const plan = denied.plan('member')
    expect(plan.kind).toBe('deny')
    await expect(denied.query(plan, () => expect.unreachable())).rejects.toMatchObject({
      code: 'access_denied',
      reason: 'role_not_permitted',
    })
    expect(trail(records)).toMatchObject([{ type: 'decision', effect: 'deny', reason: 'role_not_permitted' }])
  })

  it('never hands a plan that denied to a run, although another policy would permit it now', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: mailer })
    const plan = access.plan('member')
    await gate.reload(
      shopWith(({ roles }) => {
        roles['mailer'] = { purposes: ['support'], sees: { identity: 'clear' } }
      }),
    )
    let ran = false
    await access
      .query(plan, () => {
        ran = true
        return []
      })
      .catch(() => {})
    expect(ran).toBe(false)
  })

  it('judges by the policy of now where it was reloaded since the plan was made', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const plan = access.plan('member')
    await gate.reload(
      shopWith(({ roles }) => {
        delete roles['agent']
      }),
    )
    await expect(access.query(plan, () => expect.unreachable())).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
  })

  it('that fails in its run releases nothing, hands the failure on, and the trail says how it ended', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const failing = access.query(access.plan('member'), () =>
      Promise.reject(new Error('no such column: Aiko Sato')),
    )
    await expect(failing).rejects.toThrow('no such column')
    expect(JSON.stringify(records)).not.toContain('Aiko')
    expect(trail(records).map(({ type, effect, outcome }) => [type, effect ?? outcome?.status])).toEqual([
      ['decision', 'permit'],
      ['outcome', 'error'],
    ])
  })

  it.each([undefined, 5, { rows: [] }])('refuses %j for rows', async (odd) => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    await expect(access.query(access.plan('member'), () => odd as never)).rejects.toMatchObject({
      code: 'input_invalid',
    })
  })
})
