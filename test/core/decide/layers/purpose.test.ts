import { describe, expect, it } from 'vitest'
import { agent, aiko, shop, shopWith } from '../../../shop.js'
import { denial } from '../verdict.js'

const auditor = { ...agent, roles: ['auditor'] }
const audit = { purpose: 'audit', actor: auditor, row: aiko }

describe('the purpose layer', () => {
  it('denies a purpose that this place in the code does not declare, whatever the roles', () => {
    const asked = { purpose: 'support', actor: agent, row: aiko }
    expect(denial(shop, { ...asked, allowedPurposes: ['support', 'audit'] })).toBeUndefined()
    for (const allowedPurposes of [[], ['audit'], ['Support']])
      expect(denial(shop, { ...asked, allowedPurposes })).toEqual([
        'purpose_not_allowed_here',
        '/purposes/support',
      ])
  })

  it('takes a purpose declared for a place as exactly that one: its family is not declared with it', () => {
    const consents = [
      { person: person(), purposes: { direct_mail: { given: { via: 'direct_mail', terms: 2 } } } },
    ]
    const asked = { purpose: 'direct_mail', actor: { ...agent, roles: ['mailer'] }, row: aiko }
    expect(denial(shop, { ...asked, allowedPurposes: ['direct_mail'] }, { consents })).toBeUndefined()
    expect(denial(shop, { ...asked, allowedPurposes: ['marketing'] }, { consents })?.[0]).toBe(
      'purpose_not_allowed_here',
    )
  })

  it('asks for a justification where the purpose requires one, and takes no blank for one', () => {
    const required = ['justification_required', '/purposes/audit/requires']
    for (const justification of [undefined, '', ' ', '\t\n'])
      expect(denial(shop, { ...audit, justification })).toEqual(required)
    expect(denial(shop, { ...audit, justification: 'ticket 4711' })).toBeUndefined()
    expect(denial(shop, { ...audit, justification: 4711 })?.[0]).toBe('input_invalid')
  })

  it('does not ask a purpose for what its parent requires', () => {
    const policy = shopWith(({ purposes, roles }) => {
      purposes['review'] = { ...purposes['audit'], within: ['audit'], requires: [] }
      roles['auditor'] = { ...roles['auditor'], purposes: ['audit', 'review'] }
    })
    expect(denial(policy, { ...audit, purpose: 'review' })).toBeUndefined()
    expect(denial(policy, audit)?.[0]).toBe('justification_required')
  })
})

function person() {
  return { population: 'member', id: 'm-1', tenant: 't-1' }
}
