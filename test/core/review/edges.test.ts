import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CounterExample, decide, lint, parsePolicy, prove } from '../../../src/index.js'
import { runs } from '../../laws/cases.js'

// Conditions whose constants leave little room: what decide permits is never proved away.

const schemas = {
  m: z.object({
    id: z.string(),
    s: z.string(),
    age: z.number(),
    big: z.bigint(),
    d: z.date(),
    name: z.string(),
  }),
}
const ROW = { id: 'u1', s: 's', age: 1, big: 1n, d: new Date(0), name: 'n' }
type Row = Partial<typeof ROW>

const policyWith = (where: object | undefined, name = 'edges') =>
  parsePolicy(
    {
      name,
      version: '1',
      categories: ['identity'],
      resources: {
        m: {
          subject: 'id',
          fields: {
            id: 'key',
            s: 'nonpersonal',
            age: 'nonpersonal',
            big: 'nonpersonal',
            d: 'nonpersonal',
            name: 'identity',
          },
        },
      },
      purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
      roles: {
        agent: { purposes: ['support'], sees: { identity: 'clear' }, ...(where && { where: { m: where } }) },
      },
    } as never,
    { schemas },
  )

function permits(where: object, row: Row, actor: object = {}): boolean {
  const given = { id: 'somebody', roles: ['agent'], ...actor }
  const asked = { purpose: 'support', actor: given, resource: 'm', row: { ...ROW, ...row } }
  return decide(policyWith(where), asked as never, { now: 0, consents: [] }).effect === 'permit'
}

/** The row of a counter-example, with dates as a store has them. */
function rowOf({ row = {} }: CounterExample): Row {
  const { d, ...rest } = row as { d?: string }
  return { ...rest, ...(d !== undefined && { d: new Date(d) }) } as Row
}

function actorIn({ actor = {} }: CounterExample): object {
  const { id, kind, tenant, subject, ...rest } = actor as { [path: string]: unknown }
  const attributes = Object.fromEntries(Object.entries(rest).map(([path, value]) => [path.slice(11), value]))
  return Object.fromEntries(
    Object.entries({ id, kind, tenant, subject, attributes }).filter(([, value]) => value !== undefined),
  )
}

describe('prove: conditions that leave little room', () => {
  it.each<[where: object, row: Row, actor?: object]>([
    [{ id: { $lt: 'b' } }, { id: 'a' }],
    [{ id: { $lt: 'm' } }, { id: 'abc' }],
    [{ id: { $lt: '\u0001' } }, { id: '\0' }],
    [{ age: { $gt: 1e16 } }, { age: 1e17 }],
    [{ age: { $gt: 9007199254740992 } }, { age: 1e17 }],
    [{ age: { $gt: 1e16, $lt: 1e17 } }, { age: 2e16 }],
    [{ age: { $lt: -1e16 } }, { age: -1e17 }],
    [{ age: { $gt: 0, $lt: 5e-324 * 2 } }, { age: 5e-324 }],
    [{ age: { $gt: 1, $lt: 1 + Number.EPSILON * 2 } }, { age: 1 + Number.EPSILON }],
    [{ s: { $gt: 'a', $lt: 'a!' } }, { s: 'a ' }],
    [{ s: { $gt: 'a', $lt: 'a b' } }, { s: 'a a' }],
    [{ s: { $gt: '', $lt: '!' } }, { s: ' ' }],
    [{ s: { $gt: 'a', $lt: 'a\0\0' } }, { s: 'a\0' }],
    [{ s: { $lt: '\0' } }, { s: '' }],
    [{ $and: [{ s: { $gt: { $actor: 'id' } } }, { s: { $lt: 'b' } }] }, { s: 'az' }, { id: 'a' }],
    [{ d: { $gt: '9999-12-31T23:59:59Z' } }, { d: new Date('+010000-01-01T00:00:00Z') }],
    [{ d: { $lt: '0000-01-01T00:00:00Z' } }, { d: new Date('-000001-01-01T00:00:00Z') }],
    [{ d: { $ne: '1970-01-01T00:00:00Z' } }, { d: new Date(1) }],
    [
      { $and: [{ d: { $eq: { $actor: 'attributes.at' } } }, { d: { $gt: '9999-12-31T23:59:59.999Z' } }] },
      { d: new Date('9999-12-31T23:59:59-05:00') },
      { attributes: { at: '9999-12-31T23:59:59-05:00' } },
    ],
  ])('%j is met by some row', (where, row, actor) => {
    expect(permits(where, row, actor)).toBe(true)
    const policy = policyWith(where)
    const { holds, counterExample } = prove(policy, { no: 'role', sees: 'anything' })
    expect(holds).toBe(false)
    expect(counterExample!.assumed).toBeUndefined()
    expect(permits(where, rowOf(counterExample!), actorIn(counterExample!))).toBe(true)
    expect(lint(policy).map(({ code }) => code)).not.toContain('condition_never_met')
  })

  it('an unconditional policy is not within one that leaves out the first letters', () => {
    const shard = policyWith({ id: { $gte: 'm' } })
    expect(prove(policyWith(undefined), { within: shard }).counterExample).toMatchObject({ row: { id: 'a' } })
  })

  it('assumes a row where texts are too long for gaps to be filled with certainty', () => {
    const where = { s: { $gt: 'x'.repeat(1000), $lt: `${'x'.repeat(1000)}\0` } }
    expect(prove(policyWith(where), { no: 'role', sees: 'anything' }).counterExample?.assumed).toBe(true)
    expect(lint(policyWith(where)).map(({ code }) => code)).not.toContain('condition_never_met')
    // that somebody sees it rests on no row that is only assumed
    expect(prove(policyWith(where), { every: 'field', is: 'seen' }).counterExample?.assumed).toBe(true)
    expect(prove(policyWith(where), { every: 'purpose', is: 'served' }).counterExample?.assumed).toBe(true)
  })

  it.each([
    { s: { $lt: '' } },
    { s: { $gt: 'a', $lt: 'a\0' } },
    { id: { $lt: '\0' } },
    { age: { $gt: Number.MAX_VALUE } },
  ])('%j is met by none', (where) => {
    expect(prove(policyWith(where), { no: 'role', sees: 'anything' }).holds).toBe(true)
  })
})

