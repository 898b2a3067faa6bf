import { describe, expect, it } from 'vitest'
import { Fillings } from '../../../src/stores/packed/fillings.js'
import type { Shape } from '../../../src/stores/packed/states.js'

const shape = (address: number, via: string): Shape => ({
  address,
  purposes: { mail: { given: { via, expiresAt: 0 } } },
  count: 1,
})
const filled = (via: string, expiresAt: number) => ({ mail: { given: { via, expiresAt } } })

describe('Fillings', () => {
  it('share and freeze what comes again, and nothing that came once', () => {
    const fillings = new Fillings()
    const mail = shape(1, 'mail')
    const once = fillings.get(mail, 7)
    const [again, thrice] = [fillings.get(mail, 7), fillings.get(mail, 7)]
    expect([once, again, thrice]).toEqual(Array(3).fill(filled('mail', 7)))
    expect(thrice).toBe(again)
    expect([Object.isFrozen(once), Object.isFrozen(again['mail']?.given)]).toEqual([false, true])
  })

  it('tell apart two that leave the same mark', () => {
    const fillings = new Fillings()
    const [mail, ads] = [shape(2, 'mail'), shape(4, 'ads')]
    for (let i = 0; i < 4; i++) {
      expect(fillings.get(mail, 10)).toEqual(filled('mail', 10))
      expect(fillings.get(ads, 9)).toEqual(filled('ads', 9))
    }
  })

  it('are right whatever comes in between', () => {
    const fillings = new Fillings()
    const shapes = Array.from({ length: 9 }, (_, i) => shape(i, `purpose${i}`))
    for (let i = 0; i < 50_000; i++) {
      const [at, time] = [(i * 7) % 9, (i * 31) % 400]
      const { given } = fillings.get(shapes[at]!, time)['mail']!
      if (given?.via !== `purpose${at}` || given.expiresAt !== time) expect.unreachable(`${at} at ${time}`)
    }
  })
})
