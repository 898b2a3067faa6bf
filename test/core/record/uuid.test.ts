import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createUuid } from '../../../src/core/record/uuid.js'

describe('createUuid', () => {
  it('gives version 7 of RFC 9562, time first', () => {
    const uuid = createUuid()(Date.UTC(2026, 10, 1))
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(uuid.replace('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 10, 1))
  })

  it('law: the order of making is the order of text, whatever the clock does', () => {
    const time = fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.double({ max: 2 ** 47 }),
      fc.maxSafeNat().map((n) => n % 2 ** 47),
    )
    fc.assert(
      fc.property(fc.array(time, { maxLength: 50 }), (times) => {
        const uuid = createUuid()
        const made = times.map(uuid)
        expect(made.toSorted()).toEqual(made)
        expect(new Set(made).size).toBe(made.length)
      }),
    )
  })

  it('stays in order through more than a millisecond can count', () => {
    const uuid = createUuid()
    const made = Array.from({ length: 20_000 }, () => uuid(1_800_000_000_000))
    expect(made.toSorted()).toEqual(made)
    expect(new Set(made).size).toBe(made.length)
  })

  it('keeps its form at the end of time', () => {
    const uuid = createUuid()
    for (let i = 0; i < 5000; i++)
      if (uuid(Number.POSITIVE_INFINITY).length !== 36) throw new Error('too long')
  })
})
