import { afterEach, describe, expect, it } from 'vitest'
import { bomb, revoked, SECRET } from './hostile.js'
import { type OpenGate, open, outcome } from './open.js'
import { agent, ann, clerk, shop } from './shop.js'

describe('the actor of a request', () => {
  const read = (gate: OpenGate, actor: unknown) =>
    outcome(gate.for('support', { actor }).read('customer', ann))

  it('T47: nobody is never somebody: a missing actor is unresolved, a malformed one invalid', async () => {
    const { gate, records } = open()
    for (const actor of [undefined, null]) expect(await read(gate, actor)).toBe('actor_unresolved')
    const { id, roles } = agent
    for (const actor of [
      'a-1',
      [],
      { id },
      { roles },
      { ...agent, id: '' },
      { ...agent, id: Number.NaN },
      { ...agent, id: ['a-1'] },
      { ...agent, roles: 'agent' },
      { ...agent, roles: [['agent']] },
      { ...agent, roles: [new String('agent')] },
      { ...agent, roles: { 0: 'agent', length: 1 } },
      { ...agent, kind: 'system' },
      { ...agent, tenant: '' },
      { ...agent, tenant: ['t-1'] },
      { ...agent, tenant: null },
      { ...agent, subject: {} },
      { ...agent, onBehalfOf: 'everybody' },
    ])
      expect(await read(gate, actor), JSON.stringify(actor)).toBe('input_invalid')
    expect(records.every(({ effect }) => effect === 'deny')).toBe(true)
  })

  it('T25: who acts for somebody gets what both may see, and the trail names both', async () => {
    const { gate, records } = open()
    const service = { id: 'svc', kind: 'service', roles: ['agent', 'keeper'], tenant: 't-1' }
    const access = gate.for('support', { actor: { ...service, onBehalfOf: clerk } })
    const view = await access.read('customer', ann)
    expect(view).toMatchObject({ name: '********', card: '************4242' })
    expect(view).not.toHaveProperty('tags')
    expect(records[0]?.actor).toMatchObject({
      kind: 'service',
      onBehalfOf: { kind: 'employee', roles: ['clerk'] },
    })
    const [service1, clerk1] = [records[0]?.actor?.ref, records[0]?.actor?.onBehalfOf?.ref]
    expect(service1).not.toBe(clerk1)
  })

  it('T25: a chain of deputies ends: a cycle or a long one is malformed, and a weak link decides', async () => {
    const { gate } = open()
    const cyclic: { [key: string]: unknown } = { ...agent }
    cyclic['onBehalfOf'] = cyclic
    expect(await read(gate, cyclic)).toBe('input_invalid')
    expect(
      await read(gate, { ...agent, onBehalfOf: { ...agent, onBehalfOf: { ...agent, roles: [] } } }),
    ).toBe('role_not_permitted')
    expect(await read(gate, { ...agent, onBehalfOf: { ...agent, tenant: 't-2' } })).toBe('tenant_mismatch')
    expect(await read(gate, { ...agent, onBehalfOf: null })).toBe('actor_unresolved')
  })

  it('T30: an actor is read once: who is decided on is who is recorded', async () => {
    const { gate, records } = open()
    const counts: { [key: string]: number } = {}
    const actor = new Proxy({ ...agent } as { [key: string]: unknown }, {
      get(target, key: string) {
        counts[key] = (counts[key] ?? 0) + 1
        return key === 'id' && counts[key] > 1 ? 'somebody-else' : target[key]
      },
    })
    await gate.for('support', { actor }).read('customer', ann)
    await open().gate.for('support', { actor: agent }).read('customer', ann)
    expect(Math.max(...Object.values(counts))).toBe(1)
    const [shown] = records
    await gate.for('support', { actor: agent }).read('customer', ann)
    expect(shown?.actor?.ref).toBe(records[1]?.actor?.ref)
  })

  it.each<[string, () => unknown]>([
    ['that throws', () => bomb({ ...agent }, 'id')],
    ['whose roles throw', () => ({ ...agent, roles: bomb(['agent'], '0') })],
    ['whose attributes throw', () => ({ ...agent, attributes: bomb({}, 'team') })],
    ['whose person throws', () => ({ ...agent, subject: bomb({ id: 'c-1' }, 'population') })],
    ['whose principal throws', () => ({ ...agent, onBehalfOf: bomb({ ...clerk }, 'roles') })],
    ['that was revoked', () => revoked({ ...agent })],
    ['whose roles were revoked', () => ({ ...agent, roles: revoked(['agent']) })],
    ['that is a promise', () => Promise.resolve(agent)],
    ['that is a function', () => () => agent],
  ])('T30: an actor %s is malformed: denied, recorded, and nothing of it is told', async (_, actor) => {
    const { gate, records } = open()
    expect(await read(gate, actor())).toBe('input_invalid')
    expect(records).toMatchObject([{ effect: 'deny', reason: 'input_invalid' }])
    expect(JSON.stringify(records)).not.toContain(SECRET)
  })

  it('T35: a list of roles without end is left before it is read', async () => {
    let reads = 0
    const roles = new Proxy([], {
      get(_, key) {
        if (typeof key === 'symbol') return Reflect.get(Array.prototype, key)
        if (key === 'length') return 2 ** 32 - 1
        // an end to a test that fails
        if (++reads > 200_000) throw new Error('enough')
        return 'agent'
      },
    })
    expect(await read(open().gate, { ...agent, roles })).toBe('input_invalid')
    expect(reads).toBeLessThanOrEqual(100_000)
  })
})

