import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsentListener, ConsentStore, LookupOptions, Person } from '../../src/index.js'
import { type CachedOptions, cached } from '../../src/stores/cached.js'
import { memoryStore } from '../../src/stores/memory.js'
import { consentStoreSuite } from '../../src/testing/index.js'
import { event } from './said.js'

const ana: Person = { id: 'm-1', population: 'member' }
const ben: Person = { id: 'm-2', population: 'member' }

/** A cache over a store that counts what it is asked, and can be held up. */
function open({ maxStalenessMs = 1000, ...rest }: Partial<CachedOptions> = {}) {
  const inner = memoryStore()
  const asked: { ids: unknown[]; fresh: boolean }[] = []
  const listeners: ConsentListener[] = []
  let held: (() => void)[] | undefined
  let down = false
  const counting: ConsentStore = {
    ...inner,
    async lookup(people, options?: LookupOptions) {
      asked.push({ ids: people.map(({ id }) => id), fresh: options?.fresh === true })
      if (down) throw new Error('down')
      const states = inner.lookup(people)
      if (held) await new Promise<void>((resolve) => held?.push(resolve))
      return states
    },
    subscribe(listener) {
      listeners.push(listener)
      return () => listeners.splice(0)
    },
  }
  const store = cached(counting, { maxStalenessMs, ...rest })
  const stands = async (person: Person = ana, options?: LookupOptions) => {
    const [state] = await store.lookup([person], options)
    return state!.purposes['mail']?.stopped ? 'withdrawn' : state!.purposes['mail'] ? 'given' : 'unknown'
  }
  return {
    store,
    inner,
    asked,
    stands,
    listeners,
    hold: () => {
      held = []
    },
    release: () => {
      const those = held ?? []
      held = undefined
      for (const each of those) each()
    },
    fail: () => {
      down = true
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('cached', () => {
  it.each(
    [0, 60_000].flatMap((maxStalenessMs) =>
      consentStoreSuite((events) => {
        const store = memoryStore()
        events.forEach(store.append)
        return cached(store, { maxStalenessMs }) as never
      }).map((each) => ({ ...each, maxStalenessMs })),
    ),
  )('$maxStalenessMs ms: $name', ({ run }) => run())

  it('answers at once what it was asked lately, and asks once', async () => {
    const { store, inner, asked } = open()
    inner.append(event('give', ana, 1))
    await store.lookup([ana])
    expect(store.lookup([ana])).toEqual([{ person: ana, purposes: expect.anything(), version: 1, ageMs: 0 }])
    expect(asked).toHaveLength(1)
  })

  it('T18: a copy lasts for its bound, and reading it does not make it last', async () => {
    const { inner, stands } = open({ maxStalenessMs: 1000 })
    inner.append(event('give', ana, 1))
    expect(await stands()).toBe('given')
    inner.append(event('withdraw', ana, 2))
    for (let ms = 0; ms < 1000; ms += 100) {
      expect(await stands()).toBe('given')
      vi.advanceTimersByTime(100)
    }
    expect(await stands()).toBe('withdrawn')
  })

  it('T18: the bound begins before the store is asked, however long it takes to answer', async () => {
    const { store, inner, stands, hold, release, asked } = open({ maxStalenessMs: 1000 })
    inner.append(event('give', ana, 1))
    hold()
    const slow = store.lookup([ana])
    await Promise.resolve()
    inner.append(event('withdraw', ana, 2))
    vi.advanceTimersByTime(900)
    release()
    expect((await slow)[0]!.ageMs).toBe(900)
    expect(await stands()).toBe('given')
    vi.advanceTimersByTime(100)
    expect(await stands()).toBe('withdrawn')
    expect(asked).toHaveLength(2)
  })

  it('T18: layers of caches keep the bound of the outermost, end to end', async () => {
    const source = memoryStore()
    const lower = cached(source, { maxStalenessMs: 10_000 })
    const upper = cached(lower, { maxStalenessMs: 1000 })
    source.append(event('give', ana, 1))
    await lower.lookup([ana])
    vi.advanceTimersByTime(600)
    expect((await upper.lookup([ana]))[0]!.ageMs).toBe(600)
    source.append(event('withdraw', ana, 2))
    vi.advanceTimersByTime(399)
    expect((await upper.lookup([ana]))[0]!.ageMs).toBe(999)
    vi.advanceTimersByTime(1)
    const [state] = await upper.lookup([ana])
    expect([state!.version, state!.ageMs]).toEqual([2, 0])
  })

  it('with a bound of nothing asks each time', async () => {
    const { store, asked } = open({ maxStalenessMs: 0 })
    await Promise.all([store.lookup([ana]), store.lookup([ana])])
    await store.lookup([ana])
    expect(asked).toHaveLength(3)
  })

  it('asks once for all who ask at the same time, and only for those it does not know', async () => {
    const { store, asked } = open()
    await Promise.all([store.lookup([ana]), store.lookup([ana, ben]), store.lookup([ben, ana, ben])])
    expect(asked.map(({ ids }) => ids)).toEqual([['m-1'], ['m-2']])
  })

  it('asks through when it is told to, and keeps what it hears', async () => {
    const { inner, stands, asked } = open()
    inner.append(event('give', ana, 1))
    await stands()
    inner.append(event('withdraw', ana, 2))
    expect(await stands(ana, { fresh: true })).toBe('withdrawn')
    expect(await stands()).toBe('withdrawn')
    expect(asked.map(({ fresh }) => fresh)).toEqual([false, true])
  })

  it('knows at once what is appended through it, and an older answer under way is not kept', async () => {
    const { store, inner, stands, hold, release } = open()
    inner.append(event('give', ana, 1))
    hold()
    const older = store.lookup([ana])
    await Promise.resolve()
    const appended = await store.append!(event('withdraw', ana, 2))
    expect(appended).toEqual({ version: 2 })
    release()
    await older
    expect(await stands()).toBe('withdrawn')
  })

  it('does not let an answer that was asked for before overwrite one that was asked for after', async () => {
    const { store, inner, stands, hold, release } = open()
    inner.append(event('give', ana, 1))
    hold()
    const older = store.lookup([ana])
    await Promise.resolve()
    inner.append(event('withdraw', ana, 2))
    const newer = store.lookup([ana], { fresh: true })
    await Promise.resolve()
    release()
    await Promise.all([older, newer])
    expect(await stands()).toBe('withdrawn')
  })

  it('forgets one person, or all, when it is told or the store tells', async () => {
    const { store, stands, listeners, asked } = open()
    await Promise.all([stands(ana), stands(ben)])
    store.invalidate(ana)
    expect(store.size).toBe(1)
    store.invalidate()
    expect(store.size).toBe(0)
    await Promise.all([stands(ana), stands(ben)])
    listeners[0]!([ben])
    expect(store.size).toBe(1)
    listeners[0]!('all')
    expect(store.size).toBe(0)
    expect(asked).toHaveLength(4)
    await store.close!()
    expect(listeners).toEqual([])
  })

  it('serves what it holds while the store is down, for its bound, and then nothing', async () => {
    const { inner, stands, fail } = open({ maxStalenessMs: 1000 })
    inner.append(event('give', ana, 1))
    await stands()
    fail()
    vi.advanceTimersByTime(999)
    expect(await stands()).toBe('given')
    vi.advanceTimersByTime(1)
    await expect(stands()).rejects.toThrow()
    await expect(stands(ben)).rejects.toThrow()
  })

  it('holds so many people, and no more', async () => {
    const { store } = open({ maxPeople: 10 })
    for (let i = 0; i < 50; i++) await store.lookup([{ id: i, population: 'member' }])
    expect(store.size).toBe(10)
  })

  it('refuses a store that answers for somebody else', async () => {
    const store = cached(
      { name: 'liar', lookup: () => [{ person: ben, purposes: {} }] },
      { maxStalenessMs: 1 },
    )
    await expect(store.lookup([ana])).rejects.toMatchObject({ code: 'store_failed' })
    expect(store.size).toBe(0)
  })

  it('T18: refuses what is older than its bound, where the store will not be asked past its copies', async () => {
    const old: ConsentStore = {
      name: 'old',
      lookup: (people) => people.map((person) => ({ person, purposes: {}, ageMs: 2000 })),
    }
    expect((await cached(old, { maxStalenessMs: 5000 }).lookup([ana]))[0]!.ageMs).toBe(2000)
    await expect(cached(old, { maxStalenessMs: 1000 }).lookup([ana])).rejects.toMatchObject({
      code: 'store_failed',
    })
  })

  it.each<[string, unknown]>([
    ['no bound', {}],
    ['a bound that is none', { maxStalenessMs: Number.POSITIVE_INFINITY }],
    ['a negative bound', { maxStalenessMs: -1 }],
    ['nobody', { maxStalenessMs: 1, maxPeople: 0 }],
  ])('refuses options with %s', (_, options) => {
    expect(() => cached(memoryStore(), options as CachedOptions)).toThrow('`max')
  })

  it('of a store that only reads is one that only reads', () => {
    const store = cached({ name: 'read', lookup: () => [] }, { maxStalenessMs: 1 })
    expect([store.append, store.history, store.latest, store.subscribe]).toEqual(Array(4).fill(undefined))
  })
})
