import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import { type Conduct, fakeSink, LATE_MS } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const conduct = fc.constantFrom<Conduct>(
  'ack',
  'ack later',
  'throw',
  'reject',
  'odd',
  'ack after the deadline',
  'fail after the deadline',
)
/** What the sinks do from now on, how many records come then, and how long after. */
const step = fc.record({
  conducts: fc.tuple(conduct, conduct),
  records: fc.integer({ min: 1, max: 3 }),
  pause: fc.constantFrom(0, 1, 100, 300, 2000, 5000),
})
const steps = fc.array(step, { maxLength: 12 })
const delivery = fc.constantFrom('strict' as const, 'buffered' as const)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('delivery: laws', () => {
  it('no audit, no data: what is released, every required sink holds (strict) or will hold (buffered)', async () => {
    await fc.assert(
      fc.asyncProperty(steps, delivery, fc.integer({ min: 1, max: 2 }), async (plan, mode, sinks) => {
        const { released, required } = await run(plan, mode, sinks)
        for (const sink of required) {
          const ids = new Set(sink.kept.map(({ id }) => id))
          for (const { id, lacked } of released) {
            expect(ids).toContain(id)
            if (mode === 'strict') expect(lacked).toBe(false)
          }
        }
      }),
    )
  })

  it('conservation: submitted = delivered + lost + pending, and each log accounts for every record', async () => {
    await fc.assert(
      fc.asyncProperty(steps, delivery, fc.integer({ min: 1, max: 2 }), async (plan, mode, sinks) => {
        const { dispatch, required, side } = await run(plan, mode, sinks)
        const { submitted, delivered, lost, pending } = dispatch.stats()
        expect(delivered + lost).toBe(submitted)
        expect(pending).toBe(0)
        for (const sink of [...required, side]) {
          const ids = new Set(sink.kept.filter(({ type }) => type !== 'gap').map(({ id }) => id))
          const told = sink.kept.reduce((sum, record) => sum + (record.gap?.lost ?? 0), 0)
          expect(ids.size + told).toBe(submitted)
        }
      }),
    )
  })

  it('the truth follows: a record of a denied access that stands in a log is followed by its `aborted`', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const { released, required } = await run(plan, 'strict', 1)
        const free = new Set(released.map(({ id }) => id))
        const ids = required[0]!.kept.filter(({ type }) => type === 'decision').map(({ id }) => id)
        const told = required[0]!.kept.reduce((sum, record) => sum + (record.gap?.lost ?? 0), 0)
        const followed = ids.filter(
          (id) => !free.has(id) && required[0]!.kept.some((record) => record.id === `${id} aborted`),
        )
        expect(ids.length - free.size - followed.length).toBeLessThanOrEqual(told)
      }),
    )
  })
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function run(plan: readonly Step[], mode: 'strict' | 'buffered', count: number) {
  const required = Array.from({ length: count }, () => fakeSink())
  const side = fakeSink()
  const dispatch = createDispatch(
    { sinks: [...required, { sink: side, required: false }], delivery: mode },
    hooks,
  )
  const released: { readonly id: string; readonly lacked: boolean }[] = []
  let next = 0

  for (const { conducts, records, pause } of plan) {
    required.forEach((sink, i) => {
      sink.conduct = conducts[i]!
    })
    side.conduct = conducts[1]
    const ids = Array.from({ length: records }, () => String(next++))
    const release = (): void => {
      for (const id of ids)
        released.push({ id, lacked: required.some(({ kept }) => !kept.some((record) => record.id === id)) })
    }
    void submitted(() => dispatch.submit(ids.map((id) => decision(id)))).then(release, () => {})
    await vi.advanceTimersByTimeAsync(pause)
  }

  for (const sink of [...required, side]) sink.conduct = 'ack'
  await vi.advanceTimersByTimeAsync(20 * LATE_MS)
  const closed = dispatch.close()
  await vi.advanceTimersByTimeAsync(LATE_MS)
  expect((await closed).unflushed).toBe(0)
  return { dispatch, required, side, released }
}

/** A promise also of what is thrown at once. */
async function submitted(submit: () => void | Promise<void>): Promise<void> {
  await submit()
}
