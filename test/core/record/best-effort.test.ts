import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import type { AuditRecord } from '../../../src/core/record/record.js'
import { type FakeSink, fakeSink } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const FAT = { request: 'x'.repeat(60_000) }
/** One more than fits into 16 MiB. */
const TOO_MANY = 300

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const bestEffort = (...sinks: FakeSink[]) => createDispatch({ sinks, delivery: 'best_effort' }, hooks)

describe('best effort delivery', () => {
  it('releases at once, whatever the sinks do', () => {
    const dispatch = bestEffort(fakeSink('hang'), fakeSink('throw'))
    for (let i = 0; i < 1000; i++) expect(dispatch.submit([decision(i)])).toBeUndefined()
  })

  it('drops what a full sink cannot take, for that sink alone, and a gap says how many', async () => {
    const [up, down] = [fakeSink(), fakeSink('hang')]
    const dispatch = bestEffort(up, down)
    for (let i = 0; i < TOO_MANY; i++) {
      expect(dispatch.submit([decision(i, FAT)])).toBeUndefined()
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(dispatch.stats().lost, 'counted once the others have it').toBeGreaterThan(0)
    down.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(30_000)
    const lost = TOO_MANY - down.kept.filter(({ type }) => type === 'decision').length
    expect(up.kept).toHaveLength(TOO_MANY)
    expect(lost).toBeGreaterThan(0)
    expect(down.kept.flatMap(({ gap }) => gap ?? [])).toMatchObject([{ lost, cause: 'buffer_full' }])
    expect(dispatch.stats()).toMatchObject({ submitted: TOO_MANY, delivered: TOO_MANY - lost, lost })
  })

  it.each<[string, Partial<AuditRecord>]>([
    ['an exception', { type: 'exception' }],
    ['a provision', { type: 'provision' }],
    ['a statement of consent', { type: 'consent' }],
    [
      'what became of one',
      { type: 'outcome', consent: { asOf: '2026-11-01T00:00:00.000Z', source: 'store', event: 'give' } },
    ],
  ])('is refused for %s: that is acknowledged first, or denied', async (_, kind) => {
    const sink = fakeSink('ack later')
    const dispatch = bestEffort(sink)
    const released = dispatch.submit([decision(1), decision(2, kind)])
    expect(sink.writes).toEqual([['1', '2']])
    expect(sink.kept).toEqual([])
    await released
    expect(sink.kept).toHaveLength(2)

    sink.conduct = 'reject'
    await expect(dispatch.submit([decision(3, kind)])).rejects.toMatchObject({ name: 'AuditUnavailable' })
    sink.conduct = 'hang'
    const denied = expect(dispatch.submit([decision(4, kind)])).rejects.toMatchObject({ code: 'sink_failed' })
    await vi.advanceTimersByTimeAsync(2000)
    await denied
    expect(dispatch.stats()).toMatchObject({ submitted: 4, delivered: 2, lost: 1, pending: 1 })
  })

  it('says on closing what it could not write', async () => {
    const dispatch = bestEffort(fakeSink('reject'))
    for (let i = 0; i < 10; i++) void dispatch.submit([decision(i)])
    const closed = dispatch.close({ timeoutMs: 1000 })
    await vi.advanceTimersByTimeAsync(1001)
    expect(await closed).toEqual({ flushed: 0, unflushed: 10 })
  })
})

describe('a flood of denials (T58)', () => {
  const denial = (id: number) => decision(`denial ${id}`, { ...FAT, effect: 'deny', reason: 'prohibited' })
  const kept = (sink: FakeSink, name: RegExp) => sink.kept.filter(({ id }) => name.test(id)).length
  const lostAt = (sink: FakeSink) => sink.kept.reduce((sum, { gap }) => sum + (gap?.lost ?? 0), 0)

  it.each(['buffered', 'best_effort'] as const)('leaves room for everything else: %s', async (delivery) => {
    const [sink, side] = [fakeSink('reject'), fakeSink('reject')]
    const dispatch = createDispatch({ sinks: [sink, { sink: side, required: false }], delivery }, hooks)
    const ends: unknown[] = []
    const submit = async (record: AuditRecord) => dispatch.submit([record])
    for (let i = 0; i < TOO_MANY; i++)
      void submit(denial(i)).then(
        () => {},
        (error) => ends.push(error),
      )
    for (let i = 0; i < 50; i++) expect(dispatch.submit([decision(i, FAT)]), 'at once').toBeUndefined()
    await vi.advanceTimersByTimeAsync(500)
    for (const one of [sink, side]) one.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(30_000)
    for (const one of [sink, side]) {
      expect(kept(one, /^\d/)).toBe(50)
      expect(kept(one, /^denial/) + lostAt(one), 'none in silence').toBe(TOO_MANY)
      expect(lostAt(one)).toBeGreaterThan(50)
    }
    expect(ends.length).toBe(delivery === 'buffered' ? lostAt(sink) : 0)
  })

  it('leaves room under way to a slow sink', async () => {
    const sink = fakeSink('hang')
    const dispatch = createDispatch(sink, hooks)
    const denied: unknown[] = []
    for (let i = 0; i < TOO_MANY; i++)
      void (async () => dispatch.submit([denial(i)]))().catch((error) => denied.push(error))
    await vi.advanceTimersByTimeAsync(0)
    expect(denied.length).toBeGreaterThan(50)
    const permit = dispatch.submit([decision(1, FAT)])
    expect(permit, 'is written, and not denied at once').toBeInstanceOf(Promise)
    expect(sink.writes.at(-1)).toContain('1')
    await Promise.all([expect(permit).rejects.toThrow(), vi.advanceTimersByTimeAsync(2000)])
  })

  it('lets no denial that waits stand in the way', async () => {
    const sink = fakeSink('reject')
    const dispatch = createDispatch({ sinks: [sink], delivery: 'buffered' }, hooks)
    const order: string[] = []
    const submit = (record: AuditRecord) =>
      void (async () => dispatch.submit([record]))().then(
        () => order.push(record.id),
        () => {},
      )
    for (let i = 0; i < 280; i++) submit(decision(i, FAT))
    order.length = 0
    submit(denial(1))
    submit(decision('last', FAT))
    sink.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(450)
    expect(order.slice(-2)).toEqual(['last', 'denial 1'])
  })
})