describe('what every object inherits', () => {
  const everything = Object.prototype as { [key: string]: unknown }
  const added: string[] = []
  const pollute = (key: string, value: unknown): void => {
    added.push(key)
    Object.defineProperty(everything, key, { value, configurable: true, enumerable: false, writable: true })
  }
  afterEach(() => {
    for (const key of added.splice(0)) delete everything[key]
  })

  it.each<[string, string, unknown, unknown, string]>([
    ['roles', 'roles', ['agent'], { id: 'a-1', tenant: 't-1' }, 'input_invalid'],
    ['a tenant', 'tenant', 't-1', { id: 'a-1', roles: ['agent'] }, 'tenant_mismatch'],
    ['an id', 'id', 'a-1', { roles: ['agent'], tenant: 't-1' }, 'input_invalid'],
    [
      'a person',
      'subject',
      { id: 'c-1', population: 'customer', tenant: 't-1' },
      { id: 'x', roles: [], tenant: 't-1' },
      'role_not_permitted',
    ],
  ])('T5: a polluted prototype gives no actor %s', async (_, key, value, actor, reason) => {
    const { gate } = open()
    const read = () => outcome(gate.for('support', { actor }).read('customer', ann))
    expect(await read()).toBe(reason)
    pollute(key, value)
    expect(await read()).toBe(reason)
  })

  it('T5: a polluted prototype is nobody who asks, and no reason why', async () => {
    const { gate } = open()
    const auditor = { id: 'x', roles: ['auditor'], tenant: 't-1' }
    pollute('actor', agent)
    pollute('justification', 'because')
    expect(await outcome(gate.for('support', {}).read('customer', ann))).toBe('actor_unresolved')
    expect(await outcome(gate.for('audit', { actor: auditor }).read('customer', ann))).toBe(
      'justification_required',
    )
  })

  it('T5: a polluted prototype is no consent', async () => {
    pollute('direct_mail', { given: { via: 'direct_mail' } })
    const { gate } = open()
    const access = gate.for('direct_mail', { actor: { id: 'm', roles: ['mailer'], tenant: 't-1' } })
    expect(await outcome(access.read('customer', ann))).toBe('consent_missing')
  })

  it('T5: a polluted prototype is no part of a row, neither what is decided on nor what is shown', async () => {
    const { gate } = open()
    const access = gate.for('support', { actor: agent })
    const row = { ...ann, address: {}, cards: [{}], friend: {}, scores: {} } as { [key: string]: unknown }
    delete row['name']
    for (const key of ['name', 'city', 'number', 'born', 'visits', ...Object.keys(shop.document.roles)])
      pollute(key, SECRET)
    expect(JSON.stringify(await access.read('customer', row))).not.toContain(SECRET)
    for (const key of ['repId', 'tenant']) {
      const { [key]: value, ...rest } = ann as { [key: string]: unknown }
      pollute(key, value)
      expect(await outcome(access.read('customer', rest))).toMatch(/^(condition_not_met|tenant_mismatch)$/)
    }
  })
})
