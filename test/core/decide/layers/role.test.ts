import { describe, expect, it } from 'vitest'
import { agent, aiko, order, shop, shopWith } from '../../../shop.js'
import { denial } from '../verdict.js'

const support = { purpose: 'support', row: aiko }
const as = (...roles: readonly string[]) => ({ ...agent, roles })

describe('the role layer', () => {
  it.each([
    ['no role', []],
    ['a role that nobody declared', ['admin']],
    ['names that every object has', ['__proto__', 'constructor', 'toString']],
    ['a role in other letters', ['Agent', 'agent ', 'ａｇｅｎｔ']],
  ])('%s grants nothing', (_, roles) => {
    expect(denial(shop, { ...support, actor: as(...roles) })).toEqual(['role_not_permitted', '/roles'])
  })

  it.each(['person', 'employee', 'service', 'entrustee'])('the kind `%s` grants nothing', (kind) => {
    expect(denial(shop, { ...support, actor: { ...as(), kind } })?.[0]).toBe('role_not_permitted')
  })

  it('a role for another purpose does not do, and the place that would permit is named', () => {
    expect(denial(shop, { ...support, actor: as('mailer') })).toEqual([
      'role_not_permitted',
      '/roles/mailer/purposes',
    ])
  })

  it('a grant for a family covers exactly the purpose named, neither those below nor those above', () => {
    const policy = shopWith(({ roles, purposes }) => {
      purposes['marketing'] = { ...purposes['marketing'], basis: 'contract' }
      purposes['direct_mail'] = { ...purposes['direct_mail'], basis: 'contract' }
      roles['family'] = { purposes: ['marketing'], sees: { identity: 'clear' } }
    })
    const asked = (purpose: string, role: string) => denial(policy, { purpose, actor: as(role), row: aiko })
    expect([asked('marketing', 'family'), asked('direct_mail', 'mailer')]).toEqual([undefined, undefined])
    expect(asked('direct_mail', 'family')).toEqual(['role_not_permitted', '/roles/family/purposes'])
    expect(asked('marketing', 'mailer')).toEqual(['role_not_permitted', '/roles/mailer/purposes'])
  })

  it('a grant that may only write does not read', () => {
    const policy = shopWith(({ roles }) => {
      roles['scribe'] = { purposes: ['support'], sees: { identity: 'clear' }, may: ['create', 'update'] }
    })
    expect(denial(policy, { ...support, actor: as('scribe') })).toEqual([
      'role_not_permitted',
      '/roles/scribe/may',
    ])
  })

  it('a grant with `where` covers only the resources that it names', () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { ...roles['agent'], where: { member: { repId: { $actor: 'id' } } } }
    })
    const asked = { purpose: 'support', actor: agent, resource: 'order', row: order }
    expect(denial(shop, asked)).toBeUndefined()
    expect(denial(policy, asked)).toEqual(['role_not_permitted', '/roles/agent/where/order'])
  })

  it('a grant ends at its instant, and not a millisecond later', () => {
    const asked = { ...support, actor: as('trainee') }
    expect(denial(shop, asked, { now: '2026-05-31T23:59:59.999Z' })).toBeUndefined()
    for (const now of ['2026-06-01T00:00:00Z', '2027-01-01T00:00:00Z'])
      expect(denial(shop, asked, { now })).toEqual(['role_expired', '/roles/trainee/until'])
  })

  it('a grant that is in force serves beside one that has ended', () => {
    const now = '2026-07-01T00:00:00Z'
    expect(denial(shop, { ...support, actor: as('trainee', 'agent') }, { now })).toBeUndefined()
  })
})
