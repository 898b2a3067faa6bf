import { definePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { aiko, me, order, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { denial, outcomes, verdict } from './verdict.js'

const account = { id: 'login-9', kind: 'person', roles: [], tenant: 't-1' } as const
const own = { purpose: 'support', actor: { ...account, subject: me }, row: aiko }
const stranger = ['role_not_permitted', '/roles']

describe('a person and their own row', () => {
  it('see what the purpose uses, clear, up to its ceilings', () => {
    const decision = verdict(shop, own)
    const paths = ['name', 'email', 'address.city', 'tags[]', 'cardNumber'] as const
    expect(outcomes(decision, ...paths)).toEqual(['clear', 'clear', 'clear', 'clear', 'masked'])
  })

  it.each([
    ['the id of the account', { ...account, id: 'm-1' }],
    ['the id of an account that is somebody else', { ...account, id: 'm-1', subject: { ...me, id: 'm-2' } }],
    ['the same id in the default population', { ...account, subject: 'm-1' }],
    ['another id', { ...account, subject: { ...me, id: 'm-2' } }],
    ['the id in other letters', { ...account, subject: { ...me, id: 'M-1' } }],
    ['another tenant of the person', { ...account, subject: { ...me, tenant: 't-2' } }],
    ['nobody', account],
  ])('are not known to each other by %s', (_, actor) => {
    expect(denial(shop, { ...own, actor })).toEqual(stranger)
  })

  it('of another tenant than the row stay strangers, although the id is the same', () => {
    const actor = { ...account, tenant: 't-2', subject: { population: 'member', id: 'm-1' } }
    expect(denial(shop, { ...own, actor })?.[0]).toBe('tenant_mismatch')
    expect(denial(shop, { ...own, actor, row: { ...aiko, tenant: 't-2' } })).toBeUndefined()
  })

  it('are told apart by type: 1 is not "1"', () => {
    const policy = definePolicy({
      name: 'typed',
      version: '1',
      categories: ['identity'],
      resources: {
        person: {
          schema: z.object({ id: z.union([z.int(), z.string()]), name: z.string() }),
          subject: 'id',
          fields: { id: 'key', name: 'identity' },
        },
      },
      purposes: { page: { title: 'Own page', basis: 'contract', uses: ['identity'], self: true } },
      roles: {},
    })
    const asked = (subject: unknown, id: unknown) =>
      denial(policy, {
        purpose: 'page',
        actor: { id: 'a', roles: [], subject },
        resource: 'person',
        row: { id, name: 'Ken' },
      })
    expect([asked(1, 1), asked('1', '1')]).toEqual([undefined, undefined])
    expect([asked(1, '1'), asked('1', 1)]).toEqual([stranger, stranger])
  })

  it('need a purpose that is open to persons, like anyone else', () => {
    expect(denial(shop, { ...own, purpose: 'direct_mail' })).toEqual(stranger)
    const entry = { given: { via: 'direct_mail', terms: 2 } }
    const consents = [{ person: me, purposes: { direct_mail: entry } }]
    expect(denial(shop, { ...own, purpose: 'direct_mail' }, { consents })).toEqual(stranger)
  })

  it('are bound by no consent, objection or restriction of theirs', () => {
    const policy = shopWith(({ purposes }) => {
      purposes['support'] = { ...purposes['support'], basis: 'consent' }
    })
    const entry = { objected: ['support'], restricted: ['support'] }
    expect(denial(policy, own)).toBeUndefined()
    expect(denial(policy, own, { consents: [{ person: me, purposes: { support: entry } }] })).toBeUndefined()
    expect(denial(policy, { ...own, actor: { ...account, roles: ['agent'], id: 'a-17' } })?.[0]).toBe(
      'consent_missing',
    )
  })

  it('see by their own grant alone where their consent does not let a role of theirs see', () => {
    const policy = shopWith(({ purposes, roles }) => {
      purposes['support'] = {
        ...purposes['support'],
        basis: 'consent',
        self: { sees: { identity: 'masked' } },
      }
      roles['agent'] = { purposes: ['support'], sees: { identity: 'clear', contact: 'clear' } }
    })
    const both = { ...own, actor: { ...own.actor, roles: ['agent'] } }
    const entry = { given: { via: 'support' } }
    const seen = (consents: object[]) => outcomes(verdict(policy, both, { consents }), 'name', 'email')
    expect(seen([{ person: me, purposes: { support: entry } }])).toEqual(['clear', 'clear'])
    expect(seen([])).toEqual(['masked', 'hidden'])
  })

  it('see no field about somebody else by it', () => {
    const row = { ...order, giftTo: { personId: 'm-5', phone: '090' } }
    const actor = { ...account, subject: { population: 'member', id: 'm-1' } }
    const decision = verdict(shop, { ...own, actor, resource: 'order', row })
    expect(outcomes(decision, 'total', 'giftTo.phone')).toEqual(['clear', 'hidden'])
    const gift = verdict(shop, {
      ...own,
      actor,
      resource: 'order',
      row: { ...row, giftTo: { personId: 'm-1', phone: '090' } },
    })
    expect(outcomes(gift, 'giftTo.phone')).toEqual(['clear'])
  })
})

describe('what a purpose says of `self`', () => {
  const policy = shopWith(({ purposes }) => {
    const self = {
      sees: { identity: 'clear', contact: 'masked' },
      may: ['read', 'update'],
      writes: ['contact'],
    }
    purposes['support'] = { ...purposes['support'], self }
  })

  it('is all that the person sees', () => {
    expect(outcomes(verdict(policy, own), 'name', 'email', 'tags[]')).toEqual(['clear', 'masked', 'hidden'])
  })

  it('is all that the person may do and write, to their own row alone', async () => {
    const { gate, records } = testGate({ policy })
    const access = gate.for('support', { actor: own.actor })
    const email = 'new@example.com'
    await expect(access.update('member', aiko, { email })).resolves.toEqual({ email })
    await expect(access.update('member', aiko, { name: 'Aiko Suzuki' })).rejects.toMatchObject({
      reason: 'role_not_permitted',
      rule: '/purposes/support/self/writes',
    })
    for (const refused of [
      access.update('member', { ...aiko, id: 'm-2' }, { email }),
      access.delete('member', aiko),
      testGate({ policy: shop }).gate.for('support', { actor: own.actor }).update('member', aiko, { email }),
    ])
      await expect(refused).rejects.toMatchObject({ reason: 'role_not_permitted' })
    expect(trail(records).map(({ effect }) => effect)).toEqual(['permit', 'deny', 'deny', 'deny'])
  })

  it('needs not even a role, and is recorded like any other access', async () => {
    const { gate, records } = testGate({ policy: shop })
    await gate.for('support', { actor: own.actor }).read('member', aiko)
    expect(trail(records)).toMatchObject([
      { effect: 'permit', actor: { kind: 'person', roles: [] }, purpose: 'support' },
    ])
    expect(trail(records)[0]?.rules).toContain('/purposes/support/self')
  })
})
