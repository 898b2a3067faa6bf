import { describe, expect, it } from 'vitest'
import { agent, aiko, order, shop, shopWith } from '../../../shop.js'
import { denial, outcomes, verdict } from '../verdict.js'

const foreign = { ...aiko, repId: 'a-18' }
/** Beside the agent, who sees all of the own members, a clerk who sees the names of all, and cards. */
const staffed = shopWith(({ roles }) => {
  roles['clerk'] = { purposes: ['support'], sees: { identity: 'masked' } }
  roles['teller'] = {
    purposes: ['support'],
    sees: { payment: 'clear', behaviour: 'clear' },
    where: { member: { repId: { $actor: 'attributes.desk' } } },
  }
})
const asked = (row: object, roles: readonly string[], attributes?: object) =>
  verdict(staffed, { purpose: 'support', actor: { ...agent, roles, attributes }, row })

describe('the condition layer', () => {
  it('a grant shows nothing of a row that it does not reach, even beside one that does', () => {
    const paths = ['name', 'email', 'cardNumber', 'tags[]'] as const
    expect(outcomes(asked(aiko, ['agent', 'clerk']), ...paths)).toEqual(['clear', 'clear', 'masked', 'clear'])
    expect(outcomes(asked(foreign, ['agent', 'clerk']), ...paths)).toEqual([
      'masked',
      'hidden',
      'hidden',
      'hidden',
    ])
    expect(outcomes(asked(foreign, ['clerk']), ...paths)).toEqual(['masked', 'hidden', 'hidden', 'hidden'])
  })

  it('two grants that reach different rows never add up on one of them', () => {
    const row = { ...aiko, repId: 'd-1' }
    const actor = ['agent', 'teller'] as const
    expect(outcomes(asked(row, actor, { desk: 'd-1' }), 'name', 'tags[]')).toEqual(['hidden', 'clear'])
    expect(outcomes(asked(aiko, actor, { desk: 'd-1' }), 'name', 'tags[]')).toEqual(['clear', 'clear'])
  })

  it('denies a row that no grant reaches, and names each grant that would have to', () => {
    const { effect, reason, rule, also } = asked(foreign, ['agent', 'teller'], { desk: 'd-1' })
    expect([effect, reason, rule]).toEqual(['deny', 'condition_not_met', '/roles/agent/where/member'])
    expect(also).toEqual([{ reason: 'condition_not_met', rule: '/roles/teller/where/member' }])
  })

  it('a grant that asks for something the actor does not have reaches no row', () => {
    for (const attributes of [
      undefined,
      {},
      { desk: undefined },
      { desk: null },
      { desk: 1 },
      { desk: ['a-17'] },
    ])
      expect(asked(aiko, ['teller'], attributes).reason).toBe('condition_not_met')
    expect(asked(aiko, ['teller'], { desk: 'a-17' }).effect).toBe('permit')
    const nobody = { ...aiko, repId: null }
    for (const attributes of [{}, { desk: null }])
      expect(asked(nobody, ['teller'], attributes).reason).toBe('condition_not_met')
  })

  it('`all` reaches every row of the resource that it names', () => {
    const row = { ...order, memberId: 'anybody' }
    expect(denial(shop, { purpose: 'support', actor: agent, resource: 'order', row })).toBeUndefined()
  })
})
