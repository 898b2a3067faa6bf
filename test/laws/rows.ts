import * as fc from 'fast-check'
import type { Said } from './oracle-consent.js'
import type { Actor } from './oracle-question.js'
import { clean, NOW, PURPOSES, ROLES } from './vocabulary.js'

// Rows, actors and what people said: few values, so that they meet.

const IDS = ['u1', 'u2', 'u3'] as const
const id = fc.constantFrom(...IDS)
const odd = fc.constantFrom<unknown>('', 7, true, Number.NaN, ['u1'], { id: 'u1' }, new Date(Number.NaN))

/** Rows as databases give them, or with values that are null or of another type where they must not be. */
function rowsThat(mayBeIll: boolean) {
  const perhaps = (value: fc.Arbitrary<unknown>, missing = 3) =>
    fc.oneof(
      { weight: 30, arbitrary: value },
      { weight: missing, arbitrary: mayBeIll ? fc.constantFrom(undefined, null) : fc.constant(undefined) },
      { weight: mayBeIll ? 1 : 0, arbitrary: odd },
    )
  const member = fc
    .record({
      id: mayBeIll ? perhaps(id, 1) : id,
      tenant: mayBeIll
        ? perhaps(fc.constantFrom('t1', 't1', 't1', 't1', 't2'), 1)
        : fc.constantFrom('t1', 't1', 't2', '7'),
      rep: fc.oneof({ weight: 8, arbitrary: perhaps(id) }, { weight: 1, arbitrary: fc.constant(null) }),
      age: perhaps(fc.constantFrom(10, 15, 20), 10),
      vip: perhaps(fc.boolean(), 10),
      joined: perhaps(fc.constantFrom(new Date('2026-01-01'), new Date('2026-02-01')), 10),
      name: fc.constantFrom('u1', 'kyoto', 'Aiko Sato', 'Aiko Sato'),
      email: fc.constantFrom('aiko@example.com', 'x'),
      address: fc.option(
        fc
          .record({ city: perhaps(fc.constantFrom('kyoto', 'osaka')), street: fc.constant('Shijo 1') })
          .map(clean),
        { nil: undefined, freq: 4 },
      ),
      cards: fc.constantFrom(undefined, [], [{ number: '4242424242424242', code: '737' }]),
      scores: fc.constantFrom(undefined, { visits: 12 }),
      friend: fc.option(
        fc.record({ id: mayBeIll ? perhaps(id, 1) : id, phone: fc.constant('090-1234-5678') }),
        { freq: 4 },
      ),
      extra: fc.constantFrom<unknown>(undefined, 'x', { said: ['hello'] }),
    })
    .map(clean)
  const visit = fc
    .record({
      id: fc.constantFrom(1, 2),
      memberId: mayBeIll ? perhaps(id, 1) : id,
      guestId: perhaps(id),
      total: perhaps(fc.constantFrom(10, 15, 20), 10),
      note: fc.constantFrom('u1', 'kyoto', null),
      buyer: fc.option(member, { nil: undefined, freq: 4 }),
    })
    .map(clean)
  return { member, visit } as const
}
/** Anything that may be handed in as a row. */
export const rows = rowsThat(true)
/** Rows that fit their schema. */
export const soundRows = rowsThat(false)

const tenant = fc.constantFrom('t1', 't1', 't1', 't1', 't1', 't1', 't2', undefined, 7)
const subject = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: id },
  {
    weight: 4,
    arbitrary: fc
      .record({
        id,
        population: fc.constantFrom(undefined, 'person', 'member'),
        tenant: fc.constantFrom(undefined, 't1'),
      })
      .map(clean),
  },
)
const one = fc.record({
  id,
  roles: fc.oneof(
    { weight: 1, arbitrary: fc.subarray([...ROLES, 'admin', '__proto__', 'r0']) },
    { weight: 2, arbitrary: fc.constant([...ROLES]) },
  ),
  kind: fc.constantFrom(undefined, 'employee', 'service', 'person'),
  tenant,
  subject,
  attributes: fc.constantFrom(
    undefined,
    { area: 'kyoto', areas: ['u1', 'kyoto'], level: 15 },
    { area: 7, areas: 'u1', level: '15' },
  ),
})
export const actors = fc
  .tuple(
    one,
    fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }) },
    ),
  )
  .map(([first, others]) =>
    [first, ...others].reduceRight<Actor | undefined>(
      (behalf, each) => clean({ ...each, onBehalfOf: behalf }) as unknown as Actor,
      undefined,
    ),
  )
  .map((actor) => actor as Actor)

const said: fc.Arbitrary<Said> = fc
  .record({
    action: fc.constantFrom(
      'give',
      'give',
      'give',
      'give',
      'renew',
      'withdraw',
      'refuse',
      'object',
      'restrict',
      'lift',
    ),
    purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
    terms: fc.constantFrom(undefined, undefined, undefined, 1, 2),
    expiresAt: fc.constantFrom(undefined, undefined, undefined, NOW - 1, NOW, NOW + 1),
    unborn: fc.constantFrom(undefined, undefined, ['p3'], ['p2', 'p3']),
  })
  .map((each) => clean(each) as unknown as Said)
/** What one person ever said, oldest first. */
export const histories = fc.oneof(
  { weight: 5, arbitrary: fc.constant([{ action: 'give', purposes: [...PURPOSES] }] as readonly Said[]) },
  { weight: 3, arbitrary: fc.array(said, { maxLength: 5 }) },
)

/** Everybody whom a row of the laws can be about. */
export const PEOPLE = IDS.flatMap((each) =>
  ['person', 'member'].flatMap((population) =>
    [undefined, 't1', 't2'].map((of) => ({ id: each, population, tenant: of })),
  ),
)
