import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, me, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { settle } from './held-sink.js'
import { slowStore } from './slow-store.js'

/** The same shop, whose agents see no more than a birthday. */
const stricter = shopWith(({ roles }) => {
  roles['agent'] = { purposes: ['support'], sees: { 'member.birthDate': 'clear' } }
})

describe('reload', () => {
  it('leaves a request under way on the policy that it began with, and its record says which', async () => {
    const store = slowStore()
    const { gate, records } = testGate({ policy: shop, consents: store })
    const access = gate.for('support', { actor: agent })
    const work = Promise.all([
      access.read('member', aiko),
      access.readMany('member', [aiko]),
      access.update('member', aiko, { name: 'Aiko Suzuki' }),
    ])
    await settle()
    await gate.reload(stricter)
    for (let turn = 0; turn < 5; turn++) await store.answer()
    const [view, { views }, patch] = await work
    expect([view.name, views[0]?.name, patch.name]).toEqual(['Aiko Sato', 'Aiko Sato', 'Aiko Suzuki'])
    const digests = (type: string) =>
      trail(records)
        .filter((each) => each.type === type)
        .map(({ policy }) => policy.digest)
    expect(digests('decision')).toEqual([shop.digest, shop.digest, shop.digest])
    expect(digests('policy')).toEqual([stricter.digest])
  })

  it('puts the policy in force for the next operation of an access that was made before', async () => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    await access.read('member', aiko)
    await gate.reload(stricter)
    expect(await access.read('member', aiko)).not.toHaveProperty('name')
    expect(gate.policy).toBe(stricter)
    expect(trail(records).map(({ type, policy }) => [type, policy.digest])).toEqual([
      ['decision', shop.digest],
      ['policy', stricter.digest],
      ['decision', stricter.digest],
    ])
  })

  it('takes a page of a stream as under way with all the pages that follow', async () => {
    const { gate } = testGate({ policy: shop })
    const pages = gate.for('support', { actor: agent }).stream('member', [aiko, aiko], { size: 1 })
    const iterator = pages[Symbol.asyncIterator]()
    await iterator.next()
    await gate.reload(stricter)
    const { views } = (await iterator.next()).value
    expect(views[0]?.name).toBe('Aiko Sato')
  })

  it('asks anew where a purpose raised its terms', async () => {
    const { gate } = testGate({ policy: shop })
    await gate.consents.give({ subject: me, purposes: ['direct_mail'] })
    const access = gate.for('direct_mail', { actor: mailer })
    await expect(access.read('member', aiko)).resolves.toMatchObject({ name: 'Aiko Sato' })
    await gate.reload(
      shopWith(({ purposes }) => {
        purposes['direct_mail'] = { ...purposes['direct_mail'], terms: 3 }
      }),
    )
    await expect(access.read('member', aiko)).rejects.toMatchObject({ reason: 'consent_outdated' })
  })

  it.each([
    ['nothing', undefined],
    ['a document that was never checked', shop.document],
    ['a policy whose document was changed', { ...shop, document: stricter.document }],
  ])('refuses %s: the old policy goes on, and the trail says that it was tried', async (_, bad) => {
    const { gate, records } = testGate({ policy: shop })
    await expect(gate.reload(bad as never)).rejects.toMatchObject({ code: 'policy_invalid' })
    expect(gate.policy).toBe(shop)
    expect(trail(records)).toMatchObject([
      { type: 'policy', reason: 'policy_reload_failed', policy: { digest: shop.digest } },
    ])
    await expect(gate.for('support', { actor: agent }).read('member', aiko)).resolves.toHaveProperty('name')
  })
})
