import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConsentAction, ConsentEvent, Person } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { folded } from './said.js'

const ACTIONS: readonly ConsentAction[] = [
  'give',
  'renew',
  'withdraw',
  'refuse',
  'object',
  'restrict',
  'lift',
]

const tenant = fc.constantFrom(undefined, 1, '1', 'a', 'a|b')
const population = fc.constantFrom('person', 'member')
const usualId = fc.constantFrom<Person['id']>(
  0,
  1,
  '1',
  1n,
  -1n,
  'm-1',
  'M-1',
  '0193e0a0-0000-7000-8000-00000000000a',
  '0193E0A0-0000-7000-8000-00000000000A',
)
const strangeId = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc
    .array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { minLength: 1, maxLength: 3 })
    .map((units) => String.fromCharCode(...units)),
  fc.uuid(),
  fc.maxSafeInteger().map((n) => n + 0),
  fc.bigInt(),
)
const person = fc.tuple(fc.oneof(usualId, strangeId), population, tenant).map(toPerson)
const usual = fc.tuple(usualId, population, tenant).map(toPerson)

const purpose = fc.constantFrom('marketing', 'mail', 'sms', 'analytics', 'constructor')
const said = fc.record(
  { purpose, via: purpose, terms: fc.constantFrom(1, 2) },
  { requiredKeys: ['purpose', 'via'] },
)
const time = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.integer(),
  fc.constantFrom(1.8e12, 8.64e15, -8.64e15),
)
const id = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((n) => `0193e0a0-0000-7000-8000-00000000000${n.toString(16)}`),
  fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme-ascii' }),
)
const eventOf = (who: fc.Arbitrary<Person>): fc.Arbitrary<ConsentEvent> =>
  fc
    .record(
      {
        id,
        action: fc.constantFrom(...ACTIONS),
        person: who,
        at: time,
        purposes: fc.array(said, { maxLength: 4 }),
        expiresAt: time,
        version: fc.constantFrom('v1', '二'),
        method: fc.constantFrom('form', 'paper'),
        recipients: fc.constantFrom([], ['insurer'], ['insurer', '二']),
        onlyRecipients: fc.constantFrom(['insurer'], ['二', 'insurer']),
      },
      { requiredKeys: ['id', 'action', 'person', 'at', 'purposes'] },
    )
    .map(({ onlyRecipients, ...event }) =>
      onlyRecipients && (event.action === 'withdraw' || event.action === 'refuse')
        ? { ...event, onlyRecipients }
        : event,
    )

describe('memoryStore: laws', () => {
  it('the packed store is the plain one: states and histories of the same events agree', () => {
    fc.assert(
      fc.property(fc.array(eventOf(usual), { maxLength: 60 }), (events) => agree(events)),
      { numRuns: 500 },
    )
  })

  it('no id is too strange, and none is taken for another', () => {
    fc.assert(
      fc.property(fc.array(eventOf(person), { maxLength: 30 }), fc.array(person), (events, others) =>
        agree(events, others),
      ),
      { numRuns: 500 },
    )
  })

  it('the order of arrival does not matter', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(eventOf(usual), { selector: (event) => event.id, maxLength: 30 })
          .chain((events) =>
            fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
          ),
        ([events, shuffled]) => {
          const people = events.map((event) => event.person)
          const states = [events, shuffled].map((each) => {
            const store = memoryStore()
            each.forEach(store.append)
            return store.lookup(people)
          })
          expect(states[1]).toEqual(states[0])
        },
      ),
    )
  })
})

/** The plain store: the first event of each id of each person, folded in the order of `(at, id)`. */
function agree(events: readonly ConsentEvent[], others: readonly Person[] = []): void {
  const store = memoryStore()
  const histories: { person: Person; events: ConsentEvent[] }[] = []
  const historyOf = (person: Person) => histories.find((each) => is(each.person, person))?.events ?? []
  for (const event of events) {
    store.append(event)
    if (historyOf(event.person).length === 0) histories.push({ person: event.person, events: [] })
    const history = historyOf(event.person)
    if (!history.some(({ id }) => id === event.id)) history.push(event)
    // now and then in between, too: what came late then finds its place
    if (event.at % 3 === 0) expect(store.lookup([event.person])[0]!.purposes).toEqual(folded(history))
    if (event.at % 5 === 0) expect(store.history(event.person)).toHaveLength(history.length)
  }
  const people = [...events.map(({ person }) => person), ...others]
  const states = store.lookup(people)
  expect(store.size).toBe(histories.length)
  for (const [i, person] of people.entries()) {
    expect(states[i]!.person).toBe(person)
    expect(states[i]!.purposes).toEqual(folded(historyOf(person)))
    expect(states[i]!.version).toBe(historyOf(person).length)
    const sorted = [...historyOf(person)].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    expect(store.latest(person)?.id).toBe(sorted.at(-1)?.id)
    expect(store.history(person)).toEqual(sorted.map((event) => ({ ...event, person })))
  }
}

function toPerson([id, population, tenant]: [Person['id'], string, Person['tenant']]): Person {
  return tenant === undefined ? { id, population } : { id, population, tenant }
}

function is(a: Person, b: Person): boolean {
  return a.id === b.id && a.population === b.population && a.tenant === b.tenant
}
