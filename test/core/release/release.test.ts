import type { Access } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, type shop, shopWith } from '../../shop.js'
import { heldSink, settle } from './held-sink.js'
import { slowStore } from './slow-store.js'

type Shop = Access<typeof shop, 'support'>

/** A shop whose agents may write whole members. */
const open = shopWith(({ roles, resources }) => {
  roles['agent'] = { ...roles['agent'], writes: ['identity', 'contact', 'payment', 'behaviour'] }
  const fields = resources['member']?.['fields'] as { [path: string]: unknown }
  fields['cardNumber'] = 'payment'
})
const OPERATIONS: readonly (readonly [string, (access: Shop) => Promise<unknown>])[] = [
  ['read', (access) => access.read('member', aiko)],
  ['readMany', async (access) => only(await access.readMany('member', [aiko]))],
  [
    'stream',
    async (access) => only((await access.stream('member', [aiko])[Symbol.asyncIterator]().next()).value),
  ],
  ['query', async (access) => only(await access.query(access.plan('member'), () => [aiko]))],
  ['create', (access) => access.create('member', aiko as never)],
  ['update', (access) => access.update('member', aiko, { name: 'Aiko Suzuki' })],
  ['delete', (access) => access.delete('member', aiko)],
]
const WRITES = OPERATIONS.slice(4)

describe('nothing is released before its record is acknowledged', () => {
  it.each(OPERATIONS)('by %s', async (_, operate) => {
    const sink = heldSink()
    const { gate } = testGate({ policy: open, audit: sink })
    let released = false
    const work = operate(gate.for('support', { actor: agent })).then(() => {
      released = true
    })
    await settle()
    expect([sink.written.length, released]).toEqual([1, false])
    await settle()
    expect(released).toBe(false)
    await sink.letGoUntil(work)
    expect(released).toBe(true)
    expect(sink.written.at(-1)).toMatchObject({ effect: 'permit' })
  })

  it.each(OPERATIONS)('by %s, and nothing at all where it cannot be recorded', async (_, operate) => {
    const sink = heldSink()
    const { gate } = testGate({ policy: open, audit: sink })
    const work = operate(gate.for('support', { actor: agent }))
    const refused = expect(work).rejects.toMatchObject({ code: 'access_denied', reason: 'audit_unavailable' })
    await settle()
    await sink.letGoUntil(refused, 'failed')
  })
})

describe('consent that is narrowed between check and release', () => {
  it.each(OPERATIONS)('stops %s', async (_, operate) => {
    const sink = heldSink()
    const { gate } = testGate({ policy: open, audit: sink })
    const work = operate(gate.for('support', { actor: agent }))
    const refused = expect(work).rejects.toMatchObject({ reason: 'restricted' })
    await settle()
    for (let turn = 0; turn < 5 && !sink.written.at(-1)?.subjects; turn++) await sink.letGo()
    expect(sink.written.at(-1)).toMatchObject({ effect: 'permit', subjects: {} })
    const restricting = gate.consents.restrict({ subject: me, purposes: ['support'] })
    await sink.letGoUntil(Promise.all([refused, restricting]))
  })

  it('leaves a record that the release was aborted, and of how many rows', async () => {
    const sink = heldSink()
    const { gate } = testGate({ policy: open, audit: sink })
    const rows = [aiko, { ...aiko, id: 'm-2' }, aiko]
    const work = gate.for('support', { actor: agent }).readMany('member', rows)
    await settle()
    const restricting = gate.consents.restrict({ subject: me, purposes: ['support'] })
    const [{ views, refused }] = await sink.letGoUntil(Promise.all([work, restricting]))
    expect(views.map(({ id }) => id)).toEqual(['m-2'])
    expect(refused).toMatchObject([
      { index: 0, reason: 'restricted' },
      { index: 2, reason: 'restricted' },
    ])
    expect(sink.written.filter(({ type }) => type === 'outcome')).toMatchObject([
      { outcome: { status: 'aborted', rows: 2, code: 'restricted' } },
    ])
  })

  it.each(WRITES)('leaves a record that the %s was aborted, and no second decision', async (_, operate) => {
    const sink = heldSink()
    const { gate } = testGate({ policy: open, audit: sink })
    const work = operate(gate.for('support', { actor: agent })).catch(() => {})
    await settle()
    const restricting = gate.consents.restrict({ subject: me, purposes: ['support'] })
    await sink.letGoUntil(Promise.all([work, restricting]))
    const trail = sink.written.filter(({ type }) => type !== 'consent')
    expect(trail.map(({ type, effect, outcome }) => [type, effect ?? outcome?.status])).toEqual([
      ['decision', 'permit'],
      ['outcome', 'aborted'],
    ])
  })

  it.each(OPERATIONS)('stops %s even while consent is being asked for again', async (_, operate) => {
    const store = slowStore()
    const { gate } = testGate({ policy: open, consents: store })
    const work = operate(gate.for('support', { actor: agent }))
    const end = work.then(
      () => 'released',
      (error: { reason: string }) => error.reason,
    )
    await settle()
    // another purpose: it changes nothing here, but consent is asked for again before the release
    await gate.consents.restrict({ subject: me, purposes: ['research'] })
    for (let turn = 0; turn < 10 && store.lookups.length < 2; turn++) await store.answer()
    expect(store.lookups).toHaveLength(2)
    await gate.consents.restrict({ subject: me, purposes: ['support'] })
    for (let turn = 0; turn < 10; turn++) await store.answer()
    expect(await end).toBe('restricted')
  })
})

/** The one view of a page, or its refusal as an error. */
function only(page: { readonly views: readonly unknown[]; readonly refused: readonly object[] }): unknown {
  if (page.refused[0]) throw page.refused[0]
  return page.views[0]
}
