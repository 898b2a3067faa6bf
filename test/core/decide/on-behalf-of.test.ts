import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'
import { denial, outcomes, verdict } from './verdict.js'

const policy = shopWith(({ roles }) => {
  roles['names'] = { purposes: ['support'], sees: { identity: 'clear', contact: 'masked' } }
  roles['posts'] = { purposes: ['support'], sees: { identity: 'masked', behaviour: 'clear' } }
})
const as = (role: string, more: object = {}) => ({ id: role, roles: [role], tenant: 't-1', ...more })
const asked = (actor: object, row: object = aiko) => ({ purpose: 'support', actor, row })
const PATHS = ['name', 'email', 'tags[]'] as const

describe('whoever acts on behalf of somebody', () => {
  it('sees what both may see, and no more of either', () => {
    const seen = (actor: object) => outcomes(verdict(policy, asked(actor)), ...PATHS)
    expect(seen(as('names'))).toEqual(['clear', 'masked', 'hidden'])
    expect(seen(as('posts'))).toEqual(['masked', 'hidden', 'clear'])
    for (const [one, two] of [
      ['names', 'posts'],
      ['posts', 'names'],
    ] as const)
      expect(seen(as(one, { onBehalfOf: as(two) }))).toEqual(['masked', 'hidden', 'hidden'])
  })

  it('is denied where either is, and told whose fault it is by the rule', () => {
    const nobody = { id: 'x', roles: [], tenant: 't-1' }
    for (const actor of [as('names', { onBehalfOf: nobody }), { ...nobody, onBehalfOf: as('names') }])
      expect(denial(policy, asked(actor))).toEqual(['role_not_permitted', '/roles'])
    const foreign = as('names', { tenant: 't-2' })
    expect(denial(policy, asked(as('names', { onBehalfOf: foreign })))?.[0]).toBe('tenant_mismatch')
    expect(denial(policy, asked({ ...foreign, onBehalfOf: as('names') }))?.[0]).toBe('tenant_mismatch')
  })

  it('leaves a record that names the grants of both', async () => {
    const { gate, records } = testGate({ policy })
    const actor = as('names', { onBehalfOf: as('posts') }) as never
    await gate.for('support', { actor }).read('member', aiko)
    const [read] = records.filter(({ type }) => type === 'decision')
    expect(read?.rules).toEqual(expect.arrayContaining(['/roles/names', '/roles/posts']))
  })

  it('reaches only the rows that both reach, each by their own id', () => {
    const robot = { id: 'robot', kind: 'service', roles: ['names'], tenant: 't-1' }
    const row = (repId: string) => ({ ...aiko, repId })
    expect(denial(policy, asked({ ...robot, onBehalfOf: agent }, row('a-17')))).toBeUndefined()
    for (const repId of ['a-18', 'robot'])
      expect(denial(policy, asked({ ...robot, onBehalfOf: agent }, row(repId)))?.[0]).toBe(
        'condition_not_met',
      )
  })

  it('is not the person themselves: their own grant stays with them', () => {
    const person = { id: 'login', kind: 'person', roles: [], tenant: 't-1', subject: me }
    expect(denial(policy, asked(person))).toBeUndefined()
    expect(denial(policy, asked({ id: 'robot', roles: [], tenant: 't-1', onBehalfOf: person }))?.[0]).toBe(
      'role_not_permitted',
    )
    const robot = verdict(policy, asked(as('posts', { onBehalfOf: person })))
    expect(outcomes(robot, ...PATHS)).toEqual(['masked', 'hidden', 'clear'])
  })

  it('is decided through the whole chain, and a chain that does not end is none', () => {
    const chain = as('names', { onBehalfOf: as('names', { onBehalfOf: as('posts') }) })
    expect(outcomes(verdict(policy, asked(chain)), ...PATHS)).toEqual(['masked', 'hidden', 'hidden'])
    const loop: { [key: string]: unknown } = as('names')
    loop['onBehalfOf'] = loop
    expect(denial(policy, asked(loop))?.[0]).toBe('input_invalid')
  })

  it('writes only what both may write', async () => {
    const writers = shopWith(({ roles }) => {
      const may = ['read', 'update']
      roles['names'] = { purposes: ['support'], sees: { identity: 'clear' }, may, writes: ['identity'] }
      roles['posts'] = { ...roles['names'], writes: ['member.name', 'contact'] }
    })
    const { gate } = testGate({ policy: writers })
    const both = gate.for('support', { actor: as('names', { onBehalfOf: as('posts') }) as never })
    await expect(both.update('member', aiko, { name: 'Ken' })).resolves.toEqual({ name: 'Ken' })
    for (const [patch, rule] of [
      [{ email: 'k@example.com' }, '/roles/names/writes'],
      [{ birthDate: new Date(0) }, '/roles/posts/writes'],
    ] as const)
      await expect(both.update('member', aiko, patch)).rejects.toMatchObject({
        reason: 'role_not_permitted',
        rule,
      })
  })

  it('is named in the record with all those it acts for', async () => {
    const { gate, records } = testGate({ policy: shop })
    const actor = { ...agent, onBehalfOf: { ...agent, id: 'a-17', kind: 'entrustee' as const } }
    await gate.for('support', { actor }).read('member', aiko)
    expect(trail(records)[0]?.actor).toMatchObject({
      kind: 'employee',
      roles: ['agent'],
      onBehalfOf: { kind: 'entrustee', roles: ['agent'] },
    })
    expect(JSON.stringify(records)).not.toContain('a-17')
  })
})
