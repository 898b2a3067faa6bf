import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditRecord } from '../../src/index.js'
import { type OpenGate, open, outcome } from './open.js'
import { agent, ann } from './shop.js'

/** A sink that is down until it is mended, and what it got. */
function mended() {
  const written: AuditRecord[] = []
  let up = false
  return {
    written,
    mend: () => {
      up = true
    },
    sink: {
      name: 'mended',
      durability: 'memory',
      write(records: readonly AuditRecord[]) {
        if (!up) throw new Error('down')
        written.push(...records)
      },
    },
  }
}
const permitted = (gate: OpenGate) => outcome(gate.for('support', { actor: agent }).read('customer', ann))
const stats = (gate: OpenGate) => (gate as unknown as { stats(): { pending: number } }).stats()
/** A denial with as much in it as anybody may put there. */
const denied = (gate: OpenGate) =>
  outcome(
    gate
      .for('no purpose', {
        actor: agent,
        ext: Object.fromEntries(['a', 'b'].map((key) => [key, 'x'.repeat(1000)])),
        justification: 'x'.repeat(1000),
      })
      .read('customer', ann),
  )

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a flood', () => {
  it('T58: of denials fills no memory that others need, and none of it is lost in silence', {
    timeout: 60_000,
  }, async () => {
    const { sink, written, mend } = mended()
    const { gate } = open({ audit: { sinks: [sink], delivery: 'buffered' } })
    const floods: Promise<string>[] = []
    for (let i = 0; i < 7000; i++) floods.push(denied(gate))
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 100; i++) expect(await permitted(gate)).toBe('released')
    await vi.advanceTimersByTimeAsync(500)
    mend()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(new Set(await Promise.all(floods)), 'each is denied, and some for want of audit').toEqual(
      new Set(['purpose_unknown', 'audit_unavailable']),
    )
    expect(await gate.close()).toEqual({ flushed: 0, unflushed: 0 })
    const kept = (effect: string) => written.filter((record) => record.effect === effect).length
    const lost = written.reduce((sum, { gap }) => sum + (gap?.lost ?? 0), 0)
    expect(kept('permit')).toBe(100)
    expect(lost).toBeGreaterThan(0)
    expect(kept('deny') + lost).toBe(7000)
  })
})

describe('the configuration of a trail', () => {
  it('T62: stands in its first record and in its last, so that neither can be taken off unseen', async () => {
    const { sink, written, mend } = mended()
    mend()
    const side = { sink: { ...sink, name: 'side' }, required: false }
    const { gate } = open({ audit: { sinks: [sink, side], delivery: 'best_effort' } })
    await permitted(gate)
    await gate.close()
    const config = {
      delivery: 'best_effort',
      durability: 'memory',
      sinks: ['mended memory', 'side memory optional'],
    }
    const all = written.filter((record, i) => written.findIndex(({ id }) => id === record.id) === i)
    expect(all[0]).toMatchObject({ type: 'policy', reason: 'policy_loaded', config })
    expect(all.at(-1)).toMatchObject({ type: 'config', reason: 'audit_closed', config })
  })

  it('T62: cannot be changed from outside once the gate is made', async () => {
    const { sink, written, mend } = mended()
    mend()
    const audit = { sinks: [sink], delivery: 'strict' }
    const { gate } = open({ audit })
    audit.delivery = 'best_effort'
    audit.sinks.length = 0
    await permitted(gate)
    expect(written[0]?.config).toMatchObject({ delivery: 'strict', sinks: ['mended memory'] })
    expect(written).toHaveLength(2)
  })
})

describe('numbers for a monitor', () => {
  it('T66: bear the names of sinks, and of nothing and nobody else', async () => {
    const { sink } = mended()
    const { gate } = open({ audit: { sinks: [sink], delivery: 'buffered' } })
    expect(await permitted(gate)).toBe('released')
    expect(stats(gate)).toEqual({
      submitted: 2,
      delivered: 0,
      lost: 0,
      pending: 2,
      sinks: [{ name: 'mended', state: 'working', delivered: 0, lost: 0, pending: 2 }],
    })
    await vi.advanceTimersByTimeAsync(200)
    expect(stats(gate)).toMatchObject({ sinks: [{ state: 'failing' }] })
  })
})
