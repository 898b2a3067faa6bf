import type { ConsentStore } from '../../index.js'
import { ana, ben, folded, nobody, type StoreCase } from './said.js'
import { same } from './same.js'

/** A store that takes events and tells its history. */
export type WritableStore = ConsentStore & Required<Pick<ConsentStore, 'append' | 'history'>>

/** What a store that takes events does with them. */
export const WRITING: readonly StoreCase<WritableStore>[] = [
  {
    name: 'a withdrawal bites on the next lookup',
    async check(open, event) {
      const store = await open([event('give', ana, 1)])
      await store.append(event('withdraw', ana, 2))
      const [state] = await store.lookup([ana])
      same(state!.purposes['mail']?.stopped, [{ status: 'ConsentWithdrawn', via: 'mail' }], 'stopped')
    },
  },
  {
    name: 'keeps what people were told beside what they said, also what everybody was told',
    async check(open, event) {
      const everybody = { id: '*', population: '*' }
      const told = (person: typeof ana, at: number, terms: number) =>
        event('announce', person, at, ['mail'], { terms, effectiveAt: 50 + at })
      const events = [
        event('give', ana, 1, ['mail', 'sms'], { expiresAt: 99, terms: 3 }),
        told(ana, 2, 2),
        event('withdraw', ana, 3),
        told(ana, 4, 1),
        told(ana, 5, 2),
      ]
      const all = [told(everybody, 1, 1), told(everybody, 2, 4)]
      const store = await open([...events.slice(0, 3), all[0]!])
      for (const each of [...events.slice(3), all[1]!]) await store.append(each)
      const states = await store.lookup([ana, everybody, ben])
      same(
        states.map(({ purposes }) => purposes),
        [folded(events), folded(all), {}],
        'purposes',
      )
      same(await store.history(everybody), all, 'history')
    },
  },
  {
    name: 'counts those whose yes stands, where it counts at all',
    async check(open, event) {
      const store = await open([])
      if (!store.count) return
      await store.append(event('give', ana, 1, ['mail', 'sms'], { terms: 2 }))
      await store.append(event('give', ben, 2, ['mail'], { expiresAt: 10 }))
      await store.append(event('give', nobody, 3, ['mail']))
      await store.append(event('withdraw', nobody, 4, ['mail']))
      const count = async (purpose: string, terms: number, now: number) =>
        store.count?.({ purpose, terms, now })
      same(
        [
          await count('mail', 1, 9),
          await count('mail', 1, 10),
          await count('mail', 2, 9),
          await count('sms', 1, 9),
        ],
        [2, 1, 1, 1],
        'counts',
      )
      same(await count('nothing', 1, 9), 0, 'a purpose of which nobody spoke')
    },
  },
  {
    name: 'an event that comes again changes nothing',
    async check(open, event) {
      const give = event('give', ana, 1)
      const events = [give, event('withdraw', ana, 2)]
      const store = await open(events)
      await store.append(give)
      const [state] = await store.lookup([ana])
      same(state!.purposes, folded(events), 'purposes')
      same(await store.history(ana), events, 'history')
    },
  },
  {
    name: 'an event that comes late takes its place and overwrites nothing newer',
    async check(open, event) {
      const actions = ['give', 'object', 'withdraw', 'lift'] as const
      const events = actions.map((action, i) => event(action, ana, i))
      for (const late of events) {
        const store = await open(events.filter((each) => each !== late))
        await store.append(late)
        const [state] = await store.lookup([ana])
        same(state!.purposes, folded(events), `purposes, ${late.action} last`)
        same(await store.history(ana), events, 'history')
      }
    },
  },
  {
    name: 'events of one millisecond are in the order of their ids',
    async check(open, event) {
      const [first, second] = [event('give', ana, 5), event('withdraw', ana, 5)]
      const store = await open([second!, first!])
      same(await store.history(ana), [first, second], 'history')
      same((await store.lookup([ana]))[0]!.purposes, folded([first!, second!]), 'purposes')
    },
  },
  {
    name: 'remembers to whom data may go, and a no to one of them alone',
    async check(open, event) {
      const events = [
        event('give', ana, 1, ['mail', 'sms'], { recipients: ['insurer', 'school'], expiresAt: 9 }),
        event('withdraw', ana, 2, ['mail'], { onlyRecipients: ['school'] }),
      ]
      const store = await open(events)
      const [state] = await store.lookup([ana])
      const { given, stoppedRecipients, stopped } = state!.purposes['mail'] ?? {}
      same(given?.recipients, ['insurer', 'school'], 'recipients')
      same(stoppedRecipients, [{ recipient: 'school', via: 'mail' }], 'stoppedRecipients')
      same(stopped, undefined, 'stopped')
      same(state!.purposes, folded(events), 'purposes')
      same(await store.history(ana), events, 'history')
      await store.append(event('give', ana, 3, ['mail'], { recipients: ['school'] }))
      const [again] = await store.lookup([ana])
      same(again!.purposes['mail'], { given: { via: 'mail', recipients: ['school'] } }, 'named again')
    },
  },
  {
    name: 'takes events of many at once',
    async check(open, event) {
      const store = await open([])
      const said = (i: number) =>
        event(i % 3 ? 'give' : 'withdraw', i % 2 ? ana : ben, i, [`purpose${i % 5}`])
      const events = Array.from({ length: 200 }, (_, i) => said(i))
      await Promise.all(events.map((each) => store.append(each)))
      const [first, second] = await store.lookup([ana, ben])
      same(first!.purposes, folded(events.filter(({ person }) => person === ana)), 'purposes')
      same(second!.purposes, folded(events.filter(({ person }) => person === ben)), 'purposes')
    },
  },
  {
    name: 'the history is one person’s, whole and oldest first',
    async check(open, event) {
      const events = [
        event('give', ana, 1, ['mail', 'sms'], { expiresAt: 7, version: 'v1', method: 'form', terms: 2 }),
        event('give', ben, 2),
        event('withdraw', ana, 3, ['sms']),
      ]
      const store = await open(events)
      same(await store.history(ana), [events[0], events[2]], 'history')
      same(await store.history(nobody), [], 'history of nobody')
      same((await store.history({ ...ana, tenant: 'a' })).length, 0, 'history in a tenant')
    },
  },
]
