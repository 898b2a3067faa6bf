import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { suggest } from '../../../src/core/catalog/name.js'

const PURPOSES = ['support', 'marketing', 'direct_mail', 'analytics']

describe('suggest', () => {
  it.each([
    ['suport', 'support'],
    ['supprot', 'support'],
    ['Support', 'support'],
    ['DIRECT_MAIL', 'direct_mail'],
    ['directmail', 'direct_mail'],
    ['ｓupport', 'support'],
    ['analitycs', 'analytics'],
  ])('takes `%s` for `%s`', (typed, meant) => {
    expect(suggest(typed, PURPOSES)).toBe(meant)
  })

  it.each(['', 'x', 'billing', 'toString', '__proto__', '利用目的'])(
    'has no idea what `%s` is meant to be',
    (typed) => {
      expect(suggest(typed, PURPOSES)).toBeUndefined()
    },
  )

  it('chooses the closest, and the first of equals', () => {
    expect(suggest('mask', ['task', 'masks', 'mark'])).toBe('task')
    expect(suggest('marketin', ['marking', 'marketing'])).toBe('marketing')
  })

  it('does not suggest a name that shares no character', () => {
    expect(suggest('ab', ['xy'])).toBeUndefined()
  })

  it('finds nothing among nothing', () => {
    expect(suggest('support', [])).toBeUndefined()
  })

  it('gives up at once on a name that is too long to be one', () => {
    expect(suggest('support'.repeat(1_000_000), PURPOSES)).toBeUndefined()
  })

  it('undoes any single edit of a name of three characters or more', () => {
    const name = fc.stringMatching(/^[a-z]{3,12}$/)
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (name, at, edit) => {
        const i = at % (name.length - 1)
        const tail = {
          drop: name.slice(i + 1),
          double: name[i] + name.slice(i),
          swap: name[i + 1]! + name[i] + name.slice(i + 2),
        }
        expect(suggest(name.slice(0, i) + tail[edit], [name])).toBe(name)
      }),
    )
  })
})
