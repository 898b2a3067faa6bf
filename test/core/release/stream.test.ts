import type { Views } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shop } from '../../shop.js'
import { trail } from '../../trail.js'
import { heldSink, settle } from './held-sink.js'
import { countingStore } from './slow-store.js'

const rows = [aiko, { ...aiko, id: 'm-2', repId: 'a-1' }, { ...aiko, id: 'm-3' }, { ...aiko, tenant: 't-9' }]
type Pages = AsyncIterable<Views<typeof shop, 'support', 'member'>>

describe('a stream', () => {
  it('gives pages of at most `size` rows, each with its views and refusals, and ends with the totals', async () => {
    const { gate, records } = testGate({ policy: shop })
    const pages = gate.for('support', { actor: agent }).stream('member', [...rows, aiko], { size: 2 })
    expect(await shapes(pages)).toEqual([
      [['m-1'], [1]],
      [['m-3'], [1]],
      [['m-1'], []],
    ])
    expect(records.at(-1)).toMatchObject({
      type: 'outcome',
      purpose: 'support',
      resource: { type: 'member' },
      outcome: { status: 'released', rows: 3 },
    })
    expect(records.at(-1)?.outcome).not.toHaveProperty('code')
  })

  it('takes a list as it is: a promise among its rows is no row, as for `readMany`', async () => {
    const { gate } = testGate({ policy: shop })
    const list = [aiko, Promise.resolve(aiko) as never]
    const access = gate.for('support', { actor: agent })
    const many = await access.readMany('member', list)
    expect(many.refused).toMatchObject([{ index: 1, reason: 'tenant_mismatch' }])
    for await (const page of access.stream('member', list)) expect(page).toEqual(many)
  })

  it('closes a list that is made on the way when nobody wants more of it', async () => {
    let closed = false
    function* source() {
      try {
        for (;;) yield aiko
      } finally {
        closed = true
      }
    }
    const { gate } = testGate({ policy: shop })
    for await (const _ of gate.for('support', { actor: agent }).stream('member', source(), { size: 3 })) break
    expect(closed).toBe(true)
  })

  it('takes from its source no more than the page that is asked for', async () => {
    let taken = 0
    async function* source() {
      for (;;) {
        taken++
        yield aiko
      }
    }
    const { gate } = testGate({ policy: shop })
    const pages = gate.for('support', { actor: agent }).stream('member', source(), { size: 3 })
    expect(taken).toBe(0)
    for await (const { views } of pages) {
      expect([views.length, taken]).toEqual([3, 3])
      break
    }
    expect(taken).toBe(3)
  })

  it('asks for consent once a page, so that a no bites on the next page', async () => {
    const store = countingStore()
    const { gate } = testGate({ policy: shop, consents: store })
    const pages = gate
      .for('support', { actor: agent })
      .stream('member', [aiko, aiko, aiko, aiko], { size: 2 })
    const iterator = pages[Symbol.asyncIterator]()
    expect((await iterator.next()).value.views).toHaveLength(2)
    await gate.consents.restrict({ subject: me, purposes: ['support'] })
    const { views, refused } = (await iterator.next()).value
    expect([views.length, refused[0]?.reason]).toEqual([0, 'restricted'])
    expect(store.lookups).toEqual([2, 2])
  })

  it('ends a grant in the middle, where its time is over', async () => {
    const { gate, setNow } = testGate({ policy: shop, now: '2026-05-31T23:59:59Z' })
    const trainee = { ...agent, roles: ['trainee'] as const }
    const pages = gate.for('support', { actor: trainee }).stream('member', [aiko, aiko], { size: 1 })
    const iterator = pages[Symbol.asyncIterator]()
    expect((await iterator.next()).value.views).toHaveLength(1)
    setNow('2026-06-01T00:00:00Z')
    expect((await iterator.next()).value).toMatchObject({ views: [], refused: [{ reason: 'role_expired' }] })
  })

  it('gives no page before the records of that page are acknowledged', async () => {
    const sink = heldSink()
    const { gate } = testGate({ policy: shop, audit: sink })
    const pages = gate.for('support', { actor: agent }).stream('member', [aiko, aiko], { size: 1 })
    const iterator = pages[Symbol.asyncIterator]()
    for (const page of [1, 2]) {
      let given = false
      const next = iterator.next().then(() => {
        given = true
      })
      await settle()
      expect([sink.written.length, given]).toEqual([page, false])
      await sink.letGoUntil(next)
      expect(given).toBe(true)
    }
  })

  it('that nobody listens to any more is recorded as aborted, with the rows that went out', async () => {
    const { gate, records } = testGate({ policy: shop })
    let closed = false
    async function* source() {
      try {
        yield* [aiko, aiko, aiko]
      } finally {
        closed = true
      }
    }
    const pages = gate.for('support', { actor: agent }).stream('member', source(), { size: 1 })
    for await (const _ of pages) break
    expect(records.at(-1)).toMatchObject({ type: 'outcome', outcome: { status: 'aborted', rows: 1 } })
    expect(closed).toBe(true)
  })

  it('whose source fails releases nothing of the page under way, and hands the failure on', async () => {
    const { gate, records } = testGate({ policy: shop })
    async function* source() {
      yield* [aiko, aiko, aiko]
      throw new Error('connection of Aiko Sato lost')
    }
    const pages = gate.for('support', { actor: agent }).stream('member', source(), { size: 2 })
    const iterator = pages[Symbol.asyncIterator]()
    await iterator.next()
    await expect(iterator.next()).rejects.toThrow('connection')
    expect(trail(records)).toHaveLength(2)
    expect(records.at(-1)).toMatchObject({ outcome: { status: 'error', rows: 2, code: 'source_failed' } })
    expect(JSON.stringify(records)).not.toContain('Aiko')
  })

  it('that cannot be recorded ends with `audit_unavailable`, and gives no page', async () => {
    const sink = heldSink()
    const { gate } = testGate({ policy: shop, audit: sink })
    const pages = gate.for('support', { actor: agent }).stream('member', [aiko], { size: 1 })
    const next = pages[Symbol.asyncIterator]().next()
    const refused = expect(next).rejects.toMatchObject({ reason: 'audit_unavailable' })
    await settle()
    await sink.letGoUntil(refused, 'failed')
  })

  it.each([0, -1, 1.5, 10_001, Number.NaN, '10', null])('refuses %j as the size of a page', async (size) => {
    const { gate, records } = testGate({ policy: shop })
    const pages = gate.for('support', { actor: agent }).stream('member', rows, { size: size as number })
    await expect(shapes(pages)).rejects.toMatchObject({ code: 'input_invalid' })
    expect(trail(records)).toEqual([])
  })

  it.each([undefined, null, 5, {}])('refuses %j as a source, in so many words', async (source) => {
    const { gate } = testGate({ policy: shop })
    const pages = gate.for('support', { actor: agent }).stream('member', source as never)
    await expect(shapes(pages)).rejects.toMatchObject({ code: 'input_invalid' })
  })

  it('for a request that is denied takes nothing from its source', async () => {
    const { gate, records } = testGate({ policy: shop })
    const source = { [Symbol.iterator]: () => expect.unreachable() }
    const pages = gate.for('suport' as 'support', { actor: agent }).stream('member', source as never)
    await expect(shapes(pages)).rejects.toMatchObject({ reason: 'purpose_unknown' })
    expect(trail(records)).toMatchObject([{ type: 'decision', effect: 'deny', reason: 'purpose_unknown' }])
  })
})

/** The ids of the views and the places of the refusals, of each page. */
async function shapes(pages: Pages): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const { views, refused } of pages)
    all.push([views.map(({ id }) => id), refused.map(({ index }) => index)])
  return all
}
