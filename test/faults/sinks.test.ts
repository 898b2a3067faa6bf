import type { AuditRecord, AuditSink } from 'purposebound'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BAD_SINKS, type BadSink } from './bad-sinks.js'
import { type Reader, readerOn } from './reader.js'

const DEADLINE_MS = 2000
const READS = 7
const unhandled = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  unhandled.mockClear()
  process.on('unhandledRejection', unhandled)
})
afterEach(async () => {
  vi.useRealTimers()
  // what is unhandled is told of after a turn
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

describe('T50: a sink that misbehaves', () => {
  describe.each(['strict', 'remote'] as const)('and is waited for, %s', (delivery) => {
    it.each(BAD_SINKS)('law: no data without it, in time, and the others know: $name', async (bad) => {
      const good = goodSink()
      const sinks = [
        { name: 'bad', durability: 'disk', remote: delivery === 'remote', write: bad.write } as const,
        good,
      ]
      const reads = readerOn({ sinks, delivery, deadlineMs: DEADLINE_MS }, 'r')
      const began = performance.now()
      const outcomes = await inTime(Promise.all(Array.from({ length: READS }, () => reads.read('agent'))))
      expect(performance.now() - began).toBeLessThanOrEqual(DEADLINE_MS)
      expect(new Set(outcomes)).toEqual(new Set([bad.acknowledges ? '+' : 'audit_unavailable']))
      await whatIsLeft(reads, bad)
      const permits = good.kept.filter(({ type, effect }) => type === 'decision' && effect === 'permit')
      const aborted = good.kept.filter(({ outcome }) => outcome?.status === 'aborted')
      expect(permits.length - aborted.length).toBe(bad.acknowledges ? READS : 0)
      expect(JSON.stringify(good.kept)).not.toContain('forged')
    })
  })

  describe.each(['buffered', 'best_effort'] as const)('and is not waited for, %s', (delivery) => {
    it.each(BAD_SINKS)('law: reads go on, and what it lacks is counted: $name', async (bad) => {
      const good = goodSink()
      const sinks = [{ name: 'bad', durability: 'disk', write: bad.write } as const, good]
      const reads = readerOn({ sinks, delivery, deadlineMs: DEADLINE_MS }, 'r')
      for (let i = 0; i < READS; i++) expect(await inTime(reads.read('agent'))).toBe('+')
      await whatIsLeft(reads, bad)
      expect(good.kept.filter(({ effect }) => effect === 'permit').length).toBe(READS)
      expect(JSON.stringify(good.kept)).not.toContain('forged')
    })
  })

  it.each(BAD_SINKS)('law: nobody notices when it is not required: $name', async (bad) => {
    const good = goodSink()
    const optional = { sink: { name: 'bad', durability: 'disk', write: bad.write }, required: false } as const
    const reads = readerOn({ sinks: [optional, good], deadlineMs: DEADLINE_MS }, 'r')
    const began = performance.now()
    for (let i = 0; i < READS; i++) expect(await inTime(reads.read('agent'))).toBe('+')
    expect(performance.now()).toBe(began)
    await inTime(reads.close(1000), 5000)
    expect(reads.stats()).toMatchObject({ lost: 0, pending: 0 })
    expect(good.kept.filter(({ effect }) => effect === 'permit').length).toBe(READS)
    expect(JSON.stringify(good.kept)).not.toContain('forged')
  })
})

/** Closes, within its time, and counts: all that was handed over is delivered or is not. */
async function whatIsLeft(reads: Reader, { acknowledges }: BadSink): Promise<void> {
  const before = reads.stats()
  // a timer for each thing that is waited for comes on top
  const { flushed, unflushed } = await inTime(reads.close(1000), 1050)
  const { submitted, delivered, lost, pending } = reads.stats()
  expect(delivered + lost + pending).toBe(submitted)
  expect(flushed).toBe(delivered - before.delivered)
  expect(unflushed).toBe(pending + lost - before.lost)
  if (acknowledges) expect({ lost, pending }).toEqual({ lost: 0, pending: 0 })
  else expect(delivered).toBe(0)
}

/** Lets fake time pass until `work` is done, at most `ms`. */
async function inTime<T>(work: Promise<T>, ms = DEADLINE_MS): Promise<T> {
  let done = false
  const end = work.finally(() => {
    done = true
  })
  for (let passed = 0; !done && passed <= ms; passed += 50)
    await vi.advanceTimersByTimeAsync(passed === 0 ? 0 : 50)
  expect(done, `within ${ms} ms`).toBe(true)
  return end
}

function goodSink(): AuditSink & { readonly kept: AuditRecord[] } {
  const kept: AuditRecord[] = []
  return {
    name: 'good',
    durability: 'disk',
    kept,
    write: (records) => void kept.push(...(JSON.parse(JSON.stringify(records)) as AuditRecord[])),
  }
}
