import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../src/index.js'
import { SECRET } from './hostile.js'
import { open, type View } from './open.js'
import { agent, ann, schemas, shop } from './shop.js'

const read = (row: unknown, actor: object = agent): Promise<View> =>
  open().gate.for('support', { actor }).read('customer', row)
const seen = await read(ann)

describe('what of a row is shown', () => {
  it('T28: a column that nobody declared is dropped, at every depth', async () => {
    const row = {
      ...ann,
      ssn: SECRET,
      address: { ...ann.address, geo: SECRET },
      cards: [{ ...ann.cards[0], pin: SECRET }],
      friend: { id: 'c-2', name: 'Bob', phone: SECRET },
    }
    const view = await read(row)
    expect(view).toEqual({ ...seen, friend: { id: 'c-2', name: 'Bob' } })
  })

  it('T32: a key that only resembles a declared one is another key', async () => {
    const lookalikes = ['Name', 'name ', ' name', 'NAME', 'n\u0061me\u0301', 'name\0', 'ｎame', '', 'cvc ']
    const paths = ['address.city', 'cards[]', 'cards[].number', 'cards.0.number', 'scores.*', '*', '0', '-1']
    const odd = Object.fromEntries([...lookalikes, ...paths].map((key) => [key, SECRET]))
    const row = { ...odd, ...ann, [Symbol('name')]: SECRET, [Symbol.toStringTag]: SECRET }
    const view = await read(row)
    expect(view).toEqual(seen)
    expect(Object.getOwnPropertySymbols(view)).toEqual([])
  })

  it('T32: an own `__proto__` is no column, no key of a record and no part of an opaque leaf', async () => {
    const evil = (inner: string) => JSON.parse(`{"__proto__":{"polluted":1,"name":"${SECRET}"},${inner}}`)
    const row = {
      ...evil('"a":1'),
      ...ann,
      address: evil('"city":"Kyoto"'),
      scores: evil('"visits":3'),
      notes: evil('"said":["hello"]'),
    }
    const view = await read(Object.assign(evil('"b":1'), row))
    expect(view).toEqual({ ...seen, address: { city: 'Kyoto' } })
    for (const part of [view, view['address'], view['scores'], view['notes']]) {
      expect(Object.getPrototypeOf(part)).toBe(Object.prototype)
      expect(Object.hasOwn(part as object, '__proto__')).toBe(false)
    }
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
  })

  it('T31: the nearest declaration decides, above, below and inside arrays, as an oracle says', async () => {
    const targets = [
      'contact',
      'payment',
      'customer.address',
      'customer.address.city',
      'customer.cards',
      'customer.cards[].label',
    ]
    const level = fc.constantFrom('hidden', 'masked', 'clear', undefined)
    await fc.assert(
      fc.asyncProperty(fc.array(level, { minLength: 6, maxLength: 6 }), async (levels) => {
        const sees = Object.fromEntries(
          targets.flatMap((target, at) => (levels[at] ? [[target, levels[at]]] : [])),
        )
        const { gate } = open({ policy: seeing({ ...sees, identity: 'clear' }) })
        const view = await gate
          .for('support', { actor: { ...agent, roles: ['agent'] } })
          .read('customer', ann)
        const at = (...chain: string[]) => sees[chain.find((target) => sees[target]) ?? ''] ?? 'hidden'
        const shown = (value: string, as: string) =>
          as === 'hidden' ? undefined : as === 'clear' ? value : '********'
        const [card] = ann.cards as [{ number: string; label: string }]
        expect(view['address']).toEqual(
          whole({
            city: shown(ann.address.city, at('customer.address.city', 'contact')),
            street: shown(ann.address.street, at('customer.address', 'contact')),
          }),
        )
        const item = whole({
          number: shown(card.number, at('customer.cards', 'payment')),
          label: shown(card.label, at('customer.cards[].label', 'payment')),
        })
        expect(view['cards']).toEqual(item && [item])
      }),
      { numRuns: 60 },
    )
  })

  it('T31: what is said against a part of a row is said against all that lies in it', async () => {
    const contact = { contact: 'clear', payment: 'clear', identity: 'clear' }
    const changed = seeing(contact, [{ id: 'no-address', of: ['customer.address'] }])
    const whole = await open({ policy: changed }).gate.for('support', { actor: agent }).read('customer', ann)
    expect(whole['name']).toBe(ann.name)
    expect(whole).not.toHaveProperty('address')
    const { gate } = open({ policy: seeing(contact, [{ id: 'no-cities', of: ['customer.address.city'] }]) })
    const view = await gate.for('support', { actor: agent }).read('customer', ann)
    expect(view['address']).toEqual({ street: ann.address.street })
  })
})

/** The shop where the agent sees this, and this is prohibited. */
function seeing(sees: object, prohibitions: readonly object[] = []) {
  const changed = JSON.parse(JSON.stringify(shop.document))
  changed.roles.agent.sees = sees
  changed.prohibitions = prohibitions
  Object.assign(changed.resources.customer.fields, { 'address.city': 'contact', 'cards[].label': 'payment' })
  return parsePolicy(changed, { schemas })
}

/** The parts of an object that are there, or undefined when none is. */
function whole(parts: { readonly [key: string]: string | undefined }) {
  const there = Object.entries(parts).filter(([, value]) => value !== undefined)
  return there.length === 0 ? undefined : Object.fromEntries(there)
}
