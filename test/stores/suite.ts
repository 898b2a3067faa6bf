import type { ConsentAction, ConsentEvent, ConsentState, ConsentStore, Person } from '../../src/index.js'
import { foldConsent } from '../../src/index.js'

/** Opens a new store in which these events have happened. */
type Open = (events: readonly ConsentEvent[]) => ConsentStore | Promise<ConsentStore>

/** A case that throws when the store does not pass it: data, for any test runner. */
export interface StoreCase {
  readonly name: string
  run(open: Open): Promise<void>
}

type Purposes = ConsentState['purposes']

const ana: Person = { id: 'm-1', population: 'member' }
const ben: Person = { id: 'm-2', population: 'member' }
const nobody: Person = { id: 'm-3', population: 'member' }

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
export const readingCases: readonly StoreCase[] = [
  {
    name: 'answers in the order asked, echoing each person',
    async run(open) {
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
    async run(open) {
      const store = await open([event('give', ana, 1)])
      const states = await store.lookup([ana, ben, { ...ana }, ana])
      same(namesIn(states), [['mail'], [], ['mail'], ['mail']], 'purposes')
    },
  },
  {
    name: 'answers nothing to nobody',
    async run(open) {
      same(await (await open([event('give', ana, 1)])).lookup([]), [], 'states')
    },
  },
  {
    name: 'knows nothing of somebody who has said nothing',
    async run(open) {
      same(await (await open([])).lookup([ana]), [{ person: ana, purposes: {} }], 'states')
    },
  },
  {
    name: 'keeps lookalikes apart: type of the id, population, tenant, Unicode form',
    async run(open) {
      const store = await open(lookalikes.map((person, i) => event('give', person, i, [`purpose${i}`])))
      const states = await store.lookup(lookalikes)
      const expected = lookalikes.map((_, i) => [`purpose${i}`])
      same(namesIn(states), expected, 'purposes')
    },
  },
  {
    name: 'tells given, refused, withdrawn, objected and restricted',
    async run(open) {
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

/** What a store that takes events does with them. */
export const writingCases: readonly StoreCase[] = [
  {
    name: 'a withdrawal bites on the next lookup',
    async run(open) {
      const store = await open([event('give', ana, 1)])
      await store.append!(event('withdraw', ana, 2))
      const [state] = await store.lookup([ana])
      same(state!.purposes['mail']?.stopped, [{ status: 'ConsentWithdrawn', via: 'mail' }], 'stopped')
    },
  },
  {
    name: 'an event that comes again changes nothing',
    async run(open) {
      const give = event('give', ana, 1)
      const events = [give, event('withdraw', ana, 2)]
      const store = await open(events)
      await store.append!(give)
      const [state] = await store.lookup([ana])
      same(state!.purposes, folded(events), 'purposes')
      same(await store.history!(ana), events, 'history')
    },
  },
  {
    name: 'an event that comes late takes its place and overwrites nothing newer',
    async run(open) {
      const actions = ['give', 'object', 'withdraw', 'lift'] as const
      const events = actions.map((action, i) => event(action, ana, i))
      for (const late of events) {
        const store = await open(events.filter((each) => each !== late))
        await store.append!(late)
        const [state] = await store.lookup([ana])
        same(state!.purposes, folded(events), `purposes, ${late.action} last`)
        same(await store.history!(ana), events, 'history')
      }
    },
  },
  {
    name: 'events of one millisecond are in the order of their ids',
    async run(open) {
      const [first, second] = [event('give', ana, 5), event('withdraw', ana, 5)]
      const store = await open([second!, first!])
      same(await store.history!(ana), [first, second], 'history')
      same((await store.lookup([ana]))[0]!.purposes, folded([first!, second!]), 'purposes')
    },
  },
  {
    name: 'takes events of many at once',
    async run(open) {
      const store = await open([])
      const said = (i: number) =>
        event(i % 3 ? 'give' : 'withdraw', i % 2 ? ana : ben, i, [`purpose${i % 5}`])
      const events = Array.from({ length: 200 }, (_, i) => said(i))
      await Promise.all(events.map((each) => store.append!(each)))
      const [first, second] = await store.lookup([ana, ben])
      same(first!.purposes, folded(events.filter(({ person }) => person === ana)), 'purposes')
      same(second!.purposes, folded(events.filter(({ person }) => person === ben)), 'purposes')
    },
  },
  {
    name: 'the history is one person’s, whole and oldest first',
    async run(open) {
      const events = [
        event('give', ana, 1, ['mail', 'sms'], { expiresAt: 7, version: 'v1', method: 'form', terms: 2 }),
        event('give', ben, 2),
        event('withdraw', ana, 3, ['sms']),
      ]
      const store = await open(events)
      same(await store.history!(ana), [events[0], events[2]], 'history')
      same(await store.history!(nobody), [], 'history of nobody')
      same((await store.history!({ ...ana, tenant: 'a' })).length, 0, 'history in a tenant')
    },
  },
]

let made = 0

interface Details {
  readonly terms?: number
  readonly expiresAt?: number
  readonly version?: string
  readonly method?: string
}

/** An event whose id sorts in the order of making. */
export function event(
  action: ConsentAction,
  person: Person,
  at: number,
  purposes: readonly string[] = ['mail'],
  { terms, ...rest }: Details = {},
): ConsentEvent {
  const id = `0193e0a0-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}`
  const said = purposes.map((purpose) => ({ purpose, via: purpose, ...(terms !== undefined && { terms }) }))
  return { id, action, person, at, purposes: said, ...rest }
}

/** The plain meaning of a history: what every store must agree with. */
export function folded(events: readonly ConsentEvent[]): Purposes {
  return [...events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).reduce<Purposes>(foldConsent, {})
}

function peopleOf(states: readonly ConsentState[]): Person[] {
  return states.map(({ person }) => person)
}

function namesIn(states: readonly ConsentState[]): string[][] {
  return states.map(({ purposes }) => Object.keys(purposes))
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [text(actual), text(expected)]
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`)
}

/** JSON with sorted keys; what JSON has no word for is named. */
function text(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(text).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, part]) => `${key}:${text(part)}`).join()}}`
}
