import { describe, expect, it } from 'vitest'
import { bomb, revoked, SECRET } from './hostile.js'
import { open, outcome } from './open.js'
import { agent, subject } from './shop.js'

const says = ['give', 'renew', 'withdraw', 'refuse', 'object', 'restrict', 'lift'] as const
const tells = ['state', 'stateAt', 'history'] as const
const right = { subject, purposes: ['direct_mail'] }

const STATEMENTS: readonly [string, () => unknown][] = [
  ['nothing', () => undefined],
  ['text', () => 'c-1'],
  ['one that throws', () => bomb({ ...right }, 'subject')],
  ['one that was revoked', () => revoked(right)],
  ['a person that throws', () => ({ ...right, subject: bomb({ ...subject }, 'id') })],
  ['a person that is a list', () => ({ ...right, subject: ['c-1'] })],
  ['a person of no known population', () => ({ ...right, subject: { ...subject, population: '__proto__' } })],
  ['a tenant that is a list', () => ({ ...right, subject: { ...subject, tenant: ['t-1'] } })],
  ['purposes that were revoked', () => ({ ...right, purposes: revoked(['direct_mail']) })],
  ['purposes that throw', () => ({ ...right, purposes: bomb(['direct_mail'], '0') })],
  ['purposes that are text', () => ({ ...right, purposes: 'direct_mail' })],
  ['a purpose that is a list', () => ({ ...right, purposes: [['direct_mail']] })],
  ['a purpose that every object inherits', () => ({ ...right, purposes: ['constructor'] })],
  ['a purpose of no policy', () => ({ ...right, purposes: [SECRET] })],
  ['a term that throws', () => ({ ...right, expiresAt: bomb(new Date(), 'getTime') })],
  ['a term that is no time', () => ({ ...right, expiresAt: new Date(Number.NaN) })],
  ['a term that is text', () => ({ ...right, expiresAt: SECRET })],
  ['an actor that throws', () => ({ ...right, actor: bomb({ ...agent }, 'id') })],
  ['an actor that is nobody', () => ({ ...right, actor: null })],
  ['a method that is a text', () => ({ ...right, method: `by phone ${SECRET}` })],
  ['a version that is none', () => ({ ...right, version: { toString: () => '1' } })],
]

describe('what people are said to have said', () => {
  it.each(STATEMENTS)(
    'T30: %s in the place of a statement is refused, and nothing is told or kept',
    async (_, make) => {
      const { gate, records } = open()
      for (const say of says) {
        const error = await gate.consents[say](make()).then(
          () => undefined,
          (thrown) => thrown,
        )
        expect(error, say).toMatchObject({ code: 'input_invalid' })
        expect(`${error.message} ${error.stack}`).not.toContain(SECRET)
      }
      expect(records).toEqual([])
      expect(await gate.consents.history(subject)).toEqual([])
    },
  )

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['one that throws', () => bomb({}, 'id')],
    ['one that was revoked', () => revoked(subject)],
    ['a list', () => [subject]],
    ['NaN', () => Number.NaN],
  ])('T30: %s in the place of a person is refused', async (_, make) => {
    const { gate } = open()
    for (const tell of tells)
      expect(await outcome(() => gate.consents[tell](make(), 0)), tell).toBe('input_invalid')
  })

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['one statement', () => ({ ...right, action: 'give', at: 0 })],
    ['a list of nothing', () => [null]],
    ['a list that was revoked', () => revoked([])],
    ['a time that throws', () => [bomb({ ...right, action: 'give' }, 'at')]],
    ['an action that is none', () => [{ ...right, action: 'explode', at: 0 }]],
    ['an action that every object inherits', () => [{ ...right, action: 'constructor', at: 0 }]],
    ['an action that is a list', () => [{ ...right, action: ['give'], at: 0 }]],
    ['no action', () => [{ ...right, at: 0 }]],
  ])('T30: %s in the place of the past is refused whole, before anything is recorded', async (_, make) => {
    const { gate, records } = open()
    expect(await outcome(() => gate.consents.import(make()))).toBe('input_invalid')
    expect(records).toEqual([])
  })
})
