import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { definePolicy, type Erasing, type HoldStore } from '../../../src/index.js'
import { memoryHolds } from '../../../src/stores/memory.js'
import { testGate } from '../../../src/testing/index.js'
import { trail } from '../../trail.js'
import { fakeSink } from '../record/fake-sink.js'

const NOW = Date.parse('2026-03-31T00:00:00Z')
const DAY = 86_400_000
const Guest = z.object({
  id: z.string(),
  came: z.date().nullable(),
  name: z.string(),
  email: z.string(),
  note: z.string(),
  driver: z.object({ id: z.string(), phone: z.string() }).nullable(),
})
const inn = definePolicy({
  name: 'inn',
  version: '1',
  categories: ['identity', 'contact', 'notes'],
  resources: {
    guest: {
      schema: Guest,
      subject: 'id',
      collectedAt: 'came',
      fields: {
        id: 'key',
        came: 'nonpersonal',
        name: 'identity',
        email: 'contact',
        note: { category: 'notes', retention: 'P7D' },
        'driver.id': 'key',
        'driver.phone': { category: 'contact', subject: 'driver.id' },
      },
    },
  },
  purposes: {
    stay: { title: 'Stay', basis: 'contract', uses: ['identity', 'contact', 'notes'], retention: 'P1M' },
    tax: { title: 'Tax', basis: 'legal_obligation', uses: ['identity'], retention: 'P7Y' },
  },
  roles: { clerk: { purposes: ['stay'], sees: { identity: 'clear' }, may: ['read', 'delete'] } },
})
/** The same where taxes are for ever. */
const forever = definePolicy({
  ...inn.document,
  resources: { guest: { ...inn.document.resources['guest']!, schema: Guest } },
  purposes: {
    ...inn.document.purposes,
    tax: { title: 'Tax', basis: 'legal_obligation', uses: ['identity'] },
  },
} as never)

const clerk = { id: 'c-1', roles: ['clerk'] } as const
const guest = (id: string, days: number | null) => ({
  id,
  came: days === null ? null : new Date(NOW - days * DAY),
  name: `secret-${id}`,
  email: 'secret@example.com',
  note: 'secret',
  driver: null,
})
const guests = [guest('a', 1), guest('b', 10), guest('c', 60), guest('d', 9 * 366), guest('e', null)]

function at(options: object = {}) {
  const made = testGate({ policy: inn, now: NOW, holds: memoryHolds(), ...options })
  return { ...made, records: () => trail(made.records) }
}

async function dueOf(sweep: { due: (rows: never[]) => AsyncIterable<object> }, rows: object[] = guests) {
  const pages: object[] = []
  for await (const page of sweep.due(rows as never[])) pages.push(page)
  return pages
}

