import { createGate, type Gate, type Policy } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shop, shopWith } from '../../shop.js'
import { outcomes } from './verdict.js'

const facts = { consents: [], now: '2026-03-01T00:00:00Z' }

describe('plans that one gate remembers', () => {
  it('never answer for another set of roles, whoever asked first', () => {
    const seen = onOneGate(shop)
    const roles = [
      ['agent'],
      ['trainee'],
      [],
      ['trainee', 'agent'],
      ['analyst'],
      ['agent', 'trainee'],
      ['agent'],
    ]
    expect(roles.map((each) => seen({ ...agent, roles: each }))).toEqual([
      ['clear', 'clear'],
      ['masked', 'hidden'],
      ['hidden', 'hidden'],
      ['clear', 'clear'],
      ['hidden', 'hidden'],
      ['clear', 'clear'],
      ['clear', 'clear'],
    ])
  })

  it('never answer for another actor with the same roles', () => {
    const seen = onOneGate(shop)
    expect(seen(agent)).toEqual(['clear', 'clear'])
    expect(seen({ ...agent, id: 'a-18' })).toEqual(['hidden', 'hidden'])
    expect(seen({ ...agent, tenant: 't-2' })).toEqual(['hidden', 'hidden'])
    expect(seen({ ...agent, id: 'a-18', subject: me })).toEqual(['clear', 'clear'])
    expect(seen({ ...agent, id: 'a-18', subject: { ...me, id: 'm-2' } })).toEqual(['hidden', 'hidden'])
    expect(seen({ ...agent, onBehalfOf: { ...agent, roles: ['trainee'] } })).toEqual(['masked', 'hidden'])
    expect(seen(agent)).toEqual(['clear', 'clear'])
  })

  it('never answer for another justification, place or time', () => {
    const seen = onOneGate(shop)
    const auditor = { ...agent, roles: ['auditor'] }
    const audit = (more: object) => seen(auditor, more, 'audit')
    expect(audit({ justification: 'ticket 1' })).toEqual(['clear', 'hidden'])
    expect(audit({})).toEqual(['hidden', 'hidden'])
    expect(audit({ justification: 'ticket 2', allowedPurposes: ['support'] })).toEqual(['hidden', 'hidden'])
    expect(audit({ justification: 'ticket 3', allowedPurposes: ['audit'] })).toEqual(['clear', 'hidden'])
    const trainee = { ...agent, roles: ['trainee'] }
    for (const [now, name] of [
      ['2026-05-31T00:00:00Z', 'masked'],
      ['2026-06-01T00:00:00Z', 'hidden'],
      ['2026-05-31T00:00:00Z', 'masked'],
    ] as const)
      expect(seen(trainee, {}, 'support', now)).toEqual([name, 'hidden'])
  })

  it('tell roles apart however many a policy has', () => {
    const policy = shopWith(({ roles }) => {
      for (let i = 0; i < 70; i++)
        roles[`r${i}`] = { purposes: ['support'], sees: { [i % 2 ? 'identity' : 'contact']: 'clear' } }
    })
    const seen = onOneGate(policy)
    const as = (...roles: string[]) => seen({ ...agent, id: 'x', roles })
    for (let i = 0; i < 70; i++)
      expect([i, as(`r${i}`)]).toEqual([i, i % 2 ? ['clear', 'hidden'] : ['hidden', 'clear']])
    expect(as('r1', 'r68')).toEqual(['clear', 'clear'])
    expect(as('r1', 'r69')).toEqual(['clear', 'hidden'])
    expect(as(...Array.from({ length: 70 }, (_, i) => `r${i}`))).toEqual(['clear', 'clear'])
  })
})

/** Asks one gate again and again what it shows of the name and the e-mail address. */
function onOneGate(policy: Policy) {
  const gate = createGate({
    policy,
    consents: memoryStore(),
    audit: memorySink(),
    onWarning: () => {},
  }) as unknown as Gate<Policy>
  return (actor: object, context: object = {}, purpose = 'support', now = facts.now) => {
    const access = gate.for(purpose as never, { actor, ...context } as never)
    const decision = access.decide('member' as never, aiko as never, { ...facts, now })
    return outcomes(decision, 'name', 'email')
  }
}
