import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch, type Dispatch } from '../../../src/core/record/dispatch.js'
import type { AuditSink } from '../../../src/core/record/sink.js'
import { type FakeSink, fakeSink } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const FAT = { request: 'x'.repeat(60_000) }
/** One more than fits into 16 MiB. */
const TOO_MANY = 300

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('buffered delivery', () => {
  it('releases at once and writes together after 200 ms', async () => {
    const sink = fakeSink()
    const dispatch = buffered(sink)
    expect(dispatch.submit([decision(1)])).toBeUndefined()
    dispatch.submit([decision(2), decision(3)])
    await vi.advanceTimersByTimeAsync(199)
    expect(sink.writes).toEqual([])
    expect(dispatch.stats()).toMatchObject({ submitted: 3, delivered: 0, lost: 0, pending: 3 })
    await vi.advanceTimersByTimeAsync(1)
    expect(sink.writes).toEqual([['1', '2', '3']])
    expect(dispatch.stats()).toMatchObject({ submitted: 3, delivered: 3, lost: 0, pending: 0 })
  })

  it('writes sooner when 256 records wait', () => {
    const sink = fakeSink()
    const dispatch = buffered(sink)
    for (let i = 0; i < 256; i++) dispatch.submit([decision(i)])
    expect(sink.writes.map((ids) => ids.length)).toEqual([256])
  })

  it('keeps what could not be written and tries again, in order and ever more rarely', async () => {
    const sink = fakeSink('reject')
    const dispatch = buffered(sink)
    dispatch.submit([decision(1)])
    await vi.advanceTimersByTimeAsync(200 + 200 + 400 + 800)
    expect(sink.writes).toHaveLength(4)
    dispatch.submit([decision(2)])
    sink.conduct = 'ack later'
    await vi.advanceTimersByTimeAsync(1600)
    expect(sink.kept.map(({ id }) => id)).toEqual(['1', '2'])
    expect(dispatch.stats()).toMatchObject({ delivered: 2, lost: 0, pending: 0 })
  })

  it('does not let one sink that is down hold up another', async () => {
    const [up, down] = [fakeSink(), fakeSink('hang')]
    const dispatch = buffered(up, down)
    for (let i = 0; i < 3; i++) {
      dispatch.submit([decision(i)])
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(up.kept).toHaveLength(3)
    expect(dispatch.stats(), 'delivered is what every sink has').toMatchObject({ delivered: 0, pending: 3 })
    down.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(30_000)
    expect(down.kept).toHaveLength(3)
    expect(dispatch.stats()).toMatchObject({ delivered: 3, pending: 0 })
  })

  it('waits up to 500 ms for room, then denies, and tells the loss', async () => {
    const sink = fakeSink('reject')
    const dispatch = buffered(sink)
    const { released, denied } = flood(dispatch)
    await vi.advanceTimersByTimeAsync(499)
    expect(released.length).toBeGreaterThan(200)
    expect(released.length).toBeLessThan(TOO_MANY)
    expect(denied).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(released.length + denied.length).toBe(TOO_MANY)
    expect(denied[0]).toMatchObject({ code: 'sink_failed' })

    sink.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(20_000)
    expect(sink.kept.filter(({ type }) => type === 'decision')).toHaveLength(released.length)
    expect(sink.kept.filter(({ type }) => type === 'gap').map((record) => record.gap)).toMatchObject([
      { lost: denied.length, cause: 'buffer_full' },
    ])
  })

  it('lets the first in line go first when there is room again', async () => {
    const sink = fakeSink('reject')
    const dispatch = buffered(sink)
    const { released, denied } = flood(dispatch)
    expect(dispatch.submit([decision('small')]), 'though it would fit').toBeInstanceOf(Promise)
    sink.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(450)
    expect(denied).toEqual([])
    expect(released).toEqual(Array.from({ length: TOO_MANY }, (_, i) => i))
  })

  it('drops for a side sink that is full, and for it alone, and tells the loss', async () => {
    const [main, side] = [fakeSink(), fakeSink('reject')]
    const dispatch = createDispatch({ sinks: [main, { sink: side, required: false }] }, hooks)
    for (let i = 0; i < TOO_MANY; i++) expect(dispatch.submit([decision(i, FAT)])).toBeUndefined()
    side.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(20_000)
    dispatch.submit([decision('last')])
    const told = side.kept.reduce((sum, record) => sum + (record.gap?.lost ?? 0), 0)
    expect(main.kept).toHaveLength(TOO_MANY + 1)
    expect(side.kept.filter(({ type }) => type === 'decision').length + told).toBe(TOO_MANY + 1)
    expect(told).toBeGreaterThan(0)
  })
})

describe('close', () => {
  it('drains and counts exactly', async () => {
    const sink = fakeSink('ack later')
    const dispatch = buffered(sink)
    for (let i = 0; i < 1000; i++) dispatch.submit([decision(i)])
    const before = dispatch.stats()
    expect(await dispatch.close()).toEqual({ flushed: before.pending, unflushed: 0 })
    expect(sink.kept).toHaveLength(1000)
  })

  it('gives up in time and says how many are missing', async () => {
    const sink = fakeSink('reject')
    const dispatch = buffered(sink)
    for (let i = 0; i < 10; i++) dispatch.submit([decision(i)])
    const closed = dispatch.close({ timeoutMs: 1000 })
    await vi.advanceTimersByTimeAsync(1001)
    expect(await closed).toEqual({ flushed: 0, unflushed: 10 })
    const writes = sink.writes.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sink.writes.length, 'tries no more').toBe(writes)
  })

  it.each(['strict', 'buffered'] as const)('refuses what is new (%s), once and for all', async (delivery) => {
    const sink = fakeSink()
    const dispatch = createDispatch({ sinks: [sink], delivery }, hooks)
    const closing = dispatch.close()
    expect(() => dispatch.submit([decision(1)])).toThrow(
      expect.objectContaining({ name: 'AuditUnavailable' }),
    )
    expect(dispatch.close()).toBe(closing)
    expect(await closing).toEqual({ flushed: 0, unflushed: 0 })
  })

  it('closes the sinks, and is hung up by none', async () => {
    const calls: string[] = []
    const good = fakeSink('ack', {
      flush: () => void calls.push('flush'),
      close: async () => void calls.push('close'),
    })
    const bad: AuditSink = fakeSink('ack', {
      flush: () => {
        throw new Error('secret')
      },
    })
    const hung = fakeSink('ack', { close: () => new Promise(() => {}) })
    const dispatch = buffered(good, bad as FakeSink, hung)
    const closed = dispatch.close({ timeoutMs: 100 })
    await vi.advanceTimersByTimeAsync(101)
    expect(await closed).toEqual({ flushed: 0, unflushed: 0 })
    expect(calls).toEqual(['flush', 'close'])
  })

  it('leaves time to close the others when one sink is down', async () => {
    const closed = vi.fn()
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      closed()
    }
    const dispatch = buffered(fakeSink('reject'), fakeSink('ack', { close: slow }))
    dispatch.submit([decision(1)])
    const closing = dispatch.close({ timeoutMs: 1000 }).then(() => expect(closed).toHaveBeenCalledOnce())
    await vi.advanceTimersByTimeAsync(1020)
    await closing
  })

  it('tells a last gap before it goes', async () => {
    const sink = fakeSink('throw')
    const dispatch = createDispatch(sink, hooks)
    expect(() => dispatch.submit([decision(1)])).toThrow()
    sink.conduct = 'ack'
    await dispatch.close()
    expect(sink.kept).toMatchObject([{ type: 'gap', gap: { lost: 1 } }])
  })
})

function buffered(...sinks: FakeSink[]): Dispatch {
  return createDispatch({ sinks, delivery: 'buffered' }, hooks)
}

/** Submits more than fits, all at once. */
function flood(dispatch: Dispatch): { readonly released: number[]; readonly denied: Error[] } {
  const released: number[] = []
  const denied: Error[] = []
  for (let i = 0; i < TOO_MANY; i++) {
    const answer = dispatch.submit([decision(i, FAT)])
    if (answer === undefined) released.push(i)
    else
      answer.then(
        () => released.push(i),
        (error) => denied.push(error),
      )
  }
  return { released, denied }
}
