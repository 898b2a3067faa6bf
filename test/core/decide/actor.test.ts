import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { denial } from './verdict.js'

const support = { purpose: 'support', row: aiko }

describe('an actor', () => {
  it.each([undefined, null])('that is %s is not resolved, and never anybody', (actor) => {
    expect(denial(shop, { ...support, actor })).toEqual(['actor_unresolved', ''])
  })

  it.each([
    ['a name', 'agent'],
    ['no id', { ...agent, id: undefined }],
    ['an empty id', { ...agent, id: '' }],
    ['no roles', { ...agent, roles: undefined }],
    ['a role instead of a list', { ...agent, roles: 'agent' }],
    ['a list in the place of a role', { ...agent, roles: [['agent']] }],
    ['a kind that does not exist', { ...agent, kind: 'system' }],
    ['a tenant that is none', { ...agent, tenant: {} }],
    ['a subject that is none', { ...agent, subject: { name: 'Aiko' } }],
    ['attributes that are none', { ...agent, attributes: 'all' }],
    ['a principal that is none', { ...agent, onBehalfOf: 'the boss' }],
    [
      'a property that throws',
      {
        ...agent,
        get roles(): never {
          throw new Error('no')
        },
      },
    ],
  ])('with %s is malformed, and nothing is guessed', (_, actor) => {
    expect(denial(shop, { ...support, actor })).toEqual(['input_invalid', ''])
  })

  it('is an employee where nothing else is said', async () => {
    const { gate, records } = testGate({ policy: shop })
    await gate.for('support', { actor: agent }).read('member', aiko)
    await gate.for('support', { actor: { ...agent, kind: 'entrustee' } }).read('member', aiko)
    expect(trail(records).map(({ actor }) => actor?.kind)).toEqual(['employee', 'entrustee'])
  })

  it('is who it was when the access was made, whatever becomes of the object', async () => {
    const { gate, records } = testGate({ policy: shop })
    const actor = { id: 'a-17', roles: ['agent'] as 'agent'[], tenant: 't-1' }
    const access = gate.for('support', { actor })
    actor.id = 'a-18'
    actor.roles.length = 0
    await expect(access.read('member', aiko)).resolves.toMatchObject({ name: aiko.name })
    expect(trail(records)[0]?.actor?.roles).toEqual(['agent'])
  })

  it('is recorded by a pseudonym of its own scope, with the roles that the policy knows and no others', async () => {
    const { gate, records } = testGate({ policy: shop })
    const roles = ['agent', 'Aiko Sato', 'agent'] as never
    await gate
      .for('support', { actor: { ...agent, id: 'm-1', roles } })
      .read('member', { ...aiko, repId: 'm-1' })
    expect(trail(records)[0]?.actor).toMatchObject({ roles: ['agent'], tenant: 't-1' })
    expect(trail(records)[0]?.subjects?.refs).not.toContain(trail(records)[0]?.actor?.ref)
    expect(JSON.stringify(records)).not.toMatch(/m-1|Aiko/)
  })

  it('is reached by conditions in its id, kind, tenant, subject and attributes, and nothing else', () => {
    const actor = {
      ...agent,
      kind: 'entrustee',
      subject: { population: 'member', id: 'm-9' },
      attributes: { desk: 'd-1', toString: 'd-2' },
    }
    const asked = (path: string, repId: string) =>
      denial(
        shopWith(({ roles }) => {
          roles['agent'] = { ...roles['agent'], where: { member: { repId: { $actor: path } } } }
        }),
        { ...support, actor, row: { ...aiko, repId } },
      )
    for (const [path, value] of [
      ['id', 'a-17'],
      ['kind', 'entrustee'],
      ['tenant', 't-1'],
      ['subject', 'm-9'],
      ['attributes.desk', 'd-1'],
      ['attributes.toString', 'd-2'],
    ] as const)
      expect([path, asked(path, value), asked(path, 'x')?.[0]]).toEqual([
        path,
        undefined,
        'condition_not_met',
      ])
    expect(asked('attributes.constructor', 'x')?.[0]).toBe('condition_not_met')
    for (const path of ['roles', 'onBehalfOf', 'attributes', 'name']) expect(() => asked(path, 'x')).toThrow()
  })
})