describe('gate.expired', () => {
  it('due is what has served every purpose that uses it, or whose own period is over', async () => {
    const sweep = at().gate.expired('guest')
    expect(await dueOf(sweep)).toEqual([
      {
        due: [
          { index: 1, fields: ['note'], whole: false },
          { index: 2, fields: ['email', 'note', 'driver.phone'], whole: false },
          { index: 3, fields: ['name', 'email', 'note', 'driver.phone'], whole: true },
        ],
        held: 0,
        unknown: 1,
      },
    ])
  })

  it('is a plan for a database: cutoffs as dates, conditions, columns', () => {
    const sweep = at().gate.expired('guest')
    const until = (value: string) => ({ op: 'lte', path: 'came', type: 'date', value })
    expect(sweep).toMatchObject({
      resource: 'guest',
      asOf: '2026-03-31T00:00:00.000Z',
      fields: {
        name: {
          own: [],
          purposes: [
            {
              from: 'came',
              until: '2026-02-28T23:59:59.999Z',
              period: 'P1M',
              rule: '/purposes/stay/retention',
            },
            { until: '2019-03-31T00:00:00.000Z', period: 'P7Y' },
          ],
        },
        note: {
          where: { op: 'or', of: [until('2026-03-24T00:00:00.000Z'), until('2026-02-28T23:59:59.999Z')] },
          own: [{ period: 'P7D', rule: '/resources/guest/fields/note/retention' }],
        },
      },
      endless: {},
    })
    expect(sweep.whole).toMatchObject({ op: 'and' })
    expect(sweep.needs).toEqual(['came', 'driver.id', 'id'])
  })

  it('what a purpose needs for ever is never due, and is said to be so', async () => {
    const sweep = at({ policy: forever }).gate.expired('guest')
    expect(sweep.endless).toEqual({ name: ['tax'] })
    expect(sweep.whole).toBeUndefined()
    expect(sweep.fields).not.toHaveProperty('name')
    expect(await dueOf(sweep)).toMatchObject([
      { due: [{}, {}, { index: 3, fields: ['email', 'note', 'driver.phone'], whole: false }] },
    ])
  })

  it('reads pages, also of a source that comes in time, and counts through', async () => {
    const sweep = at().gate.expired('guest')
    async function* source() {
      for (let i = 0; i < 5; i++) yield guest(`g-${i}`, 60)
    }
    const indexes: number[][] = []
    for await (const { due } of sweep.due(source(), { size: 2 })) indexes.push(due.map(({ index }) => index))
    expect(indexes).toEqual([[0, 1], [2, 3], [4]])
  })

  it('under a hold nothing is due: of the person, of anybody in the row, of everybody', async () => {
    const { gate } = at()
    const place = (order: object) =>
      gate.holds.place({ ...order, actor: clerk, justification: 'case 7' } as never)
    const first = await place({ person: 'c' })
    await place({ person: 'z', resource: 'guest' })
    const rows = [...guests, { ...guest('y', 60), driver: { id: 'z', phone: '1' } }]
    const pages = await dueOf(gate.expired('guest'), rows)
    expect(pages).toMatchObject([{ due: [{ index: 1 }, { index: 3 }], held: 2, unknown: 1 }])
    await gate.holds.lift(first.id, { actor: clerk, justification: 'settled' })
    expect(await dueOf(gate.expired('guest'))).toMatchObject([{ due: [{}, { index: 2 }, {}], held: 0 }])
    await place({ resource: 'guest', until: new Date(NOW + DAY) })
    expect(await dueOf(gate.expired('guest'))).toMatchObject([{ due: [], held: 3 }])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['answers for too few', () => [[]]],
    ['answers nonsense', (people: object[]) => people.map(() => ({}))],
    ['hangs', () => new Promise(() => {})],
  ])('a store of holds that %s holds everybody', async (_, lookup) => {
    const holds = { name: 'odd', lookup } as unknown as HoldStore
    const sweep = at({ holds, deadlineMs: 20 }).gate.expired('guest')
    expect(await dueOf(sweep)).toMatchObject([{ due: [], held: 3 }])
  })

  it('rows that cannot be read, or do not say whose they are, stay', async () => {
    const sweep = at().gate.expired('guest')
    const odd = [null, 7, 'x', [], {}, { ...guest('a', 9999), id: '' }, { ...guest('a', 9999), id: 7 }]
    expect(await dueOf(sweep, odd as object[])).toEqual([{ due: [], held: 0, unknown: 7 }])
  })

  it('refuses a resource that the policy does not know, and rows that are none', async () => {
    const { gate } = at()
    expect(() => gate.expired('staff' as never)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
    await expect(dueOf(gate.expired('guest'), 7 as never)).rejects.toMatchObject({ code: 'input_invalid' })
  })
})

describe('gate.erase', () => {
  it('hands what is due to the hook, and records it before and after: counts and pseudonyms, and no value', async () => {
    const { gate, records } = at()
    const seen: object[] = []
    const before: number[] = []
    const erased = await gate.erase('guest', guests, {
      actor: clerk,
      justification: 'nightly',
      run: (page) => {
        before.push(records().length)
        seen.push(...page.map(({ row, fields, whole }) => [row.id, fields, whole]))
      },
    })
    expect(erased).toEqual({ rows: 3, whole: 1, held: 0, unknown: 1 })
    expect(seen).toEqual([
      ['b', ['note'], false],
      ['c', ['email', 'note', 'driver.phone'], false],
      ['d', ['name', 'email', 'note', 'driver.phone'], true],
    ])
    expect(before).toEqual([3])
    const [first, , third, ...after] = records()
    expect(first).toMatchObject({
      type: 'decision',
      action: 'delete',
      effect: 'permit',
      justification: 'nightly',
      resource: { type: 'guest' },
      rules: ['/purposes/stay/retention', '/resources/guest/fields/note/retention'],
      erasure: { because: 'expired', rows: 1, whole: 0, fields: ['note'] },
      subjects: { refs: [expect.stringMatching(/^hmac:/)] },
    })
    expect(third).toMatchObject({ erasure: { whole: 1 } })
    expect(after.map(({ type, outcome }) => [type, outcome?.status, outcome?.rows])).toEqual([
      ['outcome', 'erased', 1],
      ['outcome', 'erased', 1],
      ['outcome', 'erased', 1],
    ])
    expect(JSON.stringify(records())).not.toMatch(/secret/)
  })

  it('a hook that fails is recorded as failed: nothing is said to be erased that was not', async () => {
    const { gate, records } = at()
    const error = new Error('disk full at secret')
    let calls = 0
    const erasing = gate.erase('guest', [guest('c', 60), guest('d', 60), guest('x', 60)], {
      actor: clerk,
      size: 1,
      run: () => {
        calls++
        if (calls === 2) throw error
      },
    })
    await expect(erasing).rejects.toBe(error)
    expect(calls).toBe(2)
    expect(records().map(({ type, outcome }) => outcome ?? type)).toEqual([
      'decision',
      { status: 'erased', rows: 1 },
      'decision',
      { status: 'error', rows: 0, code: 'run_failed' },
    ])
    expect(JSON.stringify(records())).not.toMatch(/secret/)
  })

  it('without a record nothing is erased', async () => {
    const { gate } = at({ audit: fakeSink('throw'), keys: { current: 'k1', k1: new Uint8Array(32).fill(7) } })
    let calls = 0
    const erasing = gate.erase('guest', guests, { actor: clerk, run: () => void calls++ })
    await expect(erasing).rejects.toMatchObject({ reason: 'audit_unavailable' })
    expect(calls).toBe(0)
  })

  it('a hold that comes while it is recorded keeps the page', async () => {
    const holds = memoryHolds()
    let looked = 0
    const late: HoldStore = {
      ...holds,
      lookup: (people) => people.map(() => (looked++ < 1 ? [] : [{ id: 'h', placedAt: 1 }])),
    }
    const { gate, records } = at({ holds: late })
    let calls = 0
    const erasing = gate.erase('guest', [guest('c', 60)], { actor: clerk, run: () => void calls++ })
    await expect(erasing).rejects.toMatchObject({ reason: 'held' })
    expect(calls).toBe(0)
    expect(records().at(-1)).toMatchObject({ outcome: { status: 'aborted', rows: 0, code: 'held' } })
  })

  it('of what a person asked for, what is about nobody else goes, and a hold keeps it', async () => {
    const { gate, records } = at()
    const rows = [
      guest('a', 1),
      { ...guest('a', 1), driver: { id: 'z', phone: '1' } },
      guest('b', 1),
      { ...guest('z', 1), driver: { id: 'a', phone: '1' } },
    ]
    const erase = async (more: object = {}) => {
      const seen: unknown[] = []
      const total = await gate.erase('guest', rows, {
        actor: clerk,
        person: 'a',
        run: (page: Erasing[]) => void seen.push(...page.map(({ fields, whole }) => [fields.join(), whole])),
        ...more,
      } as never)
      return [total, seen]
    }
    expect(await erase()).toEqual([
      { rows: 2, whole: 1, held: 0, unknown: 2 },
      [
        ['name,email,note,driver.phone', true],
        ['name,email,note', false],
      ],
    ])
    expect(records()[0]).toMatchObject({ erasure: { because: 'requested' } })
    expect(await erase({ fields: ['email'] })).toEqual([
      { rows: 2, whole: 0, held: 0, unknown: 2 },
      [
        ['email', false],
        ['email', false],
      ],
    ])
    await expect(erase({ fields: ['emial'] })).rejects.toMatchObject({ code: 'input_invalid' })
    await expect(erase({ person: undefined, fields: ['email'] })).rejects.toMatchObject({
      code: 'input_invalid',
    })
    await gate.holds.place({ person: 'a', actor: clerk, justification: 'case 7' })
    expect(await erase()).toEqual([{ rows: 0, whole: 0, held: 2, unknown: 2 }, []])
  })

  it('asks who does it, and how', async () => {
    const { gate, records } = at()
    const erase = (options: object) => gate.erase('guest', guests, options as never)
    await expect(erase({ run: () => {} })).rejects.toMatchObject({ reason: 'actor_unresolved' })
    expect(records()).toMatchObject([{ effect: 'deny', reason: 'actor_unresolved', action: 'delete' }])
    await expect(erase({ actor: clerk })).rejects.toMatchObject({ code: 'input_invalid' })
  })

  it('has at most 1,000 people a record', async () => {
    const { gate, records } = at()
    const rows = Array.from({ length: 1500 }, (_, i) => guest(`g-${i}`, 60))
    await gate.erase('guest', rows, { actor: clerk, size: 2000, run: () => {} })
    expect(records().map(({ subjects, erasure }) => [subjects?.refs.length, erasure?.rows])).toEqual([
      [1000, 1000],
      [500, 500],
      [1000, 1000],
      [500, 500],
    ])
  })
})

describe('gate.holds', () => {
  it('are recorded before they are placed or lifted, with who and why', async () => {
    const { gate, records } = at()
    const order = {
      person: 'c',
      resource: 'guest',
      until: new Date(NOW + DAY),
      actor: clerk,
      justification: 'case 7',
    }
    const hold = await gate.holds.place(order as never)
    expect(hold).toMatchObject({
      person: { id: 'c', population: 'person' },
      resource: 'guest',
      placedAt: NOW,
    })
    expect(await gate.holds.list()).toEqual([hold])
    await gate.holds.lift(hold.id, { actor: clerk, justification: 'settled' })
    expect(await gate.holds.list()).toEqual([])
    expect(records()).toMatchObject([
      {
        type: 'hold',
        justification: 'case 7',
        resource: { type: 'guest' },
        subjects: { refs: [expect.stringMatching(/^hmac:/)] },
        hold: { id: hold.id, change: 'placed', until: '2026-04-01T00:00:00.000Z' },
      },
      { type: 'hold', justification: 'settled', hold: { id: hold.id, change: 'lifted' } },
    ])
  })

  it('end by themselves where they say when', async () => {
    const { gate, setNow } = at()
    const order = { person: 'c', until: new Date(NOW + DAY), actor: clerk, justification: 'case 7' } as const
    await gate.holds.place(order)
    expect(await dueOf(gate.expired('guest'))).toMatchObject([{ held: 1 }])
    setNow(NOW + DAY)
    expect(await gate.holds.list()).toEqual([])
    expect(await dueOf(gate.expired('guest'))).toMatchObject([{ held: 0 }])
  })

  it.each([
    ['on nobody and nothing', { person: undefined }, 'input_invalid'],
    ['on a resource that nobody knows', { resource: 'staff' }, 'input_invalid'],
    ['that has ended', { until: NOW }, 'input_invalid'],
    ['until no time', { until: 'soon' }, 'input_invalid'],
    ['by nobody', { actor: undefined }, 'access_denied'],
    ['for no reason', { justification: ' ' }, 'access_denied'],
  ])('one %s is refused', async (_, more, code) => {
    const { gate, records } = at()
    const order = { person: 'c', actor: clerk, justification: 'case 7', ...more }
    await expect(gate.holds.place(order as never)).rejects.toMatchObject({ code })
    expect(records()).toEqual([])
    expect(await gate.holds.list()).toEqual([])
  })

  it('a store that fails is recorded, and says nothing of what it threw', async () => {
    const holds = { ...memoryHolds(), place: () => Promise.reject(new Error('secret')) }
    const { gate, records } = at({ holds })
    const order = { person: 'c', actor: clerk, justification: 'case 7' } as const
    await expect(gate.holds.place(order)).rejects.toMatchObject({ code: 'store_failed' })
    expect(records()).toMatchObject([
      { type: 'hold' },
      { outcome: { status: 'error', code: 'store_failed' } },
    ])
    expect(JSON.stringify(records())).not.toMatch(/secret/)
  })

  it('a store that is read-only, or none, places nothing', async () => {
    const order = { person: 'c', actor: clerk, justification: 'case 7' } as const
    const readOnly = at({ holds: { name: 'register', lookup: () => [] } })
    await expect(readOnly.gate.holds.place(order)).rejects.toMatchObject({ code: 'store_read_only' })
    await expect(at({ holds: undefined }).gate.holds.place(order)).rejects.toMatchObject({
      code: 'config_invalid',
    })
    expect(readOnly.records()).toEqual([])
  })

  it('keep a row from being deleted', async () => {
    const { gate } = at()
    const access = gate.for('stay', { actor: clerk })
    await access.delete('guest', guest('c', 60))
    await gate.holds.place({ person: 'c', actor: clerk, justification: 'case 7' })
    await expect(access.delete('guest', guest('c', 60))).rejects.toMatchObject({ reason: 'held' })
  })
})
