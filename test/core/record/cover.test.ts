import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import type { BufferMark } from '../../../src/core/record/sink.js'
import { fakeSink } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const LEFT = { records: 300, since: '2026-11-01T00:00:00.000Z', until: '2026-11-01T00:01:00.000Z' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A number that outlives the process, in as far as a test does. */
function fakeMark(standing = 0) {
  const set: number[] = []
  return {
    set,
    /** What the next process would find. */
    standing: () => set.at(-1) ?? standing,
    mark: {
      set: async (records) => void set.push(records),
      left: async () => (standing > 0 ? { ...LEFT, records: standing } : undefined),
    } satisfies BufferMark as BufferMark,
  }
}
const bufferedTo = (sink: ReturnType<typeof fakeSink>) =>
  createDispatch({ sinks: [sink], delivery: 'buffered' }, hooks)
const submitAll = async (dispatch: ReturnType<typeof bufferedTo>, from: number, to: number) => {
  for (let i = from; i < to; i++) await dispatch.submit([decision(i)])
}

describe('what a killed process leaves behind', () => {
  it('law: what is only in memory is never more than what stands beside the log', async () => {
    const { mark, standing } = fakeMark()
    const sink = fakeSink('reject', { buffer: mark })
    const dispatch = bufferedTo(sink)
    for (let i = 0; i < 3000; i++) {
      await dispatch.submit([decision(i)])
      expect(standing()).toBeGreaterThanOrEqual(dispatch.stats().pending)
    }
    expect(standing(), 'and not much more').toBeLessThanOrEqual(4 * 3000)
  })

  it('is told by the next process, which says at most how many were lost', async () => {
    const { mark, set } = fakeMark(300)
    const sink = fakeSink('ack', { buffer: mark })
    const dispatch = bufferedTo(sink)
    await submitAll(dispatch, 0, 1)
    expect(set, 'both count until it was told').toEqual([556])
    await vi.advanceTimersByTimeAsync(200)
    expect(sink.kept.map(({ id, gap }) => gap ?? id)).toEqual([
      { lost: 300, cause: 'process_killed', since: LEFT.since, until: LEFT.until },
      '0',
    ])
    expect(set).toEqual([556, 256])
    expect(dispatch.stats(), 'no record of this process').toMatchObject({ submitted: 1, lost: 0 })
  })

  it('is told in strict delivery too', async () => {
    const { mark, set } = fakeMark(300)
    const sink = fakeSink('ack', { buffer: mark })
    const dispatch = createDispatch(sink, hooks)
    await vi.advanceTimersByTimeAsync(0)
    expect(dispatch.submit([decision(1)]), 'and nothing waits for it').toBeUndefined()
    await vi.advanceTimersByTimeAsync(0)
    expect(sink.kept[0]?.gap).toMatchObject({ lost: 300 })
    expect(set).toEqual([0])
  })

  it('is taken away when nothing was in memory for a second, and when the gate closes', async () => {
    const { mark, standing } = fakeMark()
    const dispatch = bufferedTo(fakeSink('ack', { buffer: mark }))
    await submitAll(dispatch, 0, 10)
    await vi.advanceTimersByTimeAsync(200)
    expect(standing()).toBe(256)
    await vi.advanceTimersByTimeAsync(1000)
    expect(standing()).toBe(0)
    await submitAll(dispatch, 10, 20)
    expect(standing()).toBe(256)
    await dispatch.close()
    expect(standing()).toBe(0)
  })

  it('stays when a gate closes with records that no sink took', async () => {
    const { mark, standing } = fakeMark()
    const dispatch = bufferedTo(fakeSink('reject', { buffer: mark }))
    await submitAll(dispatch, 0, 10)
    const closed = dispatch.close({ timeoutMs: 1000 })
    await vi.advanceTimersByTimeAsync(1020)
    expect(await closed).toEqual({ flushed: 0, unflushed: 10 })
    expect(standing()).toBe(10)
  })

  it.each<[string, BufferMark['set']]>([
    ['fails', () => Promise.reject(new Error('secret'))],
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['never answers', () => new Promise(() => {})],
  ])('denies what it cannot answer for: a mark that %s', async (_, set) => {
    const dispatch = bufferedTo(fakeSink('ack', { buffer: { set, left: async () => undefined } }))
    const denied = expect(dispatch.submit([decision(1)])).rejects.toMatchObject({ name: 'AuditUnavailable' })
    await vi.advanceTimersByTimeAsync(500)
    await denied
    expect(dispatch.stats()).toMatchObject({ lost: 1, pending: 0 })
  })

  it.each<[string, BufferMark['left']]>([
    ['fails', () => Promise.reject(new Error('secret'))],
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['says nonsense', async () => ({ ...LEFT, records: Number.NaN })],
  ])('says that it does not know when the mark %s', async (_, left) => {
    const warnings: string[] = []
    const mark = { set: async () => {}, left }
    const dispatch = createDispatch(
      { sinks: [fakeSink('ack', { buffer: mark })], delivery: 'buffered' },
      { ...hooks, warn: (message) => warnings.push(message) },
    )
    await dispatch.submit([decision(1)])
    expect(warnings).toEqual(['what an earlier process held in memory for `fake` is not known'])
  })
})
