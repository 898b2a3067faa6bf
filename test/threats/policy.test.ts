import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AccessDenied, decide, type PolicyError, parsePolicy } from '../../src/index.js'
import { agent, ann, clerk, NOW, open, outcome, schemas, shop } from './shop.js'

type Data = { [key: string]: unknown }
const document = () =>
  JSON.parse(JSON.stringify(shop.document)) as { [part: string]: { [name: string]: Data } }
const parse = (data: object) => parsePolicy(data, { schemas })
const issues = (data: object): readonly string[] => {
  try {
    parse(data)
    return []
  } catch (error) {
    return (error as PolicyError).issues.map(({ path }) => path)
  }
}
/** The policy with another condition on the agent's customers. */
const where = (condition: unknown) => {
  const changed = document()
  ;(changed['roles']!['agent'] as Data)['where'] = { customer: condition }
  return changed
}

describe('what a policy may say', () => {
  it('T6 a purpose inherits nothing by its name or its place, and no purpose lies within itself', async () => {
    const { gate } = open()
    await gate.consents.give({ subject: { ...ann, population: 'customer' }, purposes: ['direct_mail'] })
    const mailer = { id: 'm', roles: ['mailer'], tenant: 't-1' }
    expect(await outcome(gate.for('direct_mail', { actor: mailer }).read('customer', ann))).toBe('released')
    expect(await outcome(gate.for('marketing', { actor: mailer }).read('customer', ann))).toBe(
      'role_not_permitted',
    )
    const cyclic = document()
    cyclic['purposes']!['marketing']!['within'] = ['direct_mail']
    expect(issues(cyclic)).toEqual(['/purposes/direct_mail/within', '/purposes/marketing/within'])
  })

  it.each([
    ['an unset variable', { repId: undefined }],
    ['an unset operand', { repId: { $eq: undefined } }],
    ['an unset item', { repId: { $in: ['a', undefined] } }],
    ['nothing at all', {}],
    ['an empty test', { repId: {} }],
    ['an empty list of conditions', { $or: [] }],
    ['an empty condition in a list', { $and: [{}] }],
    ['NaN', { age: { $lt: Number.NaN } }],
    ['Infinity', { age: { $gt: Number.NEGATIVE_INFINITY } }],
    ['-0', { age: -0 }],
    ['a bigint', { age: 1n }],
    ['an invalid date', { born: { $gt: new Date(Number.NaN) } }],
    ['another type', { age: '47' }],
    ['a list for a scalar', { repId: ['a-1'] }],
    ['an object for a scalar', { repId: { $eq: { length: 3 } } }],
    ['an operator that is none', { repId: { $regex: '.*' } }],
    ['a mistyped operator', { repId: { $neq: 'a-1' } }],
    ['a mistyped compound', { $nor: [{ repId: 'a-1' }] }],
    ['an attribute that is none', { repid: 'a-1' }],
    ['an inherited attribute', { constructor: 'a-1' }],
    ['a path through an array', { 'cards[].label': 'x' }],
    ['an actor that cannot be reached', { repId: { $actor: 'roles' } }],
    ['an inherited actor attribute', { repId: { $actor: 'attributes.__proto__.x' } }],
    ['code', { repId: () => true }],
  ])('T11 T12 a condition with %s is a mistake in the policy and matches nothing', (_, condition) => {
    expect(issues(where(condition))).not.toEqual([])
  })

  it('T5 no name of a policy is one that every object inherits', () => {
    for (const part of ['purposes', 'roles', 'resources', 'categories']) {
      for (const name of ['constructor', 'toString', 'valueOf']) {
        const changed = document()
        changed[part]![name] = Object.values(changed[part]!)[0] as Data
        expect(issues(changed).length, `${part} ${name}`).toBeGreaterThan(0)
      }
      const json = JSON.stringify(shop.document).replace(
        `"${part}":{`,
        `"${part}":{"__proto__":{"title":"x"},`,
      )
      expect(() => parsePolicy(json, { schemas })).toThrow()
    }
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('what a policy means', () => {
  it('T14 neither order nor repetition changes a decision, and a prohibition wins over every grant', () => {
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

  it('T15 an operation ends on the policy that it began with, and its record names that one', async () => {
    let answer = (_: unknown): void => {}
    const consents = { name: 'slow', lookup: () => new Promise((resolve) => (answer = resolve)) }
    const { gate, records } = open({ consents, deadlineMs: 1000 })
    const next = document()
    delete next['roles']!['agent']
    const access = gate.for('support', { actor: agent })
    const [one, many] = [access.read('customer', ann), access.readMany('customer', [ann])]
    await new Promise((resolve) => setImmediate(resolve))
    const answers = [answer]
    await gate.reload(parse(next))
    const states = [{ person: { id: 'c-1', population: 'customer', tenant: 't-1' }, purposes: {} }]
    for (const each of answers) each(states)
    expect(await outcome(Promise.race([one, many]))).toBe('released')
    const read = records.find(({ type }) => type === 'decision')
    expect(read?.policy.digest).toBe(shop.digest)
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
    'T16 %s is no policy: refused at the start, and at a reload the old one stays and the trail says so',
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

  it('T16 a reload that cannot be recorded does not happen', async () => {
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
    expect(AccessDenied).toBeDefined()
  })
})
