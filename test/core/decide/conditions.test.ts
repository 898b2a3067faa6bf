import { parsePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { verdict } from './verdict.js'

const Row = z.object({
  id: z.string(),
  name: z.string(),
  city: z.string().nullish(),
  age: z.number().nullish(),
  big: z.bigint().optional(),
  vip: z.boolean().optional(),
  born: z.date().optional(),
  home: z.object({ zip: z.string().optional() }).optional(),
})
const row = {
  id: 'r-1',
  name: 'Ken',
  city: 'Kyoto',
  age: 40,
  big: 10n ** 20n,
  vip: true,
  born: new Date('2000-01-01T00:00:00Z'),
  home: { zip: '600' },
}
const actor = {
  id: 'r-1',
  roles: ['clerk'],
  attributes: { city: 'Kyoto', cities: ['Osaka', 'Kyoto'], age: 40 },
}

describe('a condition that is true reaches the row, and its negation does not', () => {
  it.each([
    [{ city: 'Kyoto' }, { city: 'Osaka' }],
    [{ city: { $eq: 'Kyoto' } }, { city: { $ne: 'Kyoto' } }],
    [{ city: { $in: ['Osaka', 'Kyoto'] } }, { city: { $nin: ['Osaka', 'Kyoto'] } }],
    [{ age: { $gte: 40, $lt: 41 } }, { age: { $gt: 40 } }],
    [{ age: { $lte: 40 } }, { age: { $lt: 40 } }],
    [{ big: '100000000000000000000' }, { big: { $gt: '100000000000000000000' } }],
    [{ vip: true }, { vip: { $ne: true } }],
    [{ born: '2000-01-01T09:00:00+09:00' }, { born: { $lt: '2000-01-01T00:00:00Z' } }],
    [{ 'home.zip': '600' }, { 'home.zip': '601' }],
    [{ city: { $exists: true } }, { city: { $exists: false } }],
    [{ city: { $ne: null } }, { city: null }],
    [{ $or: [{ city: 'Osaka' }, { age: 40 }] }, { $and: [{ city: 'Kyoto' }, { age: 41 }] }],
    [
      { $not: { $and: [{ city: 'Kyoto' }, { age: 41 }] } },
      { $not: { $or: [{ city: 'Osaka' }, { age: 40 }] } },
    ],
    [{ $not: { city: 'Osaka' } }, { $not: { $not: { city: 'Osaka' } } }],
    [{ id: { $actor: 'id' } }, { id: { $ne: { $actor: 'id' } } }],
    [{ city: { $in: { $actor: 'attributes.cities' } } }, { city: { $nin: { $actor: 'attributes.cities' } } }],
    [{ age: { $gte: { $actor: 'attributes.age' } } }, { age: { $gt: { $actor: 'attributes.age' } } }],
  ])('%j, and not %j', (matching, missing) => {
    expect([reaches(matching), reaches(missing)]).toEqual([true, false])
    expect([reaches({ $not: matching }), reaches({ $not: missing })]).toEqual([false, true])
  })
})

describe('what is missing or null', () => {
  const without = [
    { id: 'r-1', name: 'Ken' },
    { id: 'r-1', name: 'Ken', city: null, age: null },
    { id: 'r-1', name: 'Ken', city: undefined, age: undefined, home: {} },
  ]
  it.each([
    { city: { $ne: 'Osaka' } },
    { city: { $nin: ['Osaka'] } },
    { $not: { city: 'Osaka' } },
    { $not: { city: { $in: ['Osaka'] } } },
    { age: { $lt: 1000 } },
    { $not: { age: { $gt: 1000 } } },
    { vip: { $ne: true } },
    { $not: { vip: true } },
    { 'home.zip': { $ne: '1' } },
    { city: { $ne: null } },
    { city: { $exists: true } },
    { $or: [{ city: { $ne: 'Osaka' } }, { $not: { age: 3 } }] },
  ])('is unknown, so that %j does not match it', (condition) => {
    for (const each of without) expect(reaches(condition, each)).toBe(false)
  })

  it('is found by `$exists: false` and `$eq: null`, and by nothing else', () => {
    for (const each of without)
      for (const condition of [{ city: { $exists: false } }, { city: null }, { city: { $eq: null } }])
        expect(reaches(condition, each)).toBe(true)
  })

  it('leaves what is known beside it to decide, as three-valued logic has it', () => {
    for (const each of without) {
      expect(reaches({ $or: [{ city: 'Kyoto' }, { id: 'r-1' }] }, each)).toBe(true)
      expect(reaches({ $and: [{ city: { $ne: 'x' } }, { id: 'r-1' }] }, each)).toBe(false)
      expect(reaches({ $not: { $and: [{ city: 'x' }, { id: 'other' }] } }, each)).toBe(true)
      expect(reaches({ $not: { $or: [{ city: 'x' }, { id: 'other' }] } }, each)).toBe(false)
    }
  })
})

describe('what a condition is compared with', () => {
  it('text is compared by code unit: neither case nor width nor composition is folded', () => {
    for (const city of ['kyoto', 'Ｋyoto', 'Kyoto ', 'Kyo\u0301to']) expect(reaches({ city })).toBe(false)
    expect(reaches({ city: { $gt: 'Kyotn' } })).toBe(true)
    expect(reaches({ city: { $gt: 'a' } })).toBe(false)
  })

  it('an attribute of the actor of another type, or a list for a scalar, matches nothing at all', () => {
    const asked = (attributes: object, condition: object) =>
      reaches({ $or: [{ id: 'r-1' }, condition] }, row, { ...actor, attributes })
    const own = { city: { $actor: 'attributes.city' } }
    expect(asked({ city: 'x' }, own)).toBe(true)
    for (const city of [1, true, ['Kyoto'], null, undefined]) expect(asked({ city }, own)).toBe(false)
    const among = { city: { $in: { $actor: 'attributes.cities' } } }
    for (const cities of ['Kyoto', ['Kyoto', 1], undefined]) expect(asked({ cities }, among)).toBe(false)
  })

  it('is what a plan says too: the condition bound to the actor', () => {
    const { gate } = testGate({ policy: under({ city: { $actor: 'attributes.city' }, age: { $gt: 18 } }) })
    const plan = gate.for('support', { actor }).plan('row')
    expect(plan).toMatchObject({
      kind: 'conditional',
      where: {
        op: 'and',
        of: [
          { op: 'eq', path: 'city', type: 'string', value: 'Kyoto' },
          { op: 'gt', path: 'age', type: 'number', value: 18 },
        ],
      },
    })
  })
})

/**
 * Whether a grant under this condition reaches the row; the plain and the compiled decision must agree, the compiled
 * one after others on the same policy, so that it answers from what it remembers.
 */
function reaches(condition: object, given: object = row, by: object = actor): boolean {
  const policy = under(condition)
  const asked = { purpose: 'support', resource: 'row' }
  for (const earlier of [row, { id: 'r-2', name: 'Ann', city: 'Nara', age: 7, vip: false }])
    verdict(policy, { ...asked, actor, row: earlier })
  const { effect, reason } = verdict(policy, { ...asked, actor: by, row: given })
  expect(reason).toBe(effect === 'permit' ? undefined : 'condition_not_met')
  return effect === 'permit'
}

function under(condition: object) {
  const keys = Object.keys(Row.shape).map((key) => [key, key === 'name' ? 'identity' : 'nonpersonal'])
  return parsePolicy(
    {
      name: 'conditions',
      version: '1',
      categories: ['identity'],
      resources: { row: { subject: 'id', fields: { ...Object.fromEntries(keys), id: 'key' } } },
      purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
      roles: { clerk: { purposes: ['support'], sees: { identity: 'clear' }, where: { row: condition } } },
    },
    { schemas: { row: Row } },
  )
}
