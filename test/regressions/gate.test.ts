import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type AuditRecord,
  type AuditSink,
  type ConsentEvent,
  type ConsentStore,
  createGate,
} from '../../src/index.js'
import { settle } from '../core/release/held-sink.js'
import { agent, aiko, shop, shopWith } from '../shop.js'

afterEach(() => void vi.useRealTimers())

/** A gate whose store closes as `close` does. */
function closing(close: () => void | Promise<void>, audit: AuditSink = memorySink()) {
  const warnings: string[] = []
  const calls = vi.fn(close)
  const gate = createGate({
    policy: shop,
    consents: { ...memoryStore(), close: calls },
    audit,
    onWarning: (warning) => void warnings.push(warning),
  })
  return { gate, warnings, calls, read: () => gate.for('support', { actor: agent }).read('member', aiko) }
}

describe('closing a gate', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('S3CR3T')
      },
    ],
    ['rejects', () => Promise.reject(new Error('S3CR3T'))],
  ])('counts although the store %s, and warns without its words', async (_, close) => {
    const { gate, warnings, read } = closing(close)
    await read()
    await expect(gate.close()).resolves.toEqual({ flushed: 0, unflushed: 0 })
    expect(warnings.at(-1)).toBe('the consent store did not close')
    expect(warnings.join()).not.toContain('S3CR3T')
  })

  it('is done in time although the store never is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { gate } = closing(() => new Promise(() => {}))
    const done = vi.fn()
    const work = gate.close({ timeoutMs: 300 }).then(done)
    await vi.advanceTimersByTimeAsync(300)
    expect(done).toHaveBeenCalledWith({ flushed: 0, unflushed: 0 })
    await work
  })

  it('counts what no sink took, to the record', async () => {
    const sink: AuditSink = { name: 'down', durability: 'memory', write: () => Promise.reject(new Error()) }
    const gate = createGate({
      policy: shop,
      consents: { ...memoryStore(), close: () => Promise.reject(new Error()) },
      audit: { sinks: [sink], delivery: 'buffered' },
      onWarning: () => {},
    })
    await gate.for('support', { actor: agent }).read('member', aiko)
    await expect(gate.close({ timeoutMs: 1 })).resolves.toEqual({ flushed: 0, unflushed: 2 })
  })

  it('a second time closes nothing again, and says the same', async () => {
    const { gate, calls } = closing(() => {})
    const [one, other] = await Promise.all([gate.close(), gate.close({ timeoutMs: 1 })])
    expect(await gate.close()).toBe(one)
    expect(other).toBe(one)
    expect(calls).toHaveBeenCalledTimes(1)
  })
})

describe('what is owed to the trail when a gate closes', () => {
  const subject = { population: 'member', id: 'm-1', tenant: 't-1' } as const
  const withdrawal = { subject, purposes: ['direct_mail'] } as const

  /** A gate whose sink is down until it is told otherwise, and what was written meanwhile. */
  function owing(consents: ConsentStore = memoryStore()) {
    const written: AuditRecord[] = []
    let tries = 0
    let down = true
    const audit: AuditSink = {
      name: 'shaky',
      durability: 'memory',
      async write(records) {
        tries++
        if (down) throw new Error()
        written.push(...records)
      },
    }
    const gate = createGate({ policy: shop, consents, audit, onWarning: () => {} })
    const mend = (): void => {
      down = false
    }
    return { gate, written, tries: () => tries, mend }
  }
  const events = (records: readonly AuditRecord[]) => records.flatMap(({ consent }) => consent?.event ?? [])

  it('is tried once more, and counted as written', async () => {
    const { gate, written, mend } = owing()
    await gate.consents.withdraw(withdrawal)
    mend()
    expect(await gate.close()).toEqual({ flushed: 2, unflushed: 0 })
    expect(events(written)).toEqual(['withdraw'])
  })

  it('is counted as unwritten where that fails too, and not tried again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { gate, tries } = owing()
    await gate.consents.withdraw(withdrawal)
    expect(await gate.close()).toEqual({ flushed: 0, unflushed: 2 })
    const before = tries()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(tries()).toBe(before)
  })

  it('is waited for where a statement is under way', async () => {
    const store = memoryStore()
    const held: (() => void)[] = []
    const append = (event: ConsentEvent) =>
      new Promise<void>((resolve) => held.push(() => resolve(void store.append(event))))
    const { gate, written, mend } = owing({ ...store, append })
    mend()
    const said = gate.consents.withdraw(withdrawal)
    await settle()
    const closed = gate.close()
    held[0]?.()
    await said
    expect(await closed).toEqual({ flushed: 2, unflushed: 0 })
    expect(events(written)).toEqual(['withdraw'])
    expect(store.history(subject)).toHaveLength(1)
  })
})

