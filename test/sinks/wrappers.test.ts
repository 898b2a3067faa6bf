import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type AuditRecord, type AuditSink, createGate } from '../../src/index.js'
import { batched } from '../../src/sinks/batched.js'
import { filtered } from '../../src/sinks/filtered.js'
import { type MappedSink, mapped } from '../../src/sinks/mapped.js'
import { memorySink } from '../../src/sinks/memory.js'
import { memoryStore } from '../../src/stores/memory.js'
import { sinkSuite } from '../../src/testing/index.js'
import { shop } from '../shop.js'
import { record } from './record.js'

const same = (each: AuditRecord): AuditRecord => each
const WRAPPERS: readonly [name: string, wrap: (sink: AuditSink) => AuditSink][] = [
  ['filtered', (sink) => filtered(sink, () => true)],
  ['batched', (sink) => batched(sink, { size: 3, ms: 1 })],
  ['mapped', (sink) => mapped(sink, same)],
  ['all of them', (sink) => batched(filtered(mapped(sink, same), () => true))],
]

/** A sink whose answers are given by hand. */
function slow(more: Partial<AuditSink> = {}) {
  const writes: { readonly records: readonly AuditRecord[]; resolve(): void; reject(error: Error): void }[] =
    []
  const sink: AuditSink = {
    name: 'slow',
    durability: 'disk',
    write: (records) =>
      new Promise<void>((resolve, reject) => void writes.push({ records, resolve, reject })),
    ...more,
  }
  const ids = () => writes.map(({ records }) => records.map(({ id }) => id))
  return { sink, writes, ids }
}

/** How far a promise has come, once everything that is due has happened. */
async function stateOf(promise: unknown): Promise<string> {
  const pending = new Promise((resolve) => setImmediate(() => resolve('pending')))
  return Promise.race([
    Promise.resolve(promise).then(
      () => 'done',
      (error) => error.message,
    ),
    pending,
  ]) as never
}

describe.each(WRAPPERS)('%s', (_, wrap) => {
  it.each(
    sinkSuite(() => {
      const sink = memorySink()
      return { sink: wrap(sink), read: () => sink.records }
    }),
  )('$name', ({ run }) => run())

  it('keeps the name, the promise, the place and the end of the sink inside, called on itself', async () => {
    class Inner {
      readonly name = 'inner'
      readonly durability = 'replicated'
      readonly remote = true
      readonly #called: string[] = []
      write(records: readonly AuditRecord[]) {
        this.#called.push(...records.map(({ id }) => id))
      }
      flush() {
        this.#called.push('flush')
      }
      close() {
        this.#called.push('close')
      }
      async *find() {
        this.#called.push('find')
        yield record('found')
      }
      called() {
        return this.#called
      }
    }
    const inner = new Inner()
    const sink = wrap(inner)
    expect(sink).toMatchObject({ name: 'inner', durability: 'replicated', remote: true })
    await sink.write([record('1')])
    for await (const { id } of sink.find!({})) expect(id).toBe('found')
    await sink.flush?.()
    await sink.close?.()
    expect(inner.called().join()).toMatch(/^1,find,(flush,)*close$/)
  })

  it('has no `find` where the sink has none, and is lossy where the sink is', () => {
    const { sink } = slow({ lossy: true })
    expect(wrap(sink).lossy).toBe(true)
    expect(wrap(sink).find).toBeUndefined()
  })

  it('acknowledges only when the sink has, and fails as it does', async () => {
    const { sink, writes } = slow()
    const wrapped = wrap(sink)
    const first = wrapped.write([record('1')])
    const flushing = Promise.resolve(wrapped.flush?.())
    await vi.waitFor(() => expect(writes).toHaveLength(1))
    expect(await stateOf(first)).toBe('pending')
    writes[0]!.resolve()
    expect(await stateOf(first)).toBe('done')
    await flushing
    const second = wrapped.write([record('2')])
    Promise.resolve(wrapped.flush?.()).catch(() => {})
    await vi.waitFor(() => expect(writes).toHaveLength(2))
    writes[1]!.reject(new Error('full'))
    expect(await stateOf(second)).toBe('full')
  })

  it('passes on an answer that is none of ours, for the gate to refuse', async () => {
    const { sink } = slow({ write: (() => Promise.resolve(false)) as never })
    expect(await wrap(sink).write([record('1')])).toBe(false)
  })

  it('fails when the sink throws, and not later', async () => {
    const { sink } = slow({
      write: () => {
        throw new Error('thrown')
      },
    })
    await expect((async () => wrap(sink).write([record('1')]))()).rejects.toThrow('thrown')
  })

  it.each([undefined, null, 'file', {}, { name: 'x', durability: 'disk' }])(
    'refuses %o as a sink',
    (sink) => {
      expect(() => wrap(sink as never)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
    },
  )
})

describe('filtered', () => {
  it('law: holds exactly the records for which the predicate does not say `false`, in order', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(true, false, undefined, 0, 'throw', 'promise'))),
        (batches) => {
          const inner = memorySink()
          const said: readonly unknown[] = batches.flat()
          let asked = 0
          const sink = filtered(inner, () => {
            const answer = said[asked++]
            if (answer === 'throw') throw new Error('no')
            return (answer === 'promise' ? Promise.resolve(false) : answer) as boolean
          })
          let made = 0
          for (const batch of batches) void sink.write(batch.map(() => record(String(made++))))
          const kept = said.flatMap((answer, i) => (answer === false ? [] : [String(i)]))
          expect(inner.records.map(({ id }) => id)).toEqual(kept)
        },
      ),
    ))

  it('keeps what says that records are missing, whatever the predicate says', () => {
    const inner = memorySink()
    const gap = { lost: 3, cause: 'sink_failed', since: 'x', until: 'y' }
    void filtered(inner, () => false).write([record('1'), record('2', { type: 'gap', gap })])
    expect(inner.records.map(({ id }) => id)).toEqual(['2'])
  })

  it('is never required: a gate that has nothing else does not start', () => {
    const audit = filtered(memorySink(), () => true)
    const keys = { current: 'k1', k1: new Uint8Array(32).fill(7) }
    const make = (option: object) => () =>
      createGate({ policy: shop, keys, consents: memoryStore(), audit: option as never, onWarning: () => {} })
    expect(make(audit)).toThrow(/required/)
    expect(make({ sinks: [{ sink: audit, required: true }] })).toThrow(/may lose records/)
    expect(make({ sinks: [memorySink(), audit] })).not.toThrow()
  })

  it('refuses a predicate that is none', () => {
    expect(() => filtered(memorySink(), 'deny' as never)).toThrow(/function/)
  })
})

