import { definePolicy } from 'purposebound'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { agent, aiko, order, shop } from '../../../shop.js'
import { denial, verdict } from '../verdict.js'

const mismatch = ['tenant_mismatch', '/resources/member/tenant']

describe('the tenant layer', () => {
  it('denies a row of another tenant, and where either of the two has none', () => {
    const asked = (actor: object, row: object) => denial(shop, { purpose: 'support', actor, row })
    const { tenant: _, ...stranger } = agent
    expect(asked(agent, aiko)).toBeUndefined()
    expect(asked(agent, { ...aiko, tenant: 't-2' })).toEqual(mismatch)
    expect(asked(stranger, aiko)).toEqual(mismatch)
    for (const tenant of [undefined, null]) {
      expect(asked(agent, { ...aiko, tenant })).toEqual(mismatch)
      expect(asked(stranger, { ...aiko, tenant })).toEqual(mismatch)
    }
  })

  it('tells tenant 1 from tenant "1"', () => {
    const Row = z.object({ id: z.string(), shop: z.union([z.string(), z.number()]), name: z.string() })
    const policy = definePolicy({
      name: 'typed',
      version: '1',
      categories: ['identity'],
      resources: {
        row: {
          schema: Row,
          subject: 'id',
          tenant: 'shop',
          fields: { id: 'key', shop: 'key', name: 'identity' },
        },
      },
      purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
      roles: { clerk: { purposes: ['support'], sees: { identity: 'clear' } } },
    })
    const asked = (tenant: unknown, shop: unknown) =>
      denial(policy, {
        purpose: 'support',
        actor: { id: 'c', roles: ['clerk'], tenant },
        resource: 'row',
        row: { id: 'r', name: 'Ken', shop },
      })
    expect([asked(1, 1), asked('1', '1')]).toEqual([undefined, undefined])
    expect([asked(1, '1')?.[0], asked('1', 1)?.[0], asked('a', 'A')?.[0]]).toEqual([
      'tenant_mismatch',
      'tenant_mismatch',
      'tenant_mismatch',
    ])
  })

  it('is silent about a resource that has no tenant', () => {
    const asked = { purpose: 'support', resource: 'order', row: order }
    expect(denial(shop, { ...asked, actor: agent })).toBeUndefined()
    expect(denial(shop, { ...asked, actor: { id: 'a-17', roles: ['agent'] } })).toBeUndefined()
  })

  it('hides a row of another tenant that stands in one of ours, and that alone', () => {
    const row = { ...order, buyer: { ...aiko, tenant: 't-2' } }
    const { effect, fields } = verdict(shop, { purpose: 'support', actor: agent, resource: 'order', row })
    expect([effect, fields['total']?.outcome]).toEqual(['permit', 'clear'])
    expect(fields['buyer.name']).toEqual({
      outcome: 'hidden',
      reason: 'tenant_mismatch',
      rule: '/resources/member/tenant',
    })
  })

  it('keys the people of a tenant in it: what was said in another does not count', () => {
    const given = { direct_mail: { given: { via: 'direct_mail', terms: 2 } } }
    const mail = { purpose: 'direct_mail', actor: { ...agent, roles: ['mailer'] }, row: aiko }
    const said = (tenant?: string) => [
      { person: { population: 'member', id: 'm-1', ...(tenant && { tenant }) }, purposes: given },
    ]
    expect(denial(shop, mail, { consents: said('t-1') })).toBeUndefined()
    for (const tenant of ['t-2', undefined])
      expect(denial(shop, mail, { consents: said(tenant) })?.[0]).toBe('consent_missing')
  })
})