describe('a closed gate', () => {
  it('answers no question any more, at once where it used to answer at once', async () => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    const facts = { consents: [], now: 0 }
    await gate.close()
    const closed = expect.objectContaining({ code: 'gate_closed' })
    expect(() => access.decide('member', aiko)).toThrow(closed)
    expect(() => access.decide('member', aiko, facts)).toThrow(closed)
    expect(() => access.explain('member', aiko, facts)).toThrow(closed)
    expect(() => access.plan('member')).toThrow(closed)
    await expect(access.observe('member', aiko)).rejects.toThrow(closed)
    await expect(gate.consents.state('m-1')).rejects.toThrow(closed)
    await expect(gate.consents.stateAt('m-1', 0)).rejects.toThrow(closed)
    await expect(gate.consents.history('m-1')).rejects.toThrow(closed)
  })
})

describe('the policy in the trail', () => {
  const kinds = (records: readonly AuditRecord[]) =>
    records.map(({ type, reason, effect }) => [type, reason ?? effect])

  it('comes first: the record of its loading goes with the first of all others, and only with that', async () => {
    const { gate, records } = testGate({ policy: shop })
    expect(records).toEqual([])
    const access = gate.for('support', { actor: agent })
    await access.read('member', aiko)
    await access.read('member', aiko)
    await gate.reload(shop)
    expect(kinds(records)).toEqual([
      ['policy', 'policy_loaded'],
      ['decision', 'permit'],
      ['decision', 'permit'],
      ['policy', 'policy_reloaded'],
    ])
    expect(records[0]).toMatchObject({ policy: { digest: shop.digest }, ext: { durability: 'memory' } })
    expect(records.map(({ mono }) => mono)).toEqual(records.map(({ mono }) => mono).toSorted((a, b) => a - b))
  })

  it('names the one that was loaded although another follows before any access', async () => {
    const { gate, records } = testGate({ policy: shop })
    const other = shopWith(({ roles }) => void delete roles['mailer'])
    await gate.reload(other)
    expect(records.map(({ policy }) => policy.digest)).toEqual([shop.digest, other.digest])
  })

  it('is told again until a sink has taken it, as the same record', async () => {
    const ids: string[] = []
    let down = true
    const sink: AuditSink = {
      name: 'shaky',
      durability: 'memory',
      write(records) {
        ids.push(...records.filter(({ type }) => type === 'policy').map(({ id }) => id))
        return down ? Promise.reject(new Error()) : undefined
      },
    }
    const { read } = closing(() => {}, sink)
    await expect(read()).rejects.toMatchObject({ reason: 'audit_unavailable' })
    down = false
    await read()
    await read()
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })
})

describe('a query', () => {
  it.each([
    ['throws', () => Promise.reject(new Error('no such column: Aiko')), 'run_failed'],
    ['gives no list', () => 7 as never, 'input_invalid'],
  ])('whose run %s ends with a record that says so', async (_, run, code) => {
    const { gate, records } = testGate({ policy: shop })
    const access = gate.for('support', { actor: agent })
    await expect(access.query(access.plan('member'), run)).rejects.toThrow(/no such column|invalid/)
    expect(records.slice(-2)).toMatchObject([
      { type: 'decision', effect: 'permit', resource: { type: 'member' } },
      { type: 'outcome', resource: { type: 'member' }, outcome: { status: 'error', rows: 0, code } },
    ])
    expect(JSON.stringify(records)).not.toContain('Aiko')
  })
})