describe('batched', () => {
  it('sends at `size` records, or when the first has waited `ms`', async () => {
    vi.useFakeTimers()
    try {
      const { sink, ids } = slow()
      const wrapped = batched(sink, { size: 3, ms: 50 })
      for (const id of ['1', '2', '3', '4']) void wrapped.write([record(id)])
      expect(ids()).toEqual([['1', '2', '3']])
      await vi.advanceTimersByTimeAsync(49)
      expect(ids()).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(1)
      expect(ids()).toEqual([['1', '2', '3'], ['4']])
    } finally {
      vi.useRealTimers()
    }
  })

  it('a batch that hangs holds up no other', async () => {
    const { sink, writes } = slow()
    const wrapped = batched(sink, { size: 1 })
    const [first, second] = [wrapped.write([record('1')]), wrapped.write([record('2')])]
    writes[1]!.resolve()
    expect([await stateOf(first), await stateOf(second)]).toEqual(['pending', 'done'])
  })

  it('a batch that fails fails each who waits for it, and nobody else', async () => {
    const { sink, writes } = slow()
    const wrapped = batched(sink, { size: 2 })
    const waiting = ['1', '2', '3', '4'].map((id) => wrapped.write([record(id)]))
    writes[0]!.reject(new Error('full'))
    writes[1]!.resolve()
    expect(await Promise.all(waiting.map(stateOf))).toEqual(['full', 'full', 'done', 'done'])
  })

  it('law: every record goes out once, in the order of the calls, whatever the sizes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(7)), fc.integer({ min: 1, max: 9 }), async (sizes, size) => {
        const inner = memorySink()
        const sink = batched(inner, { size, ms: 0 })
        let made = 0
        const ids = sizes.map((count) => Array.from({ length: count }, () => String(made++)))
        const done = ids.map((batch) => sink.write(batch.map((id) => record(id))))
        await sink.flush?.()
        await Promise.all(done)
        expect(inner.records.map(({ id }) => id)).toEqual(ids.flat())
      }),
    ))

  it('feeds others as a journal does', () => {
    const feed = vi.fn()
    batched({ ...slow().sink, feed }).feed!(memorySink(), { deadlineMs: 1 })
    expect(feed).toHaveBeenCalledOnce()
    expect(filtered({ ...slow().sink, feed }, () => true).feed).toBeUndefined()
  })

  it.each([{ size: 0 }, { size: 1.5 }, { size: '9' }, { ms: -1 }, { ms: 1e9 }, { ms: Number.NaN }])(
    'refuses %o',
    (options) => {
      expect(() => batched(memorySink(), options as never)).toThrow(
        expect.objectContaining({ code: 'config_invalid' }),
      )
    },
  )
})

describe('mapped', () => {
  const collector = () => {
    const values: unknown[] = []
    const sink: MappedSink<unknown> = {
      name: 'broker',
      durability: 'disk',
      write: (more) => void values.push(...more),
    }
    return { sink, values }
  }

  it('writes what each record is mapped to, in order', () => {
    const { sink, values } = collector()
    void mapped(sink, ({ id }) => ({ key: id })).write([record('1'), record('2')])
    expect(values).toEqual([{ key: '1' }, { key: '2' }])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('aiko@example.com')
      },
    ],
    ['gives nothing', () => undefined],
    ['gives null', () => null],
    ['gives a promise', async () => ({})],
  ])('a mapping that %s fails the whole write, and its words reach nobody', (_, map) => {
    const { sink, values } = collector()
    expect(() => mapped(sink, map).write([record('1')])).toThrow(
      expect.objectContaining({ code: 'sink_failed', message: expect.not.stringContaining('aiko') }),
    )
    expect(values).toEqual([])
  })

  it('refuses a mapping that is none', () => {
    expect(() => mapped(memorySink(), {} as never)).toThrow(/function/)
  })
})
