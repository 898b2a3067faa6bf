import { describe, expect, it } from 'vitest'
import {
  type ConsentEvent,
  type ConsentState,
  isPurposeboundError,
  type Person,
  samePerson,
} from '../../src/index.js'
import { type ConsentAnswer, lookupStore } from '../../src/stores/lookup.js'
import { consentStoreSuite } from '../../src/testing/index.js'
import { folded } from './said.js'

describe('lookupStore', () => {
  describe.each([
    ['at once', (answers: ConsentAnswer[]) => answers],
    ['later, in another order', async (answers: ConsentAnswer[]) => new Set(answers.reverse())],
  ])('answering %s', (_, deliver) => {
    it.each(
      consentStoreSuite(
        (events) => lookupStore((people) => deliver(people.flatMap((person) => answersOf(person, events)))),
        { readOnly: true },
      ),
    )('$name', ({ run }) => run())
  })

  it('asks for each person once', () => {
    const asked: Person[] = []
    const store = lookupStore((people) => {
      asked.push(...people)
      return []
    })
    store.lookup([member('m-1'), member('m-2'), member('m-1')])
    expect(asked).toEqual([member('m-1'), member('m-2')])
  })

  it('cannot be written to', () => {
    expect(lookupStore(() => [])).toEqual({ name: 'lookup', lookup: expect.any(Function) })
  })

  it('takes names, or names with their terms and expiry', () => {
    const expiresAt = Date.UTC(2027, 3, 1)
    const given = {
      mail: {},
      sms: { terms: 2, expiresAt },
      ads: { expiresAt: new Date(expiresAt) },
      calls: { expiresAt: '2027-04-01' },
    }
    expect(purposes({ id: 'm-1', given })).toEqual({
      mail: { given: { via: 'mail' } },
      sms: { given: { via: 'sms', terms: 2, expiresAt } },
      ads: { given: { via: 'ads', expiresAt } },
      calls: { given: { via: 'calls', expiresAt } },
    })
    expect(purposes({ id: 'm-1', given: ['mail'] })).toEqual({ mail: { given: { via: 'mail' } } })
  })

  it('lets a no stand beside a yes', () => {
    expect(purposes({ id: 'm-1', given: ['mail'], refused: ['mail'], objected: ['mail'] })).toEqual({
      mail: {
        given: { via: 'mail' },
        stopped: [{ status: 'ConsentRefused', via: 'mail' }],
        objected: ['mail'],
      },
    })
  })

  it('takes an answer without tenant and population for the one person it fits', () => {
    const person = { ...member('m-1'), tenant: 7 }
    expect(lookupStore(() => [{ id: 'm-1', given: ['mail'] }]).lookup([person])).toEqual([
      { person, purposes: { mail: { given: { via: 'mail' } } } },
    ])
  })

  it.each<[string, unknown]>([
    ['for nobody asked for', [{ id: 'm-9-secret', given: [] }]],
    ['for another type of id', [{ id: 1, given: [] }]],
    ['for another tenant', [{ id: 'm-1', tenant: 'a', given: [] }]],
    ['for another population', [{ id: 'm-1', population: 'employee', given: [] }]],
    ['that fits several', [{ id: 'm-2', given: [] }]],
    [
      'that comes twice',
      [
        { id: 'm-1', given: [] },
        { id: 'm-1', given: ['mail'] },
      ],
    ],
    ['without `given`', [{ id: 'm-1' }]],
    ['with a misspelt list', [{ id: 'm-1', given: ['mail'], objcted: ['mail'] }]],
    ['with a missing column', [{ id: 'm-1', given: ['mail'], objected: undefined }]],
    ['with null for a list', [{ id: 'm-1', given: ['mail'], objected: null }]],
    ['with a text for a list', [{ id: 'm-1', given: 'mail' }]],
    ['with a Map', [{ id: 'm-1', given: new Map([['mail', {}]]) }]],
    ['with a misspelt expiry', [{ id: 'm-1', given: { mail: { expireAt: 1 } } }]],
    ['with an undefined expiry', [{ id: 'm-1', given: { mail: { expiresAt: undefined } } }]],
    ['with an invalid Date', [{ id: 'm-1', given: { mail: { expiresAt: new Date(Number.NaN) } } }]],
    ['with a time without an offset', [{ id: 'm-1', given: { mail: { expiresAt: '2027-04-01T00:00:00' } } }]],
    ['with a day that does not exist', [{ id: 'm-1', given: { mail: { expiresAt: '2027-02-30' } } }]],
    ['with terms that are no number', [{ id: 'm-1', given: { mail: { terms: '2' } } }]],
    ['with true for a column', [{ id: 'm-1', given: { mail: true } }]],
    ['with no name', [{ id: 'm-1', given: ['__proto__'] }]],
    ['with a purpose that is no name', [{ id: 'm-1', given: JSON.parse('{"__proto__":{}}') }]],
    ['that is null', [null]],
    ['that is no list', undefined],
    [
      'with a getter that throws',
      [
        {
          id: 'm-1',
          get given() {
            throw new Error('secret')
          },
        },
      ],
    ],
  ])('fails on an answer %s', async (_, answers) => {
    for (const fn of [() => answers, async () => answers]) {
      const failure = await fails(fn as never)
      expect(isPurposeboundError(failure) && failure.code).toBe('store_failed')
      expect(`${failure} ${(failure as Error).stack} ${(failure as Error).cause}`).not.toMatch(/secret|m-1/)
    }
  })

  it('fails when the function does, and says nothing of why', async () => {
    const throws = () => {
      throw new Error('secret')
    }
    for (const fn of [throws, async () => throws()]) {
      const failure = await fails(fn)
      expect(isPurposeboundError(failure) && failure.code).toBe('store_failed')
      expect(JSON.stringify([failure, String(failure), (failure as Error).stack])).not.toContain('secret')
    }
  })
})

async function fails(fn: Parameters<typeof lookupStore>[0]): Promise<unknown> {
  const people = [member('m-1'), member('m-2'), { ...member('m-2'), tenant: 'a' }]
  return (async () => lookupStore(fn).lookup(people))().then(
    () => expect.unreachable(),
    (error) => error,
  )
}

function purposes(answer: ConsentAnswer) {
  const [state] = lookupStore(() => [answer]).lookup([member('m-1')]) as readonly ConsentState[]
  return state!.purposes
}

/** What a table would say after these events, or no row at all. */
function answersOf(person: Person, events: readonly ConsentEvent[]): ConsentAnswer[] {
  const theirs = events.filter((event) => samePerson(event.person, person))
  if (theirs.length === 0) return []
  const entries = Object.entries(folded(theirs))
  const stopped = (status: string) =>
    entries.filter(([, { stopped }]) => stopped?.some((stop) => stop.status === status)).map(([name]) => name)
  const given = entries.flatMap(([name, entry]) => {
    if (!entry.given) return []
    const { via: _, version: __, renewed: ___, ...column } = entry.given
    return [[name, column]]
  })
  return [
    {
      ...person,
      tenant: person.tenant ?? null,
      given: Object.fromEntries(given),
      refused: stopped('ConsentRefused'),
      withdrawn: stopped('ConsentWithdrawn'),
      objected: entries.filter(([, entry]) => entry.objected).map(([name]) => name),
      restricted: entries.filter(([, entry]) => entry.restricted).map(([name]) => name),
    },
  ]
}

function member(id: Person['id']): Person {
  return { id, population: 'member' }
}
