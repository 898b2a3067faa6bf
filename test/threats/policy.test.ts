import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, parsePolicy } from '../../src/index.js'
import { open, outcome } from './open.js'
import { agent, ann, clerk, NOW, schemas, shop } from './shop.js'

type Data = { [key: string]: unknown }
const document = () =>
  JSON.parse(JSON.stringify(shop.document)) as { [part: string]: { [name: string]: Data } }
const parse = (data: object) => parsePolicy(data, { schemas })
describe('what a policy means', () => {
  it('T6: a purpose inherits nothing by its name or its place', async () => {
    const { gate } = open()
    await gate.consents.give({ subject: { ...ann, population: 'customer' }, purposes: ['direct_mail'] })
    const mailer = { id: 'm', roles: ['mailer'], tenant: 't-1' }
    expect(await outcome(gate.for('direct_mail', { actor: mailer }).read('customer', ann))).toBe('released')
    expect(await outcome(gate.for('marketing', { actor: mailer }).read('customer', ann))).toBe(
      'role_not_permitted',
    )
  })

  it('T14: neither order nor repetition changes a decision, and a prohibition wins over every grant', () => {
    const actor = { ...agent, roles: ['agent', 'clerk', 'keeper', 'analyst', 'nobody'] }
    const request = { resource: 'customer', row: { ...ann, friend: { id: 'c-2', name: 'Bob' } } }
    const answer = (policy: typeof shop, purpose: string, roles: readonly string[]) =>
      decide(policy as never, { ...request, purpose, actor: { ...actor, roles } }, { now: NOW })
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...actor.roles), { maxLength: 8 }),
        fc.shuffledSubarray(Object.keys(shop.document.roles), { minLength: 6 }),
        fc.constantFrom('support', 'research', 'direct_mail'),
        (roles, order, purpose) => {
          const changed = document()
          changed['roles'] = Object.fromEntries(order.map((role) => [role, changed['roles']![role]!]))
          const shuffled = parse(changed) as unknown as typeof shop
          const decision = answer(shop, purpose, roles)
          expect(answer(shuffled, purpose, roles.toReversed())).toEqual(decision)
          expect(answer(shop, purpose, [...roles, ...roles])).toEqual(decision)
        },
      ),
      { numRuns: 40 },
    )
    const changed = document() as unknown as { prohibitions: object[] }
    changed.prohibitions.push({ id: 'nothing', purposes: ['support'] })
    expect(answer(parse(changed) as never, 'support', actor.roles)).toMatchObject({
      effect: 'deny',
      reason: 'prohibited',
    })
  })

  it('T15: an operation ends on the policy that it began with, and its record names that one', async () => {
    const answers: ((states: unknown) => void)[] = []
    const consents = { name: 'slow', lookup: () => new Promise((resolve) => void answers.push(resolve)) }
    const { gate, records } = open({ consents, deadlineMs: 1000 })
    const next = document()
    delete next['roles']!['agent']
    const access = gate.for('support', { actor: agent })
    const [one, many] = [access.read('customer', ann), access.readMany('customer', [ann])]
    await Promise.resolve()
    await gate.reload(parse(next))
    const states = [{ person: { id: 'c-1', population: 'customer', tenant: 't-1' }, purposes: {} }]
    for (const answer of answers) answer(states)
    expect([await outcome(one), (await many).views.length]).toEqual(['released', 1])
    const digests = records.filter(({ type }) => type === 'decision').map(({ policy }) => policy.digest)
    expect(digests).toEqual([shop.digest, shop.digest])
    expect(await outcome(access.read('customer', ann))).toBe('role_not_permitted')
    expect(records.at(-1)?.policy.digest).not.toBe(shop.digest)
  })

  it.each([
    ['nothing', undefined],
    ['a document that was never checked', shop.document],
    [
      'a policy with another document under the old digest',
      { ...shop, document: { ...shop.document, version: '2' } },
    ],
    ['a policy under another name', { ...shop, name: 'other' }],
    ['a policy without schemas', { ...shop, schemas: {} }],
    [
      'a policy that cannot be read',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no')
          },
        },
      ),
    ],
  ])(
    'T16: %s is no policy: refused at the start, and at a reload the old one stays and the trail says so',
    async (_, bad) => {
      expect(await outcome(() => open({ policy: bad }))).toMatch(/^(policy|config)_invalid$/)
      const { gate, records } = open()
      expect(await outcome(gate.reload(bad))).toBe('policy_invalid')
      expect(records).toMatchObject([
        { type: 'policy', reason: 'policy_reload_failed', policy: { digest: shop.digest } },
      ])
      expect(await outcome(gate.for('support', { actor: clerk }).read('customer', ann))).toBe('released')
    },
  )

  it('T16: a reload that cannot be recorded does not happen', async () => {
    let down = false
    const sink = {
      name: 's',
      durability: 'memory',
      write() {
        if (down) throw new Error('down')
      },
    }
    const { gate } = open({ audit: sink })
    const next = document()
    delete next['roles']!['clerk']
    down = true
    expect(await outcome(gate.reload(parse(next)))).toBe('audit_unavailable')
    down = false
    expect(gate.policy).toBe(shop)
  })
})
