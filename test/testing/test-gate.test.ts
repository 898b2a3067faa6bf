import { expect, it } from 'vitest'
import { memorySink } from '../../src/sinks/memory.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, shop } from '../shop.js'

it('is a real gate, in memory, and shows what it recorded', async () => {
  const { gate, records } = testGate({ policy: shop })
  expect(records).toEqual([])
  await gate.for('support', { actor: agent }).read('member', aiko)
  expect(records).toMatchObject([
    { type: 'policy', reason: 'policy_loaded' },
    { type: 'decision', effect: 'permit', time: '2026-01-01T00:00:00.000Z' },
  ])
})

it('stands at the time that it is given, until it is set', async () => {
  const { gate, records, setNow } = testGate({ policy: shop, now: '2026-05-31T23:59:59Z' })
  const access = gate.for('support', { actor: { ...agent, roles: ['trainee'] } })
  await expect(access.read('member', aiko)).resolves.toMatchObject({ name: '********' })
  setNow('2026-06-01T00:00:00Z')
  await expect(access.read('member', aiko)).rejects.toMatchObject({ reason: 'role_expired' })
  const times = records.filter(({ type }) => type === 'decision').map(({ time }) => time)
  expect(times).toEqual(['2026-05-31T23:59:59.000Z', '2026-06-01T00:00:00.000Z'])
})

it('takes parts of its own, such as the store of an application', async () => {
  const sink = memorySink()
  const consents = { name: 'nobody', lookup: () => [] }
  const { gate, records } = testGate({ policy: shop, consents, audit: sink })
  await expect(gate.for('support', { actor: agent }).read('member', aiko)).rejects.toMatchObject({
    reason: 'consent_unavailable',
  })
  expect(sink.records).toHaveLength(2)
  expect(records, 'the records are in the sink that was given').toEqual([])
})

it('does not share consent between gates', async () => {
  const one = testGate({ policy: shop }).gate
  const person = { id: 'm-1', population: 'member' } as const
  await one.consents.give({ subject: person, purposes: ['marketing'] })
  const other = await testGate({ policy: shop }).gate.consents.state(person)
  expect(other.purposes.marketing.status).toBe('ConsentUnknown')
})
