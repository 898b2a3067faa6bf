import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import { type FakeSink, fakeSink } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const warnings: string[] = []

beforeEach(() => {
  vi.useFakeTimers()
  warnings.length = 0
})
afterEach(() => void vi.useRealTimers())

const dispatchTo = (...sinks: FakeSink[]) =>
  createDispatch({ sinks }, { ...hooks, warn: (message) => warnings.push(message) })
const states = ({ news }: FakeSink) => news.flatMap(({ sink }) => (sink ? `${sink.name} ${sink.state}` : []))

describe('the state of a sink', () => {
  it('is told by those that work, soon and once, and by itself when it works again', async () => {
    const [good, bad] = [fakeSink('ack', { name: 'good' }), fakeSink('reject', { name: 'bad' })]
    const dispatch = dispatchTo(good, bad)
    for (let i = 0; i < 3; i++) await expect(dispatch.submit([decision(i)])).rejects.toThrow()
    await vi.advanceTimersByTimeAsync(200)
    expect(good.news.map(({ sink }) => sink)).toEqual([
      { name: 'bad', state: 'failing', cause: 'sink_failed' },
    ])
    bad.conduct = 'ack'
    void dispatch.submit([decision(4)])
    await vi.advanceTimersByTimeAsync(200)
    for (const sink of [good, bad]) expect(states(sink)).toEqual(['bad failing', 'bad working'])
    expect(warnings).toEqual(['the audit sink `bad` fails: an error', 'the audit sink `bad` works again'])
    expect(dispatch.stats().sinks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'good working',
      'bad working',
    ])
  })

  it('is no news by itself: a sink that fails every other time, or is always late, comes to rest', async () => {
    let writes = 0
    const odd = fakeSink('ack', {
      name: 'odd',
      write: () => (writes++ % 2 === 0 ? Promise.reject(new Error('secret')) : undefined),
    })
    const late = fakeSink('ack after the deadline', { name: 'late' })
    for (const sink of [odd, late]) {
      const dispatch = dispatchTo(sink, fakeSink('ack', { name: 'good' }))
      await Promise.all([
        expect(dispatch.submit([decision(1)])).rejects.toThrow(),
        vi.advanceTimersByTimeAsync(10_000),
      ])
    }
    const before = [writes, late.kept.length]
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect([writes, late.kept.length]).toEqual(before)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is forgotten rather than kept for ever where nobody can hear it; what is missing is not', async () => {
    const [bad, odd] = [fakeSink('reject', { name: 'bad' }), fakeSink('reject', { name: 'odd' })]
    const dispatch = createDispatch({ sinks: [bad, { sink: odd, required: false }] }, hooks)
    for (let i = 0; i < 200; i++) {
      bad.conduct = i % 2 === 0 ? 'reject' : 'ack'
      await (async () => dispatch.submit([decision(i)]))().catch(() => {})
    }
    odd.conduct = 'ack'
    bad.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(20_000)
    expect(odd.news.length).toBeGreaterThan(30)
    expect(odd.news.length).toBeLessThanOrEqual(70)
    expect(odd.kept.filter(({ type }) => type === 'decision')).toHaveLength(100)
    await dispatch.close()
    expect(odd.kept.reduce((sum, { gap }) => sum + (gap?.lost ?? 0), 0)).toBe(dispatch.stats().lost)
  })

  it('bears a code and no word of a stranger', async () => {
    const causes: (string | undefined)[] = []
    for (const error of [
      Object.assign(new Error('/home/aiko'), { code: 'ENOSPC' }),
      Object.assign(new Error('secret'), { code: 'aiko@example.com' }),
      'secret',
    ]) {
      const good = fakeSink()
      const dispatch = dispatchTo(good, fakeSink('ack', { name: 'bad', write: () => Promise.reject(error) }))
      await expect(dispatch.submit([decision(1)])).rejects.toThrow()
      await vi.advanceTimersByTimeAsync(200)
      causes.push(good.news[0]?.sink?.cause)
    }
    expect(causes).toEqual(['ENOSPC', 'sink_failed', 'sink_failed'])
  })
})

describe('the end of a trail', () => {
  it('is said in every sink, so that a trail that was cut is known by the lack of it', async () => {
    const [main, side] = [fakeSink(), fakeSink()]
    const dispatch = createDispatch({ sinks: [main, { sink: side, required: false }] }, hooks)
    void dispatch.submit([decision(1)])
    expect(await dispatch.close()).toEqual({ flushed: 0, unflushed: 0 })
    for (const sink of [main, side]) expect(sink.news.at(-1)).toMatchObject({ reason: 'audit_closed' })
    expect(dispatch.stats().sinks[0]).toEqual({
      name: 'fake',
      state: 'working',
      delivered: 1,
      lost: 0,
      pending: 0,
    })
  })

  it('is not said of a trail that never began', async () => {
    const sink = fakeSink()
    await createDispatch(sink, hooks).close()
    expect(sink.news).toEqual([])
  })
})