describe('prove: constants near the edges', () => {
  const texts = ['', '\0', '\u0001', ' ', '!', 'a', 'a\0', 'a ', 'a!', 'a b', 'aa', 'b', '\uffff']
  const numbers = [
    -1.7976931348623157e308,
    -1e16,
    -1,
    -5e-324,
    0,
    5e-324,
    0.5,
    1,
    1 + Number.EPSILON,
    2 ** 53,
    2 ** 53 + 2,
  ]
  const dates = ['0000-01-01T00:00:00Z', '1970-01-01', '1970-01-01T00:00:00.001Z', '9999-12-31T23:59:59.999Z']
  const near = {
    s: [...texts, ...texts.map((each) => `${each}\0`), ...texts.map((each) => `${each} `)],
    age: [...numbers, ...numbers.map((each) => each + 1), 1.7976931348623157e308, 2e-323, 3],
    d: [
      ...dates.map((each) => new Date(each)),
      new Date(8.64e15),
      new Date(-8.64e15),
      new Date(2),
      new Date(-1),
    ],
  }
  const tests = (constants: readonly (string | number)[]) =>
    fc.record({
      op: fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne', '$eq'),
      value: fc.constantFrom(...constants),
    })
  const wheres = fc
    .oneof(
      fc.tuple(fc.constantFrom('s', 'id'), fc.array(tests(texts), { minLength: 1, maxLength: 3 })),
      fc.tuple(fc.constant('age'), fc.array(tests(numbers), { minLength: 1, maxLength: 3 })),
      fc.tuple(fc.constant('d'), fc.array(tests(dates), { minLength: 1, maxLength: 3 })),
    )
    .map(([path, all]) => ({
      path,
      where: { $and: all.map(({ op, value }) => ({ [path]: { [op]: value } })) },
    }))

  it('what holds is permitted for no row near them, and a counter-example is permitted', () => {
    fc.assert(
      fc.property(wheres, ({ path, where }) => {
        const { holds, counterExample } = prove(policyWith(where), { no: 'role', sees: 'anything' })
        if (!holds) {
          expect(permits(where, rowOf(counterExample!))).toBe(true)
          return
        }
        const values: readonly unknown[] = near[(path === 'id' ? 's' : path) as keyof typeof near]
        for (const value of values) expect(permits(where, { [path]: value })).toBe(false)
      }),
      runs(400),
    )
  })
})
