import type { Person } from '../../index.js'
import { ana, folded, type StoreCase } from './said.js'
import { same } from './same.js'
import type { WritableStore } from './store-writing.js'

const member = (i: number): Person => ({ id: `m-${i}`, population: 'member' })

/** Many people, and one who says very much. */
export const VOLUME: readonly StoreCase<WritableStore>[] = [
  {
    name: 'answers for thousands of people at once, each their own',
    async check(open, event) {
      const people = Array.from({ length: 2500 }, (_, i) => member(i))
      // each third has said nothing
      const said = people.flatMap((person, i) =>
        i % 3 ? [event('give', person, i, [`purpose${i % 7}`])] : [],
      )
      const store = await open(said)
      const asked = people.toReversed()
      const states = await store.lookup(asked)
      same(
        states.map(({ person }) => person),
        asked,
        'people',
      )
      same(
        states.map(({ purposes }) => Object.keys(purposes)[0]),
        people.map((_, i) => (i % 3 ? `purpose${i % 7}` : undefined)).toReversed(),
        'purposes',
      )
    },
  },
  {
    name: 'keeps all that somebody says who says very much',
    async check(open, event) {
      const actions = ['give', 'withdraw', 'object', 'lift'] as const
      const events = Array.from({ length: 12_000 }, (_, i) =>
        event(actions[i % 4]!, ana, i, [`purpose${i % 9}`]),
      )
      const store = await open(events)
      for (const again of events.slice(0, 20)) await store.append(again)
      const last = event('refuse', ana, events.length)
      await store.append(last)
      const [state] = await store.lookup([ana])
      same(state!.purposes, folded([...events, last]), 'purposes')
      const history = await store.history(ana)
      same(history.length, events.length + 1, 'how many events')
      same([history[0], history.at(-1)], [events[0], last], 'the first and the last')
    },
  },
]
