import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDispatch, type Dispatch } from '../../../src/core/record/dispatch.js'
import type { AuditOption, AuditSink } from '../../../src/core/record/sink.js'
import { type Conduct, fakeSink, LATE_MS } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

const warnings: string[] = []
const unhandled = vi.fn()
const dispatchTo = (option: AuditOption): Dispatch =>
  createDispatch(option, { ...hooks, warn: (message) => warnings.push(message) })

beforeEach(() => {
  vi.useFakeTimers()
  warnings.length = 0
  unhandled.mockClear()
  process.on('unhandledRejection', unhandled)
})
afterEach(() => {
  vi.useRealTimers()
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

describe('strict delivery', () => {
  it('returns at once when every required sink has acknowledged at once', () => {
    const sink = fakeSink()
    const dispatch = dispatchTo(sink)
    expect(dispatch.submit([decision(1), decision(2)])).toBeUndefined()
    expect(sink.writes).toEqual([['1', '2']])
    expect(dispatch.stats()).toMatchObject({ submitted: 2, delivered: 2, lost: 0, pending: 0 })
  })

  it('resolves when the last required sink has acknowledged', async () => {
    const [fast, slow] = [fakeSink(), fakeSink('ack later')]
    const dispatch = dispatchTo({ sinks: [fast, slow] })
    const released = dispatch.submit([decision(1)])
    expect(dispatch.stats().pending).toBe(1)
    await released
    expect(dispatch.stats()).toMatchObject({ delivered: 1, pending: 0 })
  })

  it.each<Conduct>(['throw', 'reject', 'odd', 'hang', 'ack after the deadline', 'fail after the deadline'])(
    'denies within the deadline when a sink does: %s',
    async (conduct) => {
      const sink = fakeSink(conduct)
      const dispatch = dispatchTo(sink)
      const denied = refusal(() => dispatch.submit([decision(1)]))
      await vi.advanceTimersByTimeAsync(2000)
      const error = await denied
      expect(error).toMatchObject({ name: 'AuditUnavailable', code: 'sink_failed' })
      expect(String(error.stack)).not.toContain('secret')
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).not.toContain('secret')

      sink.conduct = 'ack'
      await vi.advanceTimersByTimeAsync(10_000)
      expect(dispatch.submit([decision(2)]), 'heals by itself').toBeUndefined()
    },
  )

  it('waits for no sink that is not required', async () => {
    const [main, side] = [fakeSink(), fakeSink('hang')]
    const dispatch = dispatchTo({ sinks: [main, { sink: side, required: false }] })
    for (let i = 0; i < 3; i++) expect(dispatch.submit([decision(i)])).toBeUndefined()
    side.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(20_000)
    expect(side.kept.map(({ id }) => id)).toEqual(['0', '1', '2'])
  })

  it.each(['throw', 'reject', 'odd'] as const)('takes no harm from a side sink that does: %s', (conduct) => {
    const dispatch = dispatchTo({ sinks: [fakeSink(), { sink: fakeSink(conduct), required: false }] })
    expect(dispatch.submit([decision(1)])).toBeUndefined()
  })

  it('lets side sinks see what was let pass, and a gap for what was not', async () => {
    const [main, side] = [fakeSink('reject'), fakeSink()]
    const dispatch = dispatchTo({ sinks: [main, { sink: side, required: false }] })
    await refusal(() => dispatch.submit([decision(1)]))
    expect(side.writes).toEqual([])
    main.conduct = 'ack later'
    await dispatch.submit([decision(2)])
    expect(side.kept.map(({ id, gap }) => gap?.lost ?? id)).toEqual([1, '2'])
  })

  it('tells in the next write what was lost, once', async () => {
    const sink = fakeSink('reject')
    const dispatch = dispatchTo(sink)
    await refusal(() => dispatch.submit([decision(1, { time: '2026-11-01T00:00:01.000Z' })]))
    await refusal(() => dispatch.submit([decision(2, { time: '2026-11-01T00:00:02.000Z' })]))
    sink.conduct = 'ack'
    await dispatch.submit([decision(3)])
    await dispatch.submit([decision(4)])
    expect(sink.kept.map(({ id, gap }) => gap ?? id)).toEqual([
      { lost: 1, cause: 'sink_failed', since: '2026-11-01T00:00:01.000Z', until: '2026-11-01T00:00:01.000Z' },
      { lost: 1, cause: 'sink_failed', since: '2026-11-01T00:00:02.000Z', until: '2026-11-01T00:00:02.000Z' },
      '3',
      '4',
    ])
    expect(dispatch.stats()).toMatchObject({ submitted: 4, delivered: 2, lost: 2, pending: 0 })
  })

  it('tells a loss under one id, however often the answer is lost', async () => {
    const sink = fakeSink('reject')
    const dispatch = dispatchTo(sink)
    await refusal(() => dispatch.submit([decision(1)]))
    sink.conduct = 'keep and reject'
    for (let i = 2; i < 10; i++) await refusal(() => dispatch.submit([decision(i)]))
    sink.conduct = 'ack'
    await dispatch.submit([decision(10)])
    await dispatch.close()
    const told = new Map(sink.kept.flatMap(({ id, gap }) => (gap ? [[id, gap.lost] as const] : [])))
    expect([...told.values()].reduce((sum, lost) => sum + lost, 0)).toBe(dispatch.stats().lost)
    expect(sink.kept.filter(({ gap }) => gap).length, 'though it stands there again').toBeGreaterThan(
      told.size,
    )
  })

  it('follows a record acknowledged too late by the truth', async () => {
    const sink = fakeSink('ack after the deadline')
    const dispatch = dispatchTo(sink)
    const denied = refusal(() => dispatch.submit([decision(1)]))
    await vi.advanceTimersByTimeAsync(2000)
    await denied
    expect(dispatch.stats().pending).toBe(1)
    sink.conduct = 'ack'
    await vi.advanceTimersByTimeAsync(LATE_MS)
    expect(sink.kept).toMatchObject([
      { id: '1' },
      { id: '1 aborted', outcome: { status: 'aborted', code: 'audit_unavailable' } },
    ])
    expect(dispatch.stats()).toMatchObject({ submitted: 2, delivered: 2, lost: 0, pending: 0 })
  })

  it('corrects the sink that has a record which another lacks', async () => {
    const [good, bad] = [fakeSink(), fakeSink('reject')]
    const dispatch = dispatchTo({ sinks: [good, bad] })
    await refusal(() => dispatch.submit([decision(1)]))
    await vi.advanceTimersByTimeAsync(0)
    expect(good.kept.map(({ id }) => id)).toEqual(['1', '1 aborted'])
    expect(dispatch.stats()).toMatchObject({ submitted: 2, delivered: 0, lost: 2, pending: 0 })
  })

  it('asks a sink that hangs now and then, and denies at once meanwhile', async () => {
    const sink = fakeSink('hang')
    const dispatch = dispatchTo(sink)
    const denied = refusal(() => dispatch.submit([decision(0)]))
    await vi.advanceTimersByTimeAsync(2000)
    await denied
    for (let i = 0; i < 100; i++) expect(() => dispatch.submit([decision(i)])).toThrow('sink_failed')
    expect(sink.writes).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(250)
    const tried = refusal(() => dispatch.submit([decision(101)]))
    expect(() => dispatch.submit([decision(102)]), 'one try at a time').toThrow()
    await vi.advanceTimersByTimeAsync(2000)
    await tried
    expect(sink.writes).toHaveLength(2)
    expect(dispatch.stats()).toMatchObject({ submitted: 103, delivered: 0, lost: 101, pending: 2 })
    await vi.advanceTimersByTimeAsync(500)
    sink.conduct = 'ack'
    expect(dispatch.submit([decision(104)]), 'and again').toBeUndefined()
  })

  it('bounds what a hanging sink can pile up', async () => {
    const dispatch = dispatchTo(fakeSink('hang'))
    const fat = { request: 'x'.repeat(60_000) }
    const answers: unknown[] = []
    for (let i = 0; i < 400; i++) {
      refusal(() => dispatch.submit([decision(i, fat)])).then((error) => answers.push(error))
    }
    await vi.advanceTimersByTimeAsync(0)
    expect(answers.length, 'denied at once').toBeGreaterThan(100)
    await vi.advanceTimersByTimeAsync(2000)
    expect(answers).toHaveLength(400)
  })

  it('gives no sink a way to change what another gets', () => {
    const seen: string[] = []
    const vandal: AuditSink = {
      name: 'vandal',
      durability: 'disk',
      write(records) {
        for (const change of [
          () => Object.assign(records[0]!, { effect: 'deny' }),
          () => (records as unknown[]).pop(),
        ]) {
          try {
            change()
          } catch {
            seen.push('refused')
          }
        }
      },
    }
    const witness = fakeSink()
    dispatchTo({ sinks: [vandal, witness] }).submit([decision(1)])
    expect(seen).toEqual(['refused', 'refused'])
    expect(witness.kept).toEqual([decision(1)])
  })

  it('survives thenables that answer twice, throw, or are no promise after all', async () => {
    const fail = (): never => {
      throw new Error('secret')
    }
    const twice = (ok: () => void): void => {
      ok()
      ok()
    }
    const both = (ok: () => void): void => {
      ok()
      fail()
    }
    const hostile = Object.defineProperty(Promise.resolve(), 'constructor', { get: fail })
    const answers = [
      thenable({ value: twice }),
      thenable({ value: both }),
      thenable({ value: fail }),
      thenable({ get: fail }),
      thenable({ value: 42 }),
      hostile,
    ]
    const outcomes: string[] = []
    for (const answer of answers) {
      const dispatch = dispatchTo({ name: 'odd', durability: 'disk', write: () => answer as Promise<void> })
      outcomes.push(
        await refusal(() => dispatch.submit([decision(1)])).then(
          (error) => error.code,
          () => 'released',
        ),
      )
    }
    expect(outcomes).toEqual([
      'released',
      'released',
      'sink_failed',
      'sink_failed',
      'sink_failed',
      'sink_failed',
    ])
  })

  it('says the code of the system, when a sink fails by one', async () => {
    const dispatch = dispatchTo({
      name: 'file',
      durability: 'disk',
      write: () => Promise.reject(Object.assign(new Error('/secret'), { code: 'ENOSPC' })),
    })
    await refusal(() => dispatch.submit([decision(1)]))
    expect(warnings).toEqual(['the audit sink `file` fails: ENOSPC'])
  })
})

function thenable(then: PropertyDescriptor): object {
  return Object.defineProperties({}, { ['then' as string]: then })
}

async function refusal(submit: () => void | Promise<void>): Promise<Error & { code: string }> {
  try {
    await submit()
  } catch (error) {
    return error as Error & { code: string }
  }
  throw new Error('released')
}
