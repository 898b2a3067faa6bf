import { describe, expect, it } from 'vitest'
import type { ConsentEvent, Person } from '../../../src/index.js'
import { memoryStore } from '../../../src/stores/memory.js'
import { Log } from '../../../src/stores/packed/log.js'
import { States } from '../../../src/stores/packed/states.js'
import { event, folded } from '../said.js'

const ana: Person = { id: 'm-1', population: 'member' }
const ACTIONS = ['give', 'withdraw', 'object', 'renew', 'lift', 'restrict', 'refuse'] as const

/** What Ana says, in the order in which she said it. */
const story = (count: number): ConsentEvent[] =>
  Array.from({ length: count }, (_, i) =>
    event(ACTIONS[i % 7]!, ana, i, [`p${i % 3}`], i % 7 === 0 ? { expiresAt: 9e9 + i } : {}),
  )

/** The same in some other order. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return all
    .map((each) => [random(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each)
}

describe('events that come late', () => {
  it('law: whenever it is asked, the state is the fold of what came until then, and the history its order', () => {
    for (const [seed, every] of [
      [1, 1],
      [2, 7],
      [3, 400],
    ] as const) {
      const store = memoryStore()
      const came: ConsentEvent[] = []
      const events = shuffled(story(600), seed)
      // mostly in order, and some of it far too late
      const nearly = [...story(900).filter((_, i) => i % 90), ...story(900).filter((_, i) => i % 90 === 0)]
      for (const [i, each] of (seed === 3 ? nearly : events).entries()) {
        came.push(each)
        expect(store.append(each)).toEqual({ version: came.length })
        expect(store.append(each)).toEqual({ version: came.length })
        if (i % every > 0) continue
        const [state] = store.lookup([ana])
        if (i % 9 === 0 || every > 1)
          expect(state).toEqual({ person: ana, purposes: folded(came), version: came.length })
      }
      const inOrder = [...came].sort((a, b) => a.at - b.at)
      expect(store.latest(ana)).toEqual({ id: inOrder.at(-1)!.id, at: inOrder.at(-1)!.at })
      expect(store.history(ana)).toEqual(inOrder)
      expect(store.lookup([ana])[0]!.purposes).toEqual(folded(came))
    }
  })

  it('wait for a while, and of many people who have some, each gets theirs', () => {
    const store = memoryStore()
    const people = Array.from({ length: 2_500 }, (_, i): Person => ({ id: i, population: 'member' }))
    const events = people.map((person) => [
      event('give', person, 1),
      event('withdraw', person, 2),
      event('give', person, 3),
    ])
    for (const [give, withdraw, again] of events)
      for (const each of [again, give, withdraw]) store.append(each!)
    for (const [i, state] of store.lookup(people).entries())
      expect(state).toEqual({ person: people[i], purposes: folded(events[i]!), version: 3 })
  })

  /** Does `work`, and counts how often an event is read or folded for it. */
  function count(work: () => void): number {
    const [{ read }, { fold }] = [Log.prototype, States.prototype]
    let done = 0
    Log.prototype.read = function (...args) {
      done += 1
      return read.apply(this, args)
    }
    States.prototype.fold = function (...args) {
      done += 1
      return fold.apply(this, args)
    }
    try {
      work()
    } finally {
      Log.prototype.read = read
      States.prototype.fold = fold
    }
    return done
  }

  it.each([
    ['backwards', (events: ConsentEvent[]) => events.toReversed()],
    ['in any order', (events: ConsentEvent[]) => shuffled(events, 7)],
    [
      'in two halves, the later first',
      (events: ConsentEvent[]) => [...events.slice(2_000), ...events.slice(0, 2_000)],
    ],
    [
      'by turns late and not',
      (events: ConsentEvent[]) => events.map((_, i) => events[i % 2 ? 1_999 - (i >> 1) : 2_000 + (i >> 1)]!),
    ],
  ])('come %s by the thousand, for some work each and not for the whole past each', (_, order) => {
    const store = memoryStore()
    const events = order(story(4_000))
    const done = count(() => {
      for (const each of events) store.append(each)
      store.lookup([ana])
    })
    // one by one they were 4,000,000 and more
    expect(done).toBeLessThan(25 * events.length)
    expect(store.lookup([ana])[0]!.purposes).toEqual(folded(events))
  })

  it('a little cost a little, however long the past is, also when somebody asks after each', () => {
    const store = memoryStore()
    const events = story(20_000)
    const tardy = [19_701, 19_802, 19_903].map((i) => events[i]!)
    for (const each of events) if (!tardy.includes(each)) store.append(each)
    const done = count(() => {
      for (const each of tardy) {
        store.append(each)
        store.lookup([ana])
      }
    })
    expect(done / tardy.length).toBeLessThan(2_000)
    expect(store.lookup([ana])[0]!.purposes).toEqual(folded(events))
  })
})
