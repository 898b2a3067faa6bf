import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsentStore, Person } from '../../src/index.js'
import { cached } from '../../src/stores/cached.js'
import { memoryStore } from '../../src/stores/memory.js'
import { event } from './said.js'

const BOUND = 100
const people: readonly Person[] = [1, '1'].map((id) => ({ id, population: 'member' }))

// mostly one: what goes wrong takes several steps about the same person
const who = fc.constantFrom(0, 0, 0, 0, 1)
const step = fc.oneof(
  fc.record({ does: fc.constant('elsewhere' as const), who }),
  fc.record({ does: fc.constant('here' as const), who }),
  fc.record({ does: fc.constant('read' as const), who, fresh: fc.constantFrom(false, false, false, true) }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ does: fc.constant('answer' as const) }),
)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('cached: laws', () => {
  it('no answer is older than its bound when it was asked for, nor than what was said here, however all interleaves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 80 }),
        fc.boolean(),
        async (steps, layered) => {
          const source = memoryStore()
          const waiting: (() => void)[] = []
          // looks at once, and answers when it is told to
          const slow: ConsentStore = {
            ...source,
            lookup(asked) {
              const states = source.lookup(asked)
              return new Promise((resolve) => waiting.push(() => resolve(states)))
            },
          }
          const store = cached(layered ? cached(slow, { maxStalenessMs: 3 * BOUND }) : slow, {
            maxStalenessMs: BOUND,
          })
          const written = people.map(() => [{ at: Number.NEGATIVE_INFINITY, here: true }])
          const reads: Promise<void>[] = []
          let at = 0
          for (const each of steps) {
            const now = performance.now()
            if (each.does === 'wait') vi.advanceTimersByTime(each.ms)
            else if (each.does === 'answer') for (const answer of waiting.splice(0)) answer()
            else if (each.does === 'read') {
              const least = each.fresh
                ? written[each.who]!.length - 1
                : lastKnown(written[each.who]!, now - BOUND)
              reads.push(
                Promise.resolve(store.lookup([people[each.who]!], { fresh: each.fresh })).then(([state]) => {
                  expect(state!.version).toBeGreaterThanOrEqual(least)
                  expect(state!.version).toBeLessThan(written[each.who]!.length)
                }),
              )
            } else {
              const said = event(at++ % 2 ? 'withdraw' : 'give', people[each.who]!, at)
              await (each.does === 'here' ? store.append!(said) : source.append(said))
              written[each.who]!.push({ at: now, here: each.does === 'here' })
            }
            await settle()
          }
          for (let i = 0; i < 5; i++) {
            for (const answer of waiting.splice(0)) answer()
            await settle()
          }
          await Promise.all(reads)
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** The version that an answer must have reached: of the last event that was said here, or so long ago. */
function lastKnown(written: readonly { at: number; here: boolean }[], since: number): number {
  return written.findLastIndex(({ at, here }) => here || at < since)
}

async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve()
}
