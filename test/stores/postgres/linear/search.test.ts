import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Deed, unexplained } from './register.js'
import { isLinearizable, type Step } from './search.js'

const NEVER = Number.POSITIVE_INFINITY
const write = (from: number, to: number, value: number): Step<number> => ({ from, to, apply: () => value })
const read = (from: number, to: number, value: number): Step<number> => ({
  from,
  to,
  apply: (state) => (state === value ? state : undefined),
})

describe('the search for an order', () => {
  it.each<[string, Step<number>[]]>([
    ['nothing', []],
    ['one after the other', [write(0, 1, 1), read(2, 3, 1), write(4, 5, 2), read(6, 7, 2)]],
    ['a read beside a write that saw what was before', [write(0, 9, 1), read(1, 2, 0)]],
    ['a read beside a write that saw it', [write(0, 9, 1), read(1, 2, 1)]],
    [
      'two writes at once, seen in the order in which they ended last',
      [write(0, 9, 1), write(0, 5, 2), read(10, 11, 1)],
    ],
    [
      'a write of which nobody knows, and which was seen later',
      [write(0, NEVER, 1), read(5, 6, 0), read(7, 8, 1)],
    ],
    ['a write of which nobody knows, and which never was', [write(0, NEVER, 1), read(5, 6, 0)]],
  ])('finds one for %s', (_, steps) => {
    expect(isLinearizable(steps, 0)).toBe(true)
  })

  it.each<[string, Step<number>[]]>([
    ['a read that is older than a write that had ended', [write(0, 1, 1), read(2, 3, 0)]],
    ['a read that is older than another read', [write(0, 9, 1), read(1, 2, 1), read(3, 4, 0)]],
    ['a value that nobody wrote', [write(0, 9, 1), read(1, 2, 3)]],
    ['a value that comes back', [write(0, 1, 1), write(2, 3, 2), read(4, 5, 1)]],
    ['a value that is seen before it is written', [read(0, 1, 1), write(2, 3, 1)]],
    ['two that saw two writes in two orders', [write(0, 5, 1), write(0, 5, 2), read(6, 7, 1), read(8, 9, 2)]],
    ['a write of which nobody knows that undoes itself', [write(0, NEVER, 1), read(1, 2, 1), read(3, 4, 0)]],
  ])('finds none for %s', (_, steps) => {
    expect(isLinearizable(steps, 0)).toBe(false)
  })

  const interval = fc.tuple(fc.nat(12), fc.nat(12)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

  it('law: what did happen in some order is always explained', () => {
    const happened = fc.array(
      fc.record({
        at: fc.nat(1000),
        before: fc.nat(300),
        after: fc.nat(300),
        value: fc.integer({ min: -2, max: 3 }),
      }),
      { maxLength: 120 },
    )
    fc.assert(
      fc.property(happened, (calls) => {
        let state = 0
        const steps = calls
          .map((call, i) => ({ ...call, at: call.at + i / 1000 }))
          .sort((a, b) => a.at - b.at)
          .map(({ at, before, after, value }) => {
            if (value <= 0) return read(at - before, at + after, state)
            state = value
            return write(at - before, at + after, value)
          })
        expect(isLinearizable(steps, 0)).toBe(true)
      }),
    )
  })

  it('law: it says what trying every order says', () => {
    const step = fc
      .tuple(interval, fc.boolean(), fc.nat(2))
      .map(([[from, to], writes, value]) => (writes ? write(from, to, value) : read(from, to, value)))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        expect(isLinearizable(steps, 0)).toBe(everyOrder(steps, 0))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what was said and read', () => {
  const deed = (came: string, from: number, to: number | null, id = 'm-1'): Deed => ({ id, came, from, to })
  const given = [deed('consent_missing', 0, 1), deed('give', 2, 3), deed('shown', 4, 5)]

  it('is explained where the last that was said is read, each person by themselves', () => {
    const other = [deed('give', 0, 1, 'm-2'), deed('shown', 8, 9, 'm-2')]
    const unknown = [deed('withdraw', 6, null), deed('consent_unavailable', 6, 9), deed('shown', 7, 8)]
    expect(unexplained([...given, ...other, ...unknown, deed('consent_withdrawn', 10, 11)])).toEqual([])
  })

  it('is not where somebody reads what had been taken back, or what nobody said', () => {
    const stale = [...given, deed('withdraw', 6, 7), deed('shown', 8, 9)]
    expect(unexplained([...stale, deed('consent_withdrawn', 0, 1, 'm-2')])).toEqual(['m-1', 'm-2'])
  })
})

function everyOrder(steps: readonly Step<number>[], state: number): boolean {
  return (
    steps.length === 0 ||
    steps.some((step, i) => {
      const rest = steps.filter((_, j) => j !== i)
      const next = step.apply(state)
      return next !== undefined && rest.every(({ to }) => to >= step.from) && everyOrder(rest, next)
    })
  )
}
