import { expect } from 'vitest'
import { isPurposeboundError } from '../../src/index.js'
import type { OpenAccess, OpenGate, Row, Views } from './open.js'
import { ann, keeper, shop } from './shop.js'

/** Everything that can be asked of an access about one row. */
export function operations(
  access: OpenAccess,
  row: Row,
  resource: unknown = 'customer',
  options: object = {},
) {
  const given = Object.getOwnPropertyDescriptors(row)
  // a copy with the same getters
  const like = (change: object): Row =>
    Object.defineProperties({}, { ...given, ...Object.getOwnPropertyDescriptors(change) })
  const name: unknown = given['name']?.value
  return [
    () => access.read(resource, row, options),
    () => access.readMany(resource, [row, like({ id: null }), null], options),
    async () => {
      for await (const page of access.stream(resource, [row], options)) return page
      return undefined
    },
    () => access.query(access.plan(resource), () => [row], options),
    async () => access.decide(resource, row),
    async () => access.decide(resource, row, { consents: [], now: 0 }),
    async () => access.explain(resource, row),
    async () => access.plan(resource).kind,
    () => access.observe(resource, row),
    () => access.delete(resource, row),
    () => access.create(resource, like({ email: 7 })),
    () => access.create(resource, row),
    () => access.update(resource, row, { name: { [String(name)]: name } }),
    () => access.update(resource, row, { [String(name)]: name }),
    () => access.update(resource, row, { age: name, address: name }),
  ]
}

/** What it came to; an error must be one of ours. */
export async function settle(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    expect(isPurposeboundError(error), String(error)).toBe(true)
    return error
  }
}

export function isViews(result: unknown): result is Views {
  return typeof result === 'object' && result !== null && 'views' in result
}

/** The errors of everything that a gate does. */
export async function allOf(gate: OpenGate): Promise<{ readonly code?: string; readonly reason?: string }[]> {
  const access = gate.for('support', { actor: keeper })
  const { cvc: _, ...draft } = ann
  const subject = { id: 'c-1', population: 'customer', tenant: 't-1' }
  const statement = { subject, purposes: ['direct_mail'] }
  const errors: object[] = []
  for (const work of [
    () => access.read('customer', ann),
    () => access.readMany('customer', [ann]).then(({ refused }) => refused[0] && Promise.reject(refused[0])),
    () => drain(access.stream('customer', [ann])),
    () => access.query(access.plan('customer'), () => [ann]),
    () => access.create('customer', draft),
    () => access.update('customer', ann, { name: 'Anna' }),
    () => access.delete('customer', ann),
    () => access.observe('customer', ann),
    () => gate.consents.give(statement),
    () => gate.consents.withdraw(statement),
    () => gate.consents.state(subject),
    () => gate.consents.stateAt(subject, 1),
    () => gate.consents.history(subject),
    () => gate.reload(shop),
  ]) {
    const error = await thrown(work())
    if (error) errors.push(error)
  }
  return errors
}

export async function thrown(work: Promise<unknown>): Promise<object | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return error as object
  }
}

export async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages);
}
