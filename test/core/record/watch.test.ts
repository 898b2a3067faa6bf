import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Window } from '../../../src/core/record/window.js'

describe('a window', () => {
  it('never counts too little, and nothing that is older than a tenth more than it', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(3000), fc.integer({ min: 1, max: 5 })))
    fc.assert(
      fc.property(steps, (counts) => {
        const window = new Window(10_000)
        const past: { key: string; time: number; n: number }[] = []
        let time = 0
        for (const [key, passed, n] of counts) {
          time += passed
          past.push({ key, time, n })
          const since = (age: number) =>
            past
              .filter((each) => each.key === key && each.time > time - age)
              .reduce((sum, each) => sum + each.n, 0)
          const { count } = window.add(key, n, time)
          expect(count).toBeGreaterThanOrEqual(since(10_000))
          expect(count).toBeLessThanOrEqual(since(11_000))
        }
      }),
    )
  })

  it('counts those that find no room together, and gives room again in time', () => {
    const window = new Window(10_000, 2)
    window.add('a', 1, 0)
    window.add('b', 1, 0)
    expect(window.add('c', 1, 0)).toEqual({ count: 1, shared: true })
    expect(window.add('d', 1, 0)).toEqual({ count: 2, shared: true })
    expect(window.add('a', 1, 0)).toEqual({ count: 2, shared: false })
    expect(window.add('e', 1, 20_000)).toEqual({ count: 1, shared: false })
  })

  it('begins anew for a key whose count was told', () => {
    const window = new Window(10_000)
    window.add('a', 5, 0)
    window.add('b', 5, 0)
    window.reset('a')
    expect(window.add('a', 1, 0).count).toBe(1)
    expect(window.add('b', 1, 0).count).toBe(6)
  })
})
