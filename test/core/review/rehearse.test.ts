import { describe, expect, it } from 'vitest'
import { decide, rehearse } from '../../../src/index.js'
import { agent, aiko, shop } from '../../shop.js'

const now = '2026-01-01T00:00:00Z'
const nothing = { now, consentOf: () => undefined }
const request = { purpose: 'support', actor: agent, resource: 'member', row: aiko }

describe('rehearse', () => {
  it('decides as `decide` does', () => {
    for (const purpose of ['support', 'direct_mail', 'audit', 'unheard_of', 7])
      expect(rehearse(shop, { ...request, purpose }, nothing).decision).toEqual(
        decide(shop, { ...request, purpose }, { now, consents: [] }),
      )
  })

  it('names the grants of all who act, and of the rows within', () => {
    const actor = { id: 'bot', roles: ['trainee'], tenant: 't-1', onBehalfOf: agent }
    expect(rehearse(shop, { ...request, actor }, nothing).grants).toEqual(['/roles/agent', '/roles/trainee'])
    const order = { id: 1, memberId: 'm-1', total: 1, giftTo: null, buyer: aiko }
    expect(rehearse(shop, { ...request, resource: 'order', row: order }, nothing).grants).toEqual([
      '/roles/agent',
    ])
    expect(rehearse(shop, { ...request, row: { ...aiko, repId: 'other' } }, nothing).grants).toEqual([])
  })

  it('supposes of each person what it is told', () => {
    const asked: unknown[] = []
    const actor = { id: 'n', roles: ['mailer'], tenant: 't-1' }
    const { decision } = rehearse(
      shop,
      { ...request, purpose: 'direct_mail', actor },
      {
        now,
        consentOf: (person) => {
          asked.push(person)
          return { person, purposes: { direct_mail: { given: { via: 'direct_mail', terms: 2 } } } }
        },
      },
    )
    expect(decision.effect).toBe('permit')
    expect(asked[0]).toEqual({ id: 'm-1', population: 'member', tenant: 't-1' })
  })

  it('denies what it cannot read', () => {
    const broken = {
      ...nothing,
      consentOf: () => {
        throw new Error('x')
      },
    }
    expect(rehearse(shop, request, broken).decision).toMatchObject({
      effect: 'deny',
      reason: 'evaluation_error',
    })
    expect(rehearse(shop, request, { ...nothing, now: 'soon' }).decision).toMatchObject({
      effect: 'deny',
      reason: 'evaluation_error',
    })
  })
})
