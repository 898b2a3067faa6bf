import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../src/stores/memory.js'
import { bomb, SECRET } from './hostile.js'
import { open, outcome } from './open.js'
import { agent, ann, clerk, keeper, NOW, parseShop, shop, subject } from './shop.js'

const DAY = 86_400_000
const mailer = { id: 'm', roles: ['mailer'], tenant: 't-1' }

afterEach(() => void vi.useRealTimers())

describe('the clock of a gate', () => {
  it.each<[string, () => unknown]>([
    ['throws', () => Reflect.get(bomb({}, 'x'), 'x')],
    ['gives no number', () => Number.NaN],
    ['gives no date', () => new Date(Number.NaN)],
    ['gives a date that throws', () => bomb(new Date(), 'getTime')],
    ['gives text', () => '2026-11-24T00:00:00Z'],
    ['gives a bigint', () => BigInt(NOW)],
    ['gives a promise', () => Promise.resolve(NOW)],
    ['gives nothing', () => undefined],
    ['gives a time beyond all dates', () => 1e17],
  ])('T20: that %s stops everything: nothing is permitted at a time that is none', async (_, clock) => {
    const { gate, records } = open({ clock })
    const access = gate.for('support', { actor: keeper })
    const { cvc: _c, ...draft } = ann
    const said = {
      read: await outcome(access.read('customer', ann)),
      readMany: (await access.readMany('customer', [ann])).refused[0]?.reason,
      decide: (await access.decide('customer', ann)).reason,
      observe: (await access.observe('customer', ann)).reason,
      plan: (access.plan('customer') as { reason?: string }).reason,
      create: await outcome(access.create('customer', draft)),
      update: await outcome(access.update('customer', ann, { name: 'Anna' })),
      delete: await outcome(access.delete('customer', ann)),
    }
    const all = Object.fromEntries(Object.keys(said).map((operation) => [operation, 'evaluation_error']))
    expect(said).toEqual(all)
    for (const record of records) expect(record).toMatchObject({ effect: 'deny', reason: 'evaluation_error' })
    expect(JSON.stringify(records)).not.toContain(SECRET)
    expect(await outcome(gate.consents.give({ subject, purposes: ['direct_mail'] }))).toBe('input_invalid')
  })

  it('T20: that jumps extends nothing: grants and consent end at their time, to the millisecond', async () => {
    let now = NOW
    const roles = {
      agent: { ...shop.document.roles['clerk'], until: new Date(NOW + DAY).toISOString() },
      mailer: shop.document.roles['mailer'],
    }
    const { gate } = open({ policy: parseShop({ roles }), clock: () => now })
    await gate.consents.give({ subject, purposes: ['direct_mail'], expiresAt: NOW + DAY })
    const support = gate.for('support', { actor: agent })
    const mail = gate.for('direct_mail', { actor: mailer })
    const at = async (time: number) => {
      now = time
      return [await outcome(support.read('customer', ann)), await outcome(mail.read('customer', ann))]
    }
    expect(await at(NOW)).toEqual(['released', 'released'])
    expect(await at(NOW + DAY - 1)).toEqual(['released', 'released'])
    expect(await at(NOW + DAY)).toEqual(['role_expired', 'consent_expired'])
    expect(await at(NOW + 2 * DAY)).toEqual(['role_expired', 'consent_expired'])
  })

  it('T20: of the machine, put back by a day, revives nothing that has ended, and put right again ends nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOW })
    const { gate } = open({ clock: undefined })
    await gate.consents.give({ subject, purposes: ['direct_mail'], expiresAt: NOW + DAY })
    const mail = gate.for('direct_mail', { actor: mailer })
    const at = async (time: number) => {
      vi.setSystemTime(time)
      return outcome(mail.read('customer', ann))
    }
    expect(await at(NOW + DAY)).toBe('consent_expired')
    expect(await at(NOW)).toBe('released')
    vi.advanceTimersByTime(DAY - 1)
    expect(await at(NOW - DAY)).toBe('released')
    vi.advanceTimersByTime(1)
    expect(await at(NOW - DAY)).toBe('consent_expired')
    expect(await at(NOW + DAY)).toBe('consent_expired')
  })

  it('T20: that is wrong dates nothing that was said after what was said, and takes no event of its future', async () => {
    let now = NOW
    const store = memoryStore()
    const { gate } = open({ consents: store, clock: () => now })
    const mail = gate.for('direct_mail', { actor: mailer })
    now = NOW + DAY
    await gate.consents.give({ subject, purposes: ['direct_mail'] })
    now = NOW - DAY
    await gate.consents.withdraw({ subject, purposes: ['direct_mail'] })
    expect(store.history(subject).map(({ at }) => at - NOW)).toEqual([DAY, DAY + 1])
    for (now of [NOW - DAY, NOW, NOW + 2 * DAY])
      expect(await outcome(mail.read('customer', ann))).toBe('consent_withdrawn')
    now = NOW
    const future = { action: 'give', subject, purposes: ['direct_mail'], at: NOW + 1 }
    expect(await outcome(gate.consents.import([future]))).toBe('input_invalid')
    expect(store.history(subject)).toHaveLength(2)
  })

  it('T20: that jumps makes no deadline longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let now = NOW
    const consents = { name: 'dead', lookup: () => new Promise(() => {}) }
    const { gate } = open({ consents, clock: () => now })
    const reading = outcome(gate.for('support', { actor: clerk }).read('customer', ann))
    await vi.advanceTimersByTimeAsync(49)
    now -= DAY
    await vi.advanceTimersByTimeAsync(1)
    expect(await reading).toBe('consent_unavailable')
  })

  it('T20: that jumps back leaves the order of records to be seen', async () => {
    let now = NOW
    const { gate, records } = open({ clock: () => now })
    for (const jump of [0, -DAY, DAY, -1]) {
      now += jump
      await gate.for('support', { actor: clerk }).read('customer', ann)
    }
    const [monos, ids] = [records.map(({ mono }) => mono), records.map(({ id }) => id)]
    expect(monos).toEqual([...monos].sort((a, b) => a - b))
    expect(ids).toEqual([...ids].sort())
    expect(new Set(ids).size).toBe(4)
  })
})

describe('the order of what people said', () => {
  it('T22: what comes late or twice changes nothing that was said after it', async () => {
    const store = memoryStore()
    const { gate } = open({ consents: store })
    const mail = gate.for('direct_mail', { actor: mailer })
    await gate.consents.give({ subject, purposes: ['direct_mail'] })
    const [yes] = store.history(subject)
    await gate.consents.import([
      { action: 'withdraw', subject, purposes: ['direct_mail'], at: NOW - DAY },
      { action: 'give', subject, purposes: ['direct_mail'], at: NOW - 2 * DAY },
    ])
    expect(await outcome(mail.read('customer', ann))).toBe('released')
    await gate.consents.withdraw({ subject, purposes: ['direct_mail'] })
    store.append(yes!)
    store.append({ ...yes!, id: yes!.id.replace(/.$/, '0'), at: NOW - DAY })
    expect(await outcome(mail.read('customer', ann))).toBe('consent_withdrawn')
  })
})
