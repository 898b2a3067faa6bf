import type { ConsentState, ConsentStore, Person } from '../../index.js'
import { ana, ben, folded, nobody, type StoreCase } from './said.js'
import { same } from './same.js'

/** People whom a careless key would take for one another. */
const lookalikes: readonly Person[] = [
  { id: 1, population: 'member' },
  { id: '1', population: 'member' },
  { id: 1n, population: 'member' },
  { id: '01', population: 'member' },
  { id: 1, population: 'employee' },
  { id: 1, population: 'member', tenant: 1 },
  { id: 1, population: 'member', tenant: '1' },
  { id: 'c', population: 'member', tenant: 'a|b' },
  { id: 'b|c', population: 'member', tenant: 'a' },
  { id: 'é', population: 'member' },
  { id: 'e\u0301', population: 'member' },
  { id: '\ud800', population: 'member' },
  { id: '\ufffd', population: 'member' },
]

/** What any store answers, however it came by what it holds. */
export const READING: readonly StoreCase<ConsentStore>[] = [
  {
    name: 'answers in the order asked, echoing each person',
    async check(open, event) {
      const store = await open([event('give', ana, 1), event('give', ben, 2, ['sms'])])
      const states = await store.lookup([nobody, ben, ana])
      const back = await store.lookup([ana, ben, nobody])
      same(peopleOf(states), [nobody, ben, ana], 'people')
      same(namesIn(states), [[], ['sms'], ['mail']], 'purposes')
      same([...back].reverse(), states, 'the other way round')
    },
  },
  {
    name: 'answers twice for somebody who is asked for twice',
    async check(open, event) {
      const store = await open([event('give', ana, 1)])
      const states = await store.lookup([ana, ben, { ...ana }, ana])
      same(namesIn(states), [['mail'], [], ['mail'], ['mail']], 'purposes')
    },
  },
  {
    name: 'answers nothing to nobody',
    async check(open, event) {
      same(await (await open([event('give', ana, 1)])).lookup([]), [], 'states')
    },
  },
  {
    name: 'knows nothing of somebody who has said nothing',
    async check(open) {
      const [state] = await (await open([])).lookup([ana])
      const { person, purposes, version = 0, ageMs = 0 } = state!
      same([person, purposes, version, ageMs], [ana, {}, 0, 0], 'state')
    },
  },
  {
    name: 'answers the same when it is asked past all copies',
    async check(open, event) {
      const store = await open([event('give', ana, 1), event('withdraw', ben, 2)])
      const people = [ana, nobody, ben]
      const purposes = async (fresh: boolean) =>
        (await store.lookup(people, { fresh })).map((state) => [state.person, state.purposes])
      same(await purposes(true), await purposes(false), 'states')
    },
  },
  {
    name: 'keeps lookalikes apart: type of the id, population, tenant, Unicode form',
    async check(open, event) {
      const store = await open(lookalikes.map((person, i) => event('give', person, i, [`purpose${i}`])))
      const states = await store.lookup(lookalikes)
      const expected = lookalikes.map((_, i) => [`purpose${i}`])
      same(namesIn(states), expected, 'purposes')
    },
  },
  {
    name: 'tells given, refused, withdrawn, objected and restricted',
    async check(open, event) {
      const said = [
        event('give', ana, 1, ['mail', 'sms', 'ads'], { expiresAt: 99, terms: 3 }),
        event('refuse', ana, 2, ['calls']),
        event('withdraw', ana, 3, ['sms']),
        event('object', ana, 4, ['ads', 'profiling']),
        event('restrict', ana, 5, ['ads']),
      ]
      const [state] = await (await open(said)).lookup([ana])
      same(state!.purposes, folded(said), 'purposes')
    },
  },
]

function peopleOf(states: readonly ConsentState[]): Person[] {
  return states.map(({ person }) => person)
}

function namesIn(states: readonly ConsentState[]): string[][] {
  return states.map(({ purposes }) => Object.keys(purposes))
}
