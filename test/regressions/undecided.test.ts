import { describe, expect, it } from 'vitest'
import { currentAccess, withAccess } from '../../src/context/index.js'
import type { ConsentState } from '../../src/index.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, shop } from '../shop.js'

const SECRET = 'S3CR3T'

describe('what throws while a row is decided on', () => {
  it('denies, in its own reason and with nothing of what was thrown', () => {
    const state = new Proxy({} as ConsentState, {
      get() {
        throw new Error(SECRET)
      },
    })
    const { gate } = testGate({ policy: shop })
    const decision = gate.for('support', { actor: agent }).decide('member', aiko, { consents: [state] })
    expect(decision).toMatchObject({ effect: 'deny', reason: 'evaluation_error' })
    expect(JSON.stringify(decision)).not.toContain(SECRET)
  })
})

describe('a statement with a key that nobody knows', () => {
  it('is refused before anything is recorded: a mistyped end would be none', async () => {
    const { gate, records } = testGate({ policy: shop })
    const statement = { subject: 'm-1', purposes: ['direct_mail'], expiresAtt: '2027-01-01' } as never
    await expect(gate.consents.give(statement)).rejects.toMatchObject({ code: 'input_invalid' })
    expect(records.filter(({ type }) => type === 'consent')).toEqual([])
  })
})

describe('a context', () => {
  it('that no gate gave is none', () => {
    const forged = { purpose: 'support', read: () => SECRET }
    expect(() => withAccess(forged, () => currentAccess())).toThrowError(
      expect.objectContaining({ reason: 'no_context' }),
    )
  })
})
