import { createGate } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shop } from '../shop.js'
import { trail } from '../trail.js'

describe('a gate', () => {
  const right = { policy: shop, consents: memoryStore(), audit: memorySink(), onWarning: () => {} }

  it.each([
    ['no policy', { policy: undefined }],
    ['no audit', { audit: undefined }],
    ['no consent store', { consents: {} }],
    ['a clock that is none', { clock: 5 }],
    ['a deadline that is none', { deadlineMs: 0 }],
    ['a deadline without end', { deadlineMs: Number.POSITIVE_INFINITY }],
    ['warnings that go nowhere', { onWarning: 'console' }],
    ['an option that does not exist', { polcy: shop }],
    ['keys left out where records last', { audit: { name: 's', durability: 'disk', write() {} } }],
  ])('refuses to start with %s', (_, wrong) => {
    expect(() => createGate({ ...right, ...wrong } as never)).toThrow(/configuration is invalid/)
  })

  it.each([undefined, null, 'policy'])('refuses %j for its options', (options) => {
    expect(() => createGate(options as never)).toThrow(/configuration is invalid/)
  })

  it('starts with a policy, a store and a sink, and says which policy is in force', () => {
    const gate = createGate(right)
    expect(gate.policy).toBe(shop)
    expect(Object.isFrozen(gate)).toBe(true)
  })

  it('gives an access that names its purpose, and records nothing until something is asked', () => {
    const { gate, records } = testGate({ policy: shop })
    expect(gate.for('support', { actor: agent }).purpose).toBe('support')
    expect(trail(records)).toEqual([])
  })

  it('writes into the record what the caller says of the request', async () => {
    const { gate, records } = testGate({ policy: shop, app: { name: 'web', version: '1.2.3' } })
    const context = {
      actor: { ...agent, roles: ['auditor'] as const },
      justification: 'ticket 4711',
      request: 'r-1',
      traceparent: '00-1-1-00',
      ext: { shift: 'night' },
    }
    await gate.for('audit', context).read('member', aiko)
    expect(trail(records)).toMatchObject([
      {
        justification: 'ticket 4711',
        request: 'r-1',
        traceparent: '00-1-1-00',
        ext: { shift: 'night' },
        app: { name: 'web', version: '1.2.3' },
      },
    ])
  })

  it('denies everything once it is closed', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const plan = access.plan('member')
    expect(await gate.close()).toEqual({ flushed: 0, unflushed: 0 })
    for (const late of [
      access.read('member', aiko),
      access.readMany('member', [aiko]),
      access.stream('member', [aiko])[Symbol.asyncIterator]().next(),
      access.query(plan, () => expect.unreachable()),
      access.update('member', aiko, { name: 'x' }),
      access.delete('member', aiko),
      access.observe('member', aiko),
      gate.reload(shop),
      gate.consents.give({ subject: me, purposes: ['direct_mail'] }),
    ])
      await expect(late).rejects.toMatchObject({ code: 'gate_closed' })
    expect(() => gate.for('support', { actor: agent })).toThrow(/closed/)
    expect(trail(records)).toEqual([])
  })

  it('closes its store with itself', async () => {
    let closed = 0
    const consents = { ...memoryStore(), name: 'closing', close: () => void closed++ }
    await testGate({ policy: shop, consents }).gate.close()
    expect(closed).toBe(1)
  })
})
