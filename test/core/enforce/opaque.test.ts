import { definePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const policy = definePolicy({
  name: 'opaque',
  version: '1',
  categories: ['behaviour'],
  resources: {
    row: {
      schema: z.object({ id: z.string(), data: z.unknown() }),
      subject: 'id',
      fields: { id: 'key', data: 'behaviour' },
    },
  },
  purposes: {
    support: { title: 'Support', basis: 'contract', uses: ['behaviour'] },
    study: { title: 'Study', basis: 'contract', uses: [{ of: 'behaviour', at: 'masked' }] },
  },
  roles: { clerk: { purposes: ['support', 'study'], sees: { behaviour: 'clear' } } },
})
const shown = async (data: unknown, purpose: 'support' | 'study' = 'support') => {
  const access = testGate({ policy }).gate.for(purpose, { actor: { id: 'c', roles: ['clerk'] } })
  return (await access.read('row', { id: 'r', data })) as { readonly data?: unknown }
}

describe('a leaf that no schema describes', () => {
  it('is copied as plain data, and shares nothing with the row', async () => {
    const data = { a: [1, 'x', true, null, 10n, { at: new Date(5) }], empty: {} }
    const view = await shown(data)
    expect(view.data).toEqual(data)
    const copy = view.data as typeof data
    expect(copy).not.toBe(data)
    expect(copy.a).not.toBe(data.a)
    expect((copy.a[5] as { at: Date }).at).not.toBe((data.a[5] as { at: Date }).at)
  })

  it('is shown as one or not at all: what would be masked is absent', async () => {
    const view = await shown({ secret: 'x' }, 'study').catch((error: { reason: string }) => error.reason)
    expect(view).toEqual({ id: 'r' })
  })

  it.each([
    ['a function', () => 'secret'],
    ['a symbol', Symbol('secret')],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['bytes', new Uint8Array(4)],
    ['a URL', new URL('https://example.com')],
    ['an error', new Error('secret')],
    ['a promise', Promise.resolve(1)],
    ['an instance of a class', new (class Secret {})()],
    ['NaN', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['a date that is none', new Date(Number.NaN)],
    [
      'a getter that throws',
      {
        get a(): never {
          throw new Error('secret')
        },
      },
    ],
  ])('does not let %s out, on top or below, and the error holds nothing of it', async (_, value) => {
    for (const data of [value, [value], { below: { value } }]) {
      const error: unknown = await shown(data).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ reason: 'row_invalid', rule: '/resources/row/schema/data' })
      expect(String(error)).not.toContain('secret')
    }
  })

  it('neither hangs nor overflows on what has no end', async () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    let deep: unknown = 'end'
    for (let i = 0; i < 100_000; i++) deep = { deep }
    for (const data of [cycle, deep, Array.from({ length: 100_001 }, () => 0), new Array(2 ** 32 - 1)])
      await expect(shown(data)).rejects.toMatchObject({ reason: 'row_invalid' })
  })

  it('goes 64 levels deep, and no deeper', async () => {
    const nested = (levels: number): unknown => (levels === 0 ? 'end' : [nested(levels - 1)])
    await expect(shown(nested(64))).resolves.toHaveProperty('data')
    await expect(shown(nested(65))).rejects.toMatchObject({ reason: 'row_invalid' })
  })

  it('never takes a prototype from the data, and never a `toJSON`', async () => {
    const view = await shown(JSON.parse('{"__proto__":{"admin":true},"a":1}'))
    expect(view.data).toEqual({ a: 1 })
    expect((view.data as { admin?: unknown }).admin).toBeUndefined()
    expect(Object.getPrototypeOf(view.data)).toBe(Object.prototype)
    await expect(shown({ toJSON: () => 'x' })).rejects.toMatchObject({ reason: 'row_invalid' })
  })
})
