import * as fc from 'fast-check'
import { CATEGORIES, clean, type Json, maybe, operator, seldom } from './vocabulary.js'

// How the two resources of ./schemas may be classified.

const category = fc.constantFrom(...CATEGORIES)
export const categories = fc.oneof(
  fc.constant([...CATEGORIES]),
  fc
    .tuple(...CATEGORIES.map((_, index) => entry(index)))
    .map((all) => Object.fromEntries(CATEGORIES.map((name, index) => [name, clean(all[index]!)]))),
)

/** A category lies within an earlier one or in none. */
function entry(index: number): fc.Arbitrary<Json> {
  return fc.record({
    within: index === 0 ? fc.constant(undefined) : maybe(fc.constantFrom(...CATEGORIES.slice(0, index)), 2),
    mask: seldom(operator, 4),
    class: seldom(fc.constant('card_security_code'), 8),
  })
}

const plain = fc.oneof(
  { weight: 4, arbitrary: category },
  { weight: 1, arbitrary: fc.constant('nonpersonal') },
)
/** For how long, from a time of the row: over, about to be, and for long not. */
export const period = fc.constantFrom('P30D', 'P4M', 'P5M', 'P1Y', 'P1Y', 'P100Y', 'P100Y')
const rule = fc
  .record({
    category,
    mask: maybe(operator),
    ceiling: maybe(fc.constantFrom('clear', 'masked', 'masked', 'hidden'), 2),
    retention: seldom(period, 4),
  })
  .map(clean)
const field = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: rule })
/** What stands below another place, or is named in `uses`, `sees` and `masks`, is about somebody. */
const personal = fc.oneof({ weight: 3, arbitrary: category }, { weight: 1, arbitrary: rule })
const friend = fc.oneof(
  field,
  fc
    .record({
      category,
      subject: fc.constantFrom<unknown>('friend.id', { population: 'member', at: 'friend.id' }, [
        'friend.id',
        'id',
      ]),
    })
    .map(clean),
)

const memberFields = fc
  .record({
    age: personal,
    vip: field,
    joined: field,
    name: personal,
    email: personal,
    address: field,
    'address.city': maybe(personal),
    cards: field,
    'cards[].code': maybe(personal),
    scores: field,
    'friend.id': fc.constantFrom('key', 'key', 'a'),
    'friend.phone': friend,
    extra: field,
  })
  .map((fields) => clean({ id: 'key', tenant: 'key', rep: 'key', ...fields }))
const visitFields = fc
  .record({
    total: personal,
    note: field,
    buyer: fc.oneof(
      { weight: 3, arbitrary: fc.constant({ resource: 'member' }) },
      { weight: 1, arbitrary: plain },
    ),
  })
  .map((fields) => ({ id: 'key', memberId: 'key', guestId: 'key', ...fields }))

export const resources = fc.record({
  member: fc.record({
    subject: fc.constantFrom<unknown>('id', 'id', { population: 'member', at: 'id' }, [
      'id',
      { population: 'member', at: 'rep' },
    ]),
    tenant: fc.constantFrom(undefined, 'tenant'),
    collectedAt: fc.constant('joined'),
    fields: memberFields,
  }),
  visit: fc.record({
    subject: fc.constantFrom<unknown>('memberId', { population: 'member', at: 'memberId' }, [
      'memberId',
      'guestId',
    ]),
    collectedAt: fc.constant('total'),
    fields: visitFields,
  }),
})
