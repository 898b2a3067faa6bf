import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONSENT_ACTIONS } from '../../../src/core/decide/consent.js'
import { type ConsentState, foldConsent } from '../../../src/index.js'
import { keyOf, personOf } from '../../../src/stores/postgres/key.js'
import { pack, unpack } from '../../../src/stores/postgres/packed.js'
import { event } from '../said.js'

const id = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ minLength: 1 }),
  fc.maxSafeInteger(),
  fc.bigInt(),
)
const anyone = fc.record(
  {
    id: fc.oneof(id, fc.constantFrom('\ud800', '\udc00', '\\d800', '\0', '\\0000', '\\\\', '1', 1, 1n)),
    population: fc.oneof(fc.string(), fc.constantFrom('\0', '\\0000', '')),
    tenant: fc.oneof(fc.string({ minLength: 1 }), fc.maxSafeInteger()),
  },
  { requiredKeys: ['id', 'population'] },
)

describe('the key of a person', () => {
  it('law: gives the person back, so that no two people share one', () => {
    fc.assert(
      fc.property(anyone, (person) => {
        const [tenant, population, key] = keyOf(person)
        expect(personOf({ tenant, population, person: key })).toStrictEqual({ ...person })
      }),
      { numRuns: 2000 },
    )
  })

  it('law: is text that the server can hold', () => {
    fc.assert(
      fc.property(anyone, (person) => {
        for (const part of keyOf(person)) expect(part).not.toMatch(/\0|\p{Surrogate}/u)
      }),
    )
  })
})

describe('packed entries', () => {
  const purpose = fc.constantFrom('mail', 'sms', 'ads')
  const said = fc.array(
    fc.tuple(
      fc.constantFrom(...CONSENT_ACTIONS),
      purpose,
      purpose,
      fc.option(fc.nat(), { nil: undefined }),
      fc.constantFrom(undefined, ['insurer'], ['insurer', 'school']),
    ),
  )

  it('law: are those that were packed, by their own purpose or by another', () => {
    fc.assert(
      fc.property(said, (events) => {
        const purposes = events.reduce<ConsentState['purposes']>(
          (before, [action, name, via, expiresAt, named], i) =>
            foldConsent(before, {
              ...event(action, { id: 1, population: 'member' }, i),
              purposes: [{ purpose: name, via }],
              ...(expiresAt !== undefined && { expiresAt }),
              ...(named && { recipients: named, onlyRecipients: named }),
            }),
          {},
        )
        expect(unpack(JSON.parse(pack(purposes)))).toEqual(purposes)
      }),
    )
  })

  it('are one for all purposes of a form', () => {
    const names = Array.from({ length: 16 }, (_, i) => `purpose_${i}`)
    const purposes = foldConsent(
      {},
      event('give', { id: 1, population: 'member' }, 1, names, { expiresAt: 9 }),
    )
    expect(JSON.parse(pack(purposes))).toEqual([[{ given: { via: '', expiresAt: 9 } }, names]])
  })
})
