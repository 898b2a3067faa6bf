import { type ConsentEvent, type ConsentStore, isPurposeboundError, type Person } from '../../index.js'
import { ana, type StoreCase } from './said.js'
import { holds, same } from './same.js'
import type { WritableStore } from './store-writing.js'

/** What ids could be: keys of prototypes, of key spaces and of cluster slots, ends of strings, wild cards, statements. */
const TEXTS = [
  '__proto__',
  'constructor',
  "'; DROP TABLE consent_events; --",
  '\\x41',
  '\\',
  '%s $1 ? :id',
  '*',
  '{a}{b}',
  'a:b',
  'a/b',
  'a|b',
  'a\u0000b',
  'a\u0000',
  ' ',
  '\n',
  '\ufeff',
  '名\u2028😀',
  '\udc00\ud800',
  'null',
  'undefined',
  '-1',
  '1e3',
  'x'.repeat(2000),
]

const PEOPLE: readonly Person[] = [
  ...TEXTS.map((id) => ({ id, population: 'member' })),
  ...TEXTS.map((text) => ({ id: 'm-1', population: text })),
  // a tenant never begins with NUL, and is at most 1,000 long
  ...TEXTS.filter((text) => text.length <= 1000).map((text) => ({
    id: 'm-1',
    population: 'member',
    tenant: text,
  })),
  { id: Number.MAX_SAFE_INTEGER, population: 'member' },
  { id: Number.MIN_SAFE_INTEGER, population: 'member' },
  { id: BigInt(Number.MAX_SAFE_INTEGER), population: 'member' },
  { id: 2n ** 80n, population: 'member' },
  { id: -(2n ** 80n), population: 'member' },
  { id: 'm-1', population: 'member', tenant: Number.MIN_SAFE_INTEGER },
]

/** That an id is data, whatever stands in it. */
export const ANY_TEXT: readonly StoreCase<ConsentStore>[] = [
  {
    name: 'takes any text for an id, a population or a tenant, and none for another',
    async check(open, event) {
      const store = await open(PEOPLE.map((person, i) => event('give', person, i, [`purpose${i}`])))
      const states = await store.lookup(PEOPLE)
      for (const [i, person] of PEOPLE.entries()) {
        same(states[i]!.person, person, 'person')
        same(Object.keys(states[i]!.purposes), [`purpose${i}`], 'purposes')
      }
    },
  },
]

const TEXT = '\'"\\ $1 {} \n 名\u2028😀'

/** What an event may hold, and what it may not. */
export const HOSTILE_EVENTS: readonly StoreCase<WritableStore>[] = [
  {
    name: 'keeps what an event proves itself by, as it was given',
    async check(open, event) {
      const proven = event('give', ana, 1, ['mail'], {
        terms: 2,
        expiresAt: 8.64e15,
        version: TEXT,
        method: 'form',
        recipients: ['Acme', TEXT],
        notice: { sha256: 'ab'.repeat(32), language: 'ja-JP', url: 'https://example.com/notice' },
        jurisdiction: 'JP',
        proof: { ref: TEXT, sha256: 'cd'.repeat(32) },
        guardian: { id: TEXT, relation: 'parent' },
      })
      const bare = event('withdraw', ana, 2)
      const store = await open([proven, bare])
      same(await store.history(ana), [proven, bare], 'history')
    },
  },
  {
    name: 'keeps people apart in their histories too',
    async check(open, event) {
      const events = PEOPLE.map((person, i) => event('give', person, i, [`purpose${i}`]))
      const store = await open(events)
      for (const [i, person] of PEOPLE.entries()) same(await store.history(person), [events[i]], 'history')
    },
  },
  {
    name: 'takes events of the edges of time and order',
    async check(open, event) {
      const events = [event('give', ana, -8.64e15), event('object', ana, 0), event('withdraw', ana, 8.64e15)]
      const upper = { ...event('give', ana, 0, ['sms']), id: 'Z' }
      const lower = { ...event('withdraw', ana, 0, ['sms']), id: 'a' }
      const store = await open([...events, lower, upper])
      // by code unit: digits, then capitals, then small letters
      const ids = (await store.history(ana)).map(({ id }) => id)
      same(ids, [events[0]!.id, events[1]!.id, 'Z', 'a', events[2]!.id], 'ids')
    },
  },
  {
    name: 'refuses an event that is malformed, and keeps nothing of it',
    async check(open, event) {
      const store = await open([event('give', ana, 1)])
      const wrong: readonly object[] = [
        { id: '' },
        { action: 'agree' },
        { at: Number.NaN },
        { expiresAt: 'soon' },
        {
          purposes: [
            { purpose: 'mail', via: 'mail' },
            { purpose: '__proto__', via: 'mail' },
          ],
        },
        { method: 'deemed' },
        { proof: { sha256: 'the proof itself' } },
      ]
      for (const each of wrong) {
        const said = await Promise.resolve()
          .then(() => store.append({ ...event('withdraw', ana, 2), ...each } as ConsentEvent))
          .then(
            () => 'nothing',
            (error: unknown) => (isPurposeboundError(error) ? error.code : 'another error'),
          )
        same(said, 'input_invalid', `what an event with a wrong \`${Object.keys(each)[0]}\` is told`)
      }
      same((await store.history(ana)).length, 1, 'events')
      holds((await store.lookup([ana]))[0]!.purposes['mail']?.stopped === undefined, 'no withdrawal')
    },
  },
]
