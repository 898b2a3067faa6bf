import type { Appended, Person } from '../../index.js'
import { ana, ben, folded, nobody, type StoreCase } from './said.js'
import { holds, same } from './same.js'
import type { WritableStore } from './store-writing.js'

type Answer = Appended | undefined

/** How a store says how new its answers are; one that says nothing of versions says so everywhere. */
export const VERSIONS: readonly StoreCase<WritableStore>[] = [
  {
    name: 'a version rises with each event taken in, and is known to the next lookup',
    async check(open, event) {
      const store = await open([])
      let last = 0
      for (const action of ['give', 'withdraw', 'give', 'object'] as const) {
        const appended = (await store.append(event(action, ana, last))) as Answer
        const known = await versionOf(store, ana)
        same(known, appended?.version, 'version of the state')
        if (known === undefined) return
        holds(Number.isSafeInteger(known) && known > last, 'a whole number that rises')
        last = known
      }
      same(await versionOf(store, nobody), 0, 'version of somebody who has said nothing')
    },
  },
  {
    name: 'an event that comes again, or late, has a version too',
    async check(open, event) {
      const [late, give, withdraw] = [event('give', ana, 1), event('give', ana, 2), event('withdraw', ana, 3)]
      const store = await open([give!, withdraw!])
      const before = await versionOf(store, ana)
      const again = (await store.append(give!)) as Answer
      same(again?.version, before, 'version of an event that came again')
      same(await versionOf(store, ana), before, 'version after it')
      const appended = (await store.append(late!)) as Answer
      same(await versionOf(store, ana), appended?.version, 'version after one that came late')
      if (before !== undefined) holds(appended!.version > before, 'a version that rises')
    },
  },
  {
    name: 'versions of many events at once differ, and are each person’s own',
    async check(open, event) {
      const store = await open([event('give', ben, 0)])
      const events = Array.from({ length: 50 }, (_, i) => event(i % 2 ? 'give' : 'withdraw', ana, i))
      const answers = (await Promise.all(events.map((each) => store.append(each)))) as Answer[]
      const versions = answers.flatMap((each) => each?.version ?? [])
      same(new Set(versions).size, versions.length, 'versions that differ')
      if (versions.length === 0) return
      same(versions.length, events.length, 'how many versions')
      same(await versionOf(store, ana), Math.max(...versions), 'the last version')
      same(await versionOf(store, ben), 1, 'the version of another person')
    },
  },
  {
    name: 'a give and a withdrawal at once are both taken in, and leave what their order says',
    async check(open, event) {
      for (let turn = 0; turn < 10; turn++) {
        const person = { ...ana, id: `m-${turn}` }
        const events = [
          event('give', person, 1),
          event('withdraw', person, 2),
          event('give', person, 3, ['sms']),
        ]
        const store = await open([])
        await Promise.all((turn % 2 ? events : [...events].reverse()).map((each) => store.append(each)))
        const [state] = await store.lookup([person], { fresh: true })
        same(state!.purposes, folded(events), 'purposes')
        same(await store.history(person), events, 'history')
      }
    },
  },
  {
    name: 'no lookup after an append is older than it, however many are under way',
    async check(open, event) {
      const store = await open([event('give', ana, 0)])
      const reading = Array.from({ length: 20 }, () => store.lookup([ana, ben]))
      await store.append(event('withdraw', ana, 1))
      const [state] = await store.lookup([ana])
      same(state!.purposes['mail']?.stopped?.length, 1, 'noes')
      await Promise.all(reading)
      const [after] = await store.lookup([ana])
      same(after!.purposes, state!.purposes, 'purposes, once all have answered')
    },
  },
  {
    name: 'a state that was given out does not change',
    async check(open, event) {
      const store = await open([event('give', ana, 0)])
      const [state] = await store.lookup([ana])
      const before = structuredClone(state)
      await store.append(event('withdraw', ana, 1))
      same(state, before, 'state')
    },
  },
  {
    name: 'the latest event is the last of the history, if the store can tell',
    async check(open, event) {
      const events = [event('give', ana, 3), event('withdraw', ana, 2), event('object', ana, 3)]
      const store = await open(events)
      if (!store.latest) return
      const last = (await store.history(ana)).at(-1)!
      const { id, at } = (await store.latest(ana))!
      same({ id, at }, { id: last.id, at: last.at }, 'the latest')
      same(await store.latest(nobody), undefined, 'the latest of nobody')
    },
  },
  {
    name: 'listeners may come and go, and hear of people or of all, if the store has any',
    async check(open, event) {
      const store = await open([])
      if (!store.subscribe) return
      const heard: unknown[] = []
      const end = store.subscribe((changed) => heard.push(changed))
      await store.append(event('give', ana, 0))
      end()
      end()
      holds(
        heard.every((each) => each === 'all' || (Array.isArray(each) && each.length > 0)),
        "lists of people, or 'all'",
      )
    },
  },
]

async function versionOf(store: WritableStore, person: Person): Promise<number | undefined> {
  return (await store.lookup([person]))[0]!.version
}
