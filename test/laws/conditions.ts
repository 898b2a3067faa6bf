import * as fc from 'fast-check'
import { clean, type Json, maybe, pair } from './vocabulary.js'

// Conditions on rows, in the form of the document.

const actorPath = fc.constantFrom('id', 'kind', 'tenant', 'subject', 'attributes.area')
const text = fc.oneof(
  fc.constantFrom('u1', 'u2', 't1', 'kyoto'),
  actorPath.map((path) => ({ $actor: path })),
)
const list = fc.oneof(fc.subarray(['u1', 'u2', 'kyoto']), fc.constant({ $actor: 'attributes.areas' }))
const equality = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value,
    fc.constant(null),
    fc.tuple(fc.constantFrom('$eq', '$ne'), fc.oneof(value, fc.constant(null))).map(pair),
    fc.boolean().map((there) => ({ $exists: there })),
  )
const order = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(equality(value), fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), value).map(pair))
const texts = fc.oneof(order(text), fc.tuple(fc.constantFrom('$in', '$nin'), list).map(pair))
const numbers = fc.oneof(
  order(fc.constantFrom<unknown>(10, 20, { $actor: 'attributes.level' })),
  fc.tuple(fc.constantFrom('$in', '$nin'), fc.subarray([10, 20])).map(pair),
)
const dates = order(fc.constantFrom('2026-01-01', '2026-03-01T00:00:00Z'))
/** One test of one attribute. */
export const tests = {
  member: fc.oneof(
    texts.map((test) => ({ rep: test })),
    texts.map((test) => ({ name: test })),
    texts.map((test) => ({ 'address.city': test })),
    numbers.map((test) => ({ age: test })),
    equality(fc.boolean()).map((test) => ({ vip: test })),
    dates.map((test) => ({ joined: test })),
  ),
  visit: fc.oneof(
    texts.map((test) => ({ memberId: test })),
    texts.map((test) => ({ note: test })),
    numbers.map((test) => ({ total: test })),
  ),
}
/** A condition of the subset, in the form of the document. */
export const condition = (resource: 'member' | 'visit'): fc.Arbitrary<Json> =>
  fc.letrec<{ any: Json }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      tests[resource] as fc.Arbitrary<Json>,
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((of) => ({ $and: of })),
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((of) => ({ $or: of })),
      tie('any').map((of) => ({ $not: of })),
    ),
  })).any
export const where = fc
  .record({
    member: maybe(
      fc.oneof({ weight: 1, arbitrary: fc.constant('all') }, { weight: 3, arbitrary: condition('member') }),
      5,
    ),
    visit: maybe(
      fc.oneof({ weight: 1, arbitrary: fc.constant('all') }, { weight: 1, arbitrary: condition('visit') }),
      5,
    ),
  })
  .map(clean)
