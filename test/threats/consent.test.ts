import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../src/stores/memory.js'
import { bomb, revoked, SECRET } from './hostile.js'
import { type OpenGate, open, outcome } from './open.js'
import { ann, subject } from './shop.js'

const mailer = { id: 'm', roles: ['mailer'], tenant: 't-1' }
const given = { person: subject, purposes: { direct_mail: { given: { via: 'direct_mail' } } } }
const other = { ...subject, id: 'c-2' }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('a consent store', () => {
  /** What a read, a list, a decision and a standing come to when the store answers this. */
  async function ask(answer: () => unknown) {
    const { gate, records } = open({ consents: { name: 'odd', lookup: answer } })
    const access = gate.for('direct_mail', { actor: mailer })
    const work = [
      outcome(access.read('customer', ann)),
      access.readMany('customer', [ann]).then(
        ({ refused }) => refused[0]?.reason ?? 'released',
        (error) => `a stranger: ${error}`,
      ),
      outcome(async () => {
        const { effect, reason } = await access.decide('customer', ann)
        if (effect === 'deny') throw { reason }
      }),
      outcome(() => gate.consents.state(subject)),
    ]
    await vi.advanceTimersByTimeAsync(50)
    expect(JSON.stringify(records)).not.toContain(SECRET)
    return Promise.all(work)
  }
  const UNAVAILABLE = ['consent_unavailable', 'consent_unavailable', 'consent_unavailable', 'store_failed']

  it('T19: that answers truly is believed', async () => {
    expect(await ask(() => [given])).toEqual(['released', 'released', 'released', 'released'])
    expect(await ask(async () => [given])).toEqual(['released', 'released', 'released', 'released'])
  })

  it.each<[string, () => unknown]>([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error(SECRET))],
    ['never answers', () => new Promise(() => {})],
    ['answers too late', () => new Promise((resolve) => setTimeout(resolve, 51, [given]))],
    ['answers nothing', () => undefined],
    ['answers with nobody', () => []],
    ['answers for one too many', () => [given, given]],
    ['answers for somebody else', () => [{ ...given, person: other }]],
    [
      'answers for the same id of another tenant',
      () => [{ ...given, person: { ...subject, tenant: 't-2' } }],
    ],
    ['answers for an id of another type', () => [{ ...given, person: { ...subject, id: ['c-1'] } }]],
    ['leaves out whose it is', () => [{ purposes: given.purposes }]],
    ['leaves out what was said', () => [{ person: subject }]],
    ['answers with text', () => 'yes'],
    ['answers with a list of text', () => ['yes']],
    ['answers with a map', () => new Map([[subject.id, given]])],
    ['promises garbage', async () => ({ 0: given, length: 1 })],
    ['answers with a list that throws', () => bomb([given], '0')],
    ['promises a list that throws', async () => bomb([given], '0')],
    ['answers with a revoked list', () => revoked([given])],
    ['answers with a state that throws', () => [bomb({ person: subject }, 'purposes')]],
    ['answers with an entry that throws', () => [{ person: subject, purposes: bomb({}, 'direct_mail') }]],
    ['answers with an entry that is none', () => [{ person: subject, purposes: { direct_mail: 'yes' } }]],
    [
      'answers with a yes that is none',
      () => [{ person: subject, purposes: { direct_mail: { given: true } } }],
    ],
    ['throws when it is awaited', () => bomb({}, 'then')],
  ])('T19: that %s is not believed: denied in time, in its own reason', async (_, answer) => {
    expect(await ask(answer)).toEqual(UNAVAILABLE)
  })

  it.each([
    ['the order is another', [{ ...given, person: other }, given]],
    ['one stands for two', [given, given]],
  ])('T19: that answers for two is believed of none whose place another takes: %s', async (_, answers) => {
    const { gate } = open({ consents: { name: 'odd', lookup: () => answers } })
    const rows = [ann, { ...ann, id: 'c-2' }]
    const { refused } = await gate.for('direct_mail', { actor: mailer }).readMany('customer', rows)
    expect(refused.at(-1)).toMatchObject({ index: 1, reason: 'consent_unavailable' })
  })

  it.each<[string, () => unknown]>([
    ['is no list', () => 'x'],
    ['holds what is no event', () => [null]],
    ['throws', () => bomb([], '0')],
    ['was promised and is garbage', async () => 7],
    ['is of somebody else', () => [{ id: 'e', action: 'give', person: other, at: 0, purposes: [] }]],
  ])('T19: whose history %s tells nothing', async (_, history) => {
    const { gate } = open({ consents: { name: 'odd', lookup: () => [given], history } })
    expect(await outcome(gate.consents.stateAt(subject, 1))).toBe('store_failed')
    expect(await outcome(gate.consents.history(subject))).toBe('store_failed')
  })

  it('T21: keys nobody alike: tenants, populations, types and spellings are kept apart', async () => {
    const people = [
      { id: 'b|c', population: 'customer', tenant: 'a' },
      { id: 'c', population: 'customer', tenant: 'a|b' },
      { id: 'c-1', population: 'customer', tenant: '1' },
      { id: 'c-1', population: 'customer', tenant: 1 },
      { id: 'c-1', population: 'customer' },
      { id: '\u00e9', population: 'customer', tenant: 't' },
      { id: 'e\u0301', population: 'customer', tenant: 't' },
      { id: '1', population: 'customer', tenant: 't' },
      { id: 1, population: 'customer', tenant: 't' },
      { id: 1n, population: 'customer', tenant: 't' },
      { id: 'c-1', population: 'person', tenant: 't' },
    ]
    for (const chosen of people) {
      const { gate } = open()
      await gate.consents.give({ subject: chosen, purposes: ['direct_mail'] })
      const standings = await Promise.all(people.map((person) => status(gate, person)))
      expect(standings.map((each) => each === 'ConsentGiven')).toEqual(people.map((each) => each === chosen))
    }
  })

  it('T26: is asked for every person of a list: nobody answers for the others', async () => {
    const store = memoryStore()
    const lookup = vi.fn(store.lookup)
    const { gate, records } = open({ consents: { ...store, lookup } })
    await gate.consents.give({ subject: other, purposes: ['direct_mail'] })
    const rows = ['c-1', 'c-2', 'c-3', 'c-2'].map((id) => ({ ...ann, id }))
    const access = gate.for('direct_mail', { actor: mailer })
    const { views, refused } = await access.readMany('customer', rows)
    expect(views.map(({ id }) => id)).toEqual(['c-2', 'c-2'])
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'consent_missing'],
      [2, 'consent_missing'],
    ])
    expect(lookup).toHaveBeenCalledTimes(1)
    expect(records.filter(({ type }) => type === 'decision').map(({ refused: count }) => count)).toEqual([
      2,
      undefined,
    ])
  })
})

async function status(gate: OpenGate, person: object) {
  const { purposes } = (await gate.consents.state(person)) as {
    purposes: { [purpose: string]: { status: string } }
  }
  return purposes['direct_mail']?.status
}

function fail(): never {
  throw new Error(SECRET)
}
