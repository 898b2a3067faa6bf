import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import type { AuditRecord } from '../../../src/core/record/record.js'
import type { Delivery } from '../../../src/core/record/sink.js'
import { fakeJournal } from './fake-journal.js'
import { type Conduct, type FakeSink, fakeSink, LATE_MS } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

/** Every set of sinks that delivery treats in a way of its own. */
const HOUSES = ['strict', 'behind', 'fed', 'remote', 'relayed', 'buffered', 'best_effort'] as const
type House = (typeof HOUSES)[number]

const conduct = fc.constantFrom<Conduct>(
  'ack',
  'ack later',
  'throw',
  'reject',
  'odd',
  'ack after the deadline',
  'fail after the deadline',
)
/** What the sinks do from now on, which records come then, and how long after. */
const step = fc.record({
  conducts: fc.tuple(conduct, conduct, conduct),
  kinds: fc.array(fc.constantFrom('permit', 'deny', 'consent'), { minLength: 1, maxLength: 3 }),
  pause: fc.constantFrom(0, 1, 100, 300, 2000, 5000),
})
const steps = fc.array(step, { maxLength: 12 })
const house = fc.constantFrom(...HOUSES)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('delivery: laws', { timeout: 30_000 }, () => {
  it('no audit, no data: what is released, the sinks that the mode waits for hold, or will hold', async () => {
    await fc.assert(
      fc.asyncProperty(steps, house, async (plan, house) => {
        const { released, first, second } = await run(plan, house)
        for (const { record, lacked } of released) {
          if (house === 'best_effort' && record.type !== 'consent') continue
          expect(lacked.first && house !== 'buffered').toBe(false)
          if (['strict', 'remote', 'relayed', 'best_effort'].includes(house))
            expect(lacked.second).toBe(false)
          for (const sink of [first, second]) expect(idsOf(sink)).toContain(record.id)
        }
      }),
    )
  })

  it('conservation: submitted = delivered + lost, and each log accounts for every record', async () => {
    await fc.assert(
      fc.asyncProperty(steps, house, async (plan, house) => {
        const { dispatch, first, second, side } = await run(plan, house)
        const { submitted, delivered, lost, pending } = dispatch.stats()
        expect(delivered + lost).toBe(submitted)
        expect(pending).toBe(0)
        const fed = house === 'fed' || house === 'relayed'
        for (const sink of fed ? [first, side] : [first, second, side])
          expect(idsOf(sink).size + toldTo(sink), sink.name).toBe(submitted)
        if (fed) expect(idsOf(second), 'what the journal holds').toEqual(idsOf(first))
        // counted by what an auditor finds, and not by what delivery says
        const whole = [...idsOf(first)].filter((id) => idsOf(second).has(id))
        expect(delivered).toBe(whole.length)
      }),
    )
  })

  it('conservation holds at every moment, and in a gate that is closed in the midst of it', async () => {
    await fc.assert(
      fc.asyncProperty(steps, house, fc.constantFrom(0, 1, 1000, 20_000), async (plan, house, timeoutMs) => {
        const { dispatch, first, second, side, play } = start(house)
        await play(plan)
        const before = dispatch.stats()
        const closing = dispatch.close({ timeoutMs }).then((closed) => ({ closed, after: dispatch.stats() }))
        await vi.advanceTimersByTimeAsync(timeoutMs + 20)
        const { closed, after } = await closing
        expect(closed.flushed).toBe(after.delivered - before.delivered)
        expect(closed.unflushed).toBe(after.pending + after.lost - before.lost)
        expect(() => dispatch.submit([decision('late')])).toThrow('closed')

        for (const sink of [first, second, side]) sink.conduct = 'ack'
        await vi.advanceTimersByTimeAsync(20 * LATE_MS)
        const { submitted, delivered, lost, pending } = dispatch.stats()
        expect(delivered + lost + pending).toBe(submitted)
        expect(Math.min(delivered, lost, pending)).toBeGreaterThanOrEqual(0)
        const whole = [...idsOf(first)].filter((id) => idsOf(second).has(id))
        if (house !== 'fed' && house !== 'relayed') expect(delivered).toBeLessThanOrEqual(whole.length)
        for (const sink of [first, second, side])
          expect(idsOf(sink).size + toldTo(sink)).toBeLessThanOrEqual(submitted)
      }),
    )
  })

  it('the truth follows: a record of a denied access that stands in a log is followed by its `aborted`', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom('strict', 'remote', 'relayed'), async (plan, house) => {
        const { released, first } = await run(plan, house)
        const free = new Set(released.map(({ record }) => record.id))
        const ids = [...idsOf(first)].filter((id) => /^\d+$/.test(id) && !free.has(id))
        const unfollowed = ids.filter((id) => !idsOf(first).has(`${id} aborted`))
        expect(unfollowed.length).toBeLessThanOrEqual(toldTo(first))
      }),
    )
  })
})

const idsOf = (sink: FakeSink): Set<string> =>
  new Set(sink.kept.filter(({ type }) => type !== 'gap').map(({ id }) => id))
/** What a log says is missing from it; a record may stand twice, and counts by its id. */
const toldTo = ({ kept }: FakeSink): number =>
  [...new Map(kept.map(({ id, gap }) => [id, gap?.lost ?? 0])).values()].reduce((sum, lost) => sum + lost, 0)

/** Delivery to two required sinks and an optional one. */
function start(house: House) {
  const fed = house === 'fed' || house === 'relayed'
  const first = fed ? fakeJournal() : fakeSink()
  const remote = fed || house === 'behind' || house === 'remote'
  const second = fakeSink('ack', { name: 'second', ...(remote && { remote }) })
  const side = fakeSink('ack', { name: 'side' })
  const modes: { readonly [H in House]?: Delivery } = {
    remote: 'remote',
    relayed: 'remote',
    buffered: 'buffered',
    best_effort: 'best_effort',
  }
  const dispatch = createDispatch(
    { sinks: [first, second, { sink: side, required: false }], delivery: modes[house] ?? 'strict' },
    hooks,
  )
  const released: {
    readonly record: AuditRecord
    readonly lacked: { readonly first: boolean; readonly second: boolean }
  }[] = []
  let next = 0

  async function play(plan: readonly Step[]): Promise<void> {
    for (const { conducts, kinds, pause } of plan) {
      for (const [i, sink] of [first, second, side].entries()) sink.conduct = conducts[i]!
      const records = kinds.map((kind) =>
        decision(next++, kind === 'consent' ? { type: 'consent' } : { effect: kind as 'permit' | 'deny' }),
      )
      const release = (): void => {
        for (const record of records) {
          const lacks = (sink: FakeSink) => !idsOf(sink).has(record.id)
          released.push({ record, lacked: { first: lacks(first), second: lacks(second) } })
        }
      }
      void submitted(() => dispatch.submit(records)).then(release, () => {})
      await vi.advanceTimersByTimeAsync(pause)
    }
  }
  return { dispatch, first, second, side, released, play }
}

async function run(plan: readonly Step[], house: House) {
  const started = start(house)
  const { dispatch, first, second, side, play } = started
  await play(plan)
  for (const sink of [first, second, side]) sink.conduct = 'ack'
  await vi.advanceTimersByTimeAsync(20 * LATE_MS)
  const closed = dispatch.close()
  await vi.advanceTimersByTimeAsync(LATE_MS)
  expect((await closed).unflushed).toBe(0)
  return started
}

/** A promise also of what is thrown at once. */
async function submitted(submit: () => void | Promise<void>): Promise<void> {
  await submit()
}
