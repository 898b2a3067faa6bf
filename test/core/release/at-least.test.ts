import { describe, expect, it } from 'vitest'
import type { ConsentState, ConsentStore } from '../../../src/index.js'
import { cached } from '../../../src/stores/cached.js'
import { memoryStore } from '../../../src/stores/memory.js'
import { testGate } from '../../../src/testing/index.js'
import { aiko, shop } from '../../shop.js'

const subject = { id: 'm-1', population: 'member', tenant: 't-1' } as const
const actor = { id: 'n-1', roles: ['mailer'], tenant: 't-1' } as const
const purposes = ['direct_mail'] as const
const keys = { current: 'k2', k1: new Uint8Array(32).fill(1), k2: new Uint8Array(32).fill(2) }

function open(consents: ConsentStore, options: object = {}) {
  const { gate } = testGate({ policy: shop, consents, keys, ...options } as never) as ReturnType<
    typeof testGate<typeof shop>
  >
  const read = (atLeast?: string | readonly string[]) =>
    gate
      .for('direct_mail', { actor, ...(atLeast !== undefined && { atLeast }) })
      .read('member', aiko)
      .then(
        () => 'shown',
        (error: { reason: string }) => error.reason,
      )
  return { gate, read, consents: gate.consents }
}

/** A store whose plain answers stay what they were, as a replica that never catches up. */
function lagging(source = memoryStore()): ConsentStore & { fresh: number } {
  const seen = new Map<unknown, ConsentState>()
  const store = {
    ...source,
    fresh: 0,
    lookup(people: Parameters<ConsentStore['lookup']>[0], options?: { readonly fresh?: boolean }) {
      if (options?.fresh) {
        store.fresh++
        return source.lookup(people)
      }
      return source.lookup(people).map((state) => {
        const first = seen.get(state.person.id) ?? { ...state, ageMs: 60_000 }
        seen.set(state.person.id, first)
        return { ...first, person: state.person }
      })
    },
  }
  return store
}

describe('what is said through a gate', () => {
  it('is known to its next read, though the store answers with old copies', async () => {
    const { consents, read } = open(lagging())
    expect(await read()).toBe('consent_missing')
    await consents.give({ subject, purposes })
    expect(await read()).toBe('shown')
    await consents.withdraw({ subject, purposes })
    expect(await read()).toBe('consent_withdrawn')
  })

  it('is known by time where the store has no versions', async () => {
    const source = memoryStore()
    const bare = (states: readonly ConsentState[]) => states.map(({ version: _, ...state }) => state)
    const { consents, read } = open({
      name: 'bare',
      append: (event) => void source.append(event),
      lookup: (people, options) =>
        bare(
          options?.fresh
            ? source.lookup(people)
            : people.map((person) => ({ person, purposes: {}, ageMs: 60_000 })),
        ),
    })
    await consents.give({ subject, purposes })
    expect(await read()).toBe('shown')
  })

  it('is not read past, where a store that is asked past its copies still answers with an old one', async () => {
    const old = lagging()
    const { consents, read } = open({ ...old, lookup: (people) => old.lookup(people) })
    await read()
    await consents.give({ subject, purposes })
    expect(await read()).toBe('consent_unavailable')
  })

  it('is known to a cache in front of the store', async () => {
    const { consents, read } = open(cached(memoryStore(), { maxStalenessMs: 60_000 }))
    await consents.give({ subject, purposes })
    expect(await read()).toBe('shown')
    await consents.withdraw({ subject, purposes })
    expect(await read()).toBe('consent_withdrawn')
  })
})

describe('the record of a read', () => {
  it('says as of when the consent was known: a copy is as old as it says', async () => {
    const aged: ConsentStore = {
      name: 'aged',
      lookup: (people) => people.map((person) => ({ person, purposes: {}, ageMs: 60_000 })),
    }
    const { gate, records } = testGate({ policy: shop, consents: aged, now: '2026-03-01T00:01:00Z' } as never)
    await gate
      .for('direct_mail' as never, { actor } as never)
      .read('member' as never, aiko as never)
      .catch(() => {})
    expect(records.at(-1)?.consent?.asOf).toBe('2026-03-01T00:00:00.000Z')
  })
})

describe('atLeast', () => {
  it('makes another process read what the token stands for', async () => {
    const source = memoryStore()
    const here = open(source)
    const elsewhere = open(lagging(source))
    await here.consents.give({ subject, purposes })
    expect(await elsewhere.read()).toBe('shown')
    const token = await here.consents.withdraw({ subject, purposes })
    // without the token it is the copy that answers
    expect(await elsewhere.read()).toBe('shown')
    expect(await elsewhere.read(token)).toBe('consent_withdrawn')
    expect(await elsewhere.read([token])).toBe('consent_withdrawn')
  })

  it('of somebody else asks for nothing more', async () => {
    const store = lagging()
    const { consents, read } = open(store)
    await read()
    const token = await consents.give({ subject: { ...subject, tenant: 't-2' }, purposes })
    expect(await read(token)).toBe('consent_missing')
    expect(store.fresh).toBe(0)
  })

  it('denies where the store cannot show that it is as new', async () => {
    const token = await open(memoryStore()).consents.give({ subject, purposes })
    expect(await open(memoryStore()).read(token)).toBe('consent_unavailable')
    const unversioned = open({
      name: 'unversioned',
      lookup: (people) => people.map((person) => ({ person, purposes: {} })),
      append: () => {},
    })
    expect(await unversioned.read(await unversioned.consents.give({ subject, purposes }))).toBe(
      'consent_unavailable',
    )
  })

  it('is read under a key that was current when it was given', async () => {
    const store = memoryStore()
    const token = await open(store, { keys: { ...keys, current: 'k1' } }).consents.give({ subject, purposes })
    expect(await open(store).read(token)).toBe('shown')
  })

  it.each<[string, (token: string) => unknown]>([
    ['changed by one letter', (token) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
    ['cut short', (token) => token.slice(0, -4)],
    ['under a key that nobody has', (token) => token.replace('.k2.', '.k9.')],
    ['under another key', (token) => token.replace('.k2.', '.k1.')],
    ['of another type', () => 7],
    ['empty', () => ''],
    ['among good ones', (token) => [token, null]],
    ['too many', (token) => Array(101).fill(token)],
  ])('%s is refused as malformed, and denies', async (_, change) => {
    const { consents, read } = open(memoryStore())
    const token = await consents.give({ subject, purposes })
    expect(await read(change(token) as string)).toBe('input_invalid')
  })

  it('of other keys is refused', async () => {
    const token = await open(memoryStore(), {
      keys: { current: 'k2', k2: new Uint8Array(32).fill(9) },
    }).consents.give({
      subject,
      purposes,
    })
    expect(await open(memoryStore()).read(token)).toBe('input_invalid')
  })

  it('tells a stranger nothing: two of one person have nothing in common, and none names anybody', async () => {
    const { consents } = open(memoryStore())
    const tokens = [
      await consents.give({ subject, purposes }),
      await consents.withdraw({ subject, purposes }),
    ]
    const [one, two] = tokens.map((token) =>
      atob(token!.split('.')[2]!.replaceAll('-', '+').replaceAll('_', '/')),
    )
    const alike = [...one!].filter((char, i) => char === two![i]).length
    expect(alike).toBeLessThan(8)
    for (const bytes of [one, two]) expect(bytes).not.toContain('m-1')
  })
})
