import { expect } from 'vitest'
import { z } from 'zod'
import { type ConsentStore, createGate, definePolicy } from '../../src/index.js'
import { memorySink } from '../../src/sinks/memory.js'

const policy = definePolicy({
  name: 'shop',
  version: '1',
  categories: ['contact'],
  resources: {
    member: {
      schema: z.object({ id: z.string(), email: z.string() }),
      subject: 'id',
      fields: { id: 'key', email: 'contact' },
    },
  },
  purposes: { mail: { title: 'Mail', basis: 'consent', uses: ['contact'] } },
  roles: { agent: { purposes: ['mail'], sees: { contact: 'clear' } } },
})

/** A gate over a store that answers, and then does not: far sooner than the store gives up, it is `consent_unavailable`. */
export async function expectDeniedInTime(
  store: ConsentStore,
  way: { stall(on: boolean): void },
): Promise<void> {
  const gate = createGate({
    policy,
    consents: store,
    keys: { current: 'k1', k1: new Uint8Array(32).fill(7) },
    audit: memorySink(),
    deadlineMs: 300,
    onWarning: () => {},
  })
  await gate.consents.give({ subject: 'm-1', purposes: ['mail'] })
  const access = gate.for('mail', { actor: { id: 'a', roles: ['agent'] } })
  const row = { id: 'm-1', email: 'ana@example.com' }
  expect(await access.read('member', row)).toMatchObject({ email: 'ana@example.com' })
  way.stall(true)
  const began = performance.now()
  await expect(access.read('member', row)).rejects.toMatchObject({ reason: 'consent_unavailable' })
  expect(performance.now() - began, 'the store waits 20 s').toBeLessThan(10_000)
  way.stall(false)
  await gate.close()
}
