import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import type { AuditOption, AuditSink, SinkFeed } from '../../../src/core/record/sink.js'
import { fakeJournal } from './fake-journal.js'
import { type Conduct, type FakeSink, fakeSink } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const FAT = { request: 'x'.repeat(60_000) }
const remoteSink = (conduct: Conduct = 'ack'): FakeSink =>
  fakeSink(conduct, { name: 'remote', durability: 'replicated', remote: true })
const dispatchTo = (option: AuditOption) => createDispatch(option, hooks)
const unhandled = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  process.on('unhandledRejection', unhandled)
})
afterEach(() => {
  vi.useRealTimers()
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

describe('strict delivery with remote sinks', () => {
  it('waits for local sinks and feeds the remote ones from the journal', async () => {
    const [journal, remote] = [fakeJournal(), remoteSink('hang')]
    const dispatch = dispatchTo({ sinks: [journal, remote] })
    for (let i = 0; i < 3; i++) expect(dispatch.submit([decision(i)])).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(dispatch.stats()).toMatchObject({ delivered: 3, pending: 0 })
    expect(dispatch.stats().sinks[1]).toEqual({ name: 'remote', state: 'working', lost: 0, pending: 3 })
    await vi.advanceTimersByTimeAsync(2000)
    expect(dispatch.stats().sinks[1]).toMatchObject({ state: 'failing' })
    remote.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(1000)
    expect(remote.kept.map(({ id }) => id)).toEqual(['0', '1', '2'])
    expect(journal.news.map(({ sink }) => sink)).toEqual([
      { name: 'remote', state: 'failing', cause: 'ECONNREFUSED' },
      { name: 'remote', state: 'working' },
    ])
  })

  it('feeds them from memory where there is no journal', async () => {
    const [local, remote] = [fakeSink(), remoteSink('reject')]
    const dispatch = dispatchTo({ sinks: [local, remote] })
    expect(dispatch.submit([decision(1)])).toBeUndefined()
    expect(dispatch.stats()).toMatchObject({ delivered: 0, pending: 1 })
    remote.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(500)
    expect(remote.kept.map(({ id }) => id)).toEqual(['1'])
    expect(dispatch.stats()).toMatchObject({ delivered: 1, pending: 0 })
  })

  it('denies what a required remote sink has no room for, and tells every sink of it', async () => {
    const [local, remote, side] = [fakeSink(), remoteSink('reject'), fakeSink()]
    const dispatch = dispatchTo({ sinks: [local, remote, { sink: side, required: false }] })
    let denied = 0
    for (let i = 0; i < 300; i++)
      void (async () => dispatch.submit([decision(i, FAT)]))().catch(() => {
        denied += 1
      })
    await vi.advanceTimersByTimeAsync(499)
    expect(denied).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(denied).toBeGreaterThan(0)
    remote.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(20_000)
    await dispatch.close()
    for (const sink of [local, remote, side]) {
      expect(sink.kept.filter(({ type }) => type === 'decision')).toHaveLength(300 - denied)
      expect(sink.kept.reduce((sum, { gap }) => sum + (gap?.lost ?? 0), 0)).toBe(denied)
    }
    expect(dispatch.stats()).toMatchObject({ submitted: 300, delivered: 300 - denied, lost: denied })
  })
})

describe('remote delivery by way of a journal', () => {
  it('releases when the journal and every required remote sink have the record', async () => {
    const [journal, remote] = [fakeJournal('ack later'), remoteSink('ack later')]
    const optional = fakeSink('hang', { name: 'optional', remote: true })
    const dispatch = dispatchTo({
      sinks: [journal, remote, { sink: optional, required: false }],
      delivery: 'remote',
      requireDurability: 'replicated',
    })
    await dispatch.submit([decision(1)])
    expect(remote.kept.map(({ id }) => id)).toEqual(['1'])
    expect(journal.kept.map(({ id }) => id)).toEqual(['1'])
  })

  it.each<Conduct>(['throw', 'reject', 'hang', 'ack after the deadline', 'fail after the deadline'])(
    'denies within the deadline when the remote sink does: %s, and sets the record right',
    async (conduct) => {
      const [journal, remote] = [fakeJournal(), remoteSink(conduct)]
      const dispatch = dispatchTo({ sinks: [journal, { sink: remote, deadlineMs: 700 }], delivery: 'remote' })
      const denied = refusal(() => dispatch.submit([decision(1)]))
      await vi.advanceTimersByTimeAsync(700)
      expect(await denied).toMatchObject({ name: 'AuditUnavailable' })
      expect(journal.kept.map(({ id }) => id)).toEqual(['1', '1 aborted'])

      const again = await refusal(() => dispatch.submit([decision(2)]))
      expect(again, 'at once').toMatchObject({ name: 'AuditUnavailable' })
      remote.conduct = 'ack'
      await vi.advanceTimersByTimeAsync(10_000)
      const released = dispatch.submit([decision(3)])
      await vi.advanceTimersByTimeAsync(0)
      await released
      const ids = [...new Set(remote.kept.map(({ id }) => id))]
      expect(ids.sort()).toEqual(['1', '1 aborted', '2', '2 aborted', '3'])
      expect(dispatch.stats()).toMatchObject({ submitted: 5, delivered: 5, lost: 0, pending: 0 })
    },
  )

  it('asks no remote sink for what the journal does not have', async () => {
    const [journal, remote] = [fakeJournal('reject'), remoteSink()]
    const dispatch = dispatchTo({ sinks: [journal, remote], delivery: 'remote' })
    await refusal(() => dispatch.submit([decision(1)]))
    await vi.advanceTimersByTimeAsync(5000)
    expect(remote.kept).toEqual([])
    expect(dispatch.stats()).toMatchObject({ lost: 1, pending: 0 })
  })

  it('feeds the last word too, before it closes the remote sinks', async () => {
    const calls: string[] = []
    const [journal, remote] = [fakeJournal(), remoteSink('ack later')]
    const sinks = [journal, Object.assign(remote, { close: () => void calls.push('remote') })]
    const dispatch = dispatchTo({ sinks, delivery: 'remote' })
    await dispatch.submit([decision(1)])
    const closed = dispatch.close()
    await vi.advanceTimersByTimeAsync(5000)
    expect(await closed).toEqual({ flushed: 0, unflushed: 0 })
    expect(remote.news).toMatchObject([{ type: 'config', reason: 'audit_closed' }])
    expect(calls).toEqual(['remote'])
  })

  const never = () => new Promise<never>(() => {})
  const fail = (): never => {
    throw new Error('secret')
  }
  it.each<[string, Partial<SinkFeed>]>([
    ['throws', { caughtUp: fail, pending: fail, close: fail }],
    ['rejects', { caughtUp: async () => fail(), pending: () => Number.NaN, close: async () => fail() }],
    ['never answers', { caughtUp: never, pending: () => -1, close: never }],
  ])('denies when the journal itself misbehaves: %s', async (_, odd) => {
    const feed = { caughtUp: never, pending: () => 0, close: never, ...odd }
    const journal = fakeSink('ack', { feed: () => feed })
    const dispatch = dispatchTo({ sinks: [journal, remoteSink()], delivery: 'remote' })
    const denied = refusal(() => dispatch.submit([decision(1)]))
    await vi.advanceTimersByTimeAsync(2000)
    expect(await denied).toMatchObject({ name: 'AuditUnavailable' })
    expect(dispatch.stats().sinks[1]).toMatchObject({ pending: 0 })
    const closed = dispatch.close({ timeoutMs: 100 })
    await vi.advanceTimersByTimeAsync(100)
    expect(await closed).toEqual({ flushed: 0, unflushed: 0 })
  })

  it('does not start with a journal that feeds nothing', () => {
    const journal: AuditSink = fakeSink('ack', { feed: () => undefined as never })
    expect(() => dispatchTo({ sinks: [journal, remoteSink()] })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})

describe('remote delivery without a journal', () => {
  it('waits for the write of every required sink, each for its own deadline', async () => {
    const [local, remote] = [fakeSink(), remoteSink('hang')]
    const dispatch = dispatchTo({ sinks: [local, { sink: remote, deadlineMs: 300 }], delivery: 'remote' })
    const denied = refusal(() => dispatch.submit([decision(1)]))
    await vi.advanceTimersByTimeAsync(300)
    expect(await denied).toMatchObject({ name: 'AuditUnavailable' })
    expect(
      local.kept.map(({ id }) => id),
      'nobody waits for the one that hangs',
    ).toEqual(['1', '1 aborted'])
    remote.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(1000)
    expect(dispatch.submit([decision(2)])).toBeUndefined()
    expect(remote.kept.map(({ id }) => id)).toContain('2')
  })

  it('needs no local sink at all', () => {
    const remote = remoteSink()
    const dispatch = dispatchTo({ sinks: [remote], delivery: 'remote' })
    expect(dispatch.submit([decision(1)])).toBeUndefined()
    expect(remote.kept).toHaveLength(1)
  })
})

async function refusal(submit: () => void | Promise<void>): Promise<Error & { code: string }> {
  try {
    await submit()
  } catch (error) {
    return error as Error & { code: string }
  }
  throw new Error('released')
}
