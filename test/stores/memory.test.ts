import { describe, expect, it } from 'vitest'
import { type ConsentEvent, isPurposeboundError, type Person } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { consentStoreSuite } from '../../src/testing/index.js'
import { event, folded } from './said.js'

describe('memoryStore', () => {
  it.each(
    consentStoreSuite((events) => {
      const store = memoryStore()
      events.forEach(store.append)
      return store
    }),
  )('$name', ({ run }) => run())

  it('echoes the very person asked for', () => {
    const person = member('m-1')
    expect(memoryStore().lookup([person])[0]!.person).toBe(person)
  })

  it('counts the people who said something', () => {
    const store = memoryStore()
    expect(store.size).toBe(0)
    store.append(event('give', member('m-1'), 1))
    store.append(event('withdraw', member('m-1'), 2))
    store.append(event('give', member('m-2'), 3))
    store.lookup([member('m-3')])
    store.history(member('m-4'))
    expect(store.size).toBe(2)
  })

  it('answers for very many at once, each for themselves, also for those whom nobody knows or whose id is none', () => {
    const store = memoryStore()
    const people = Array.from({ length: 1_000 }, (_, i) => member(i % 3 ? `m-${i}` : i))
    for (const [i, person] of people.entries())
      if (i % 2) store.append(event('give', person, 1, ['mail'], { expiresAt: i % 7 ? i : 9 }))
    const asked = people.flatMap((person) => [
      person,
      member(Symbol('none') as never),
      member(String(person.id)),
    ])
    for (const [i, state] of store.lookup(asked).entries()) {
      const at = Math.floor(i / 3)
      const isKnown = at % 2 === 1 && (i % 3 === 0 || (i % 3 === 2 && at % 3 !== 0))
      expect(state.person).toBe(asked[i])
      expect(state.version).toBe(isKnown ? 1 : 0)
      expect(state.purposes['mail']?.given?.expiresAt).toBe(isKnown ? (at % 7 ? at : 9) : undefined)
    }
  })

  it('shares one frozen state among people who said the same', () => {
    const store = memoryStore()
    for (const id of ['m-1', 'm-2']) store.append(event('give', member(id), 1, ['mail'], { version: 'v1' }))
    const [one, two] = store.lookup([member('m-1'), member('m-2')])
    expect(two!.purposes).toBe(one!.purposes)
    expect(Object.isFrozen(one!.purposes['mail']!.given)).toBe(true)
  })

  it('keeps as many times as a person has', () => {
    const events = [
      event('give', member('m-1'), 1, ['mail', 'sms'], { expiresAt: 10 }),
      event('give', member('m-1'), 2, ['calls'], { expiresAt: 8.64e15 }),
      event('renew', member('m-1'), 3, ['sms'], { expiresAt: -30 }),
      event('give', member('m-1'), 4, ['ads']),
      event('give', member('m-1'), 5, ['mail', 'sms', 'calls'], { expiresAt: 10 }),
    ]
    const store = memoryStore()
    for (const [i, each] of events.entries()) {
      store.append(each)
      expect(store.lookup([member('m-1')])[0]!.purposes).toEqual(folded(events.slice(0, i + 1)))
    }
    expect(store.history(member('m-1'))).toEqual(events)
  })

  it('keeps all that somebody says who says very much', () => {
    const store = memoryStore()
    const events = Array.from({ length: 20_000 }, (_, i) =>
      event(i % 2 ? 'give' : 'withdraw', member('m-1'), i),
    )
    for (const each of [...events, ...events]) store.append(each)
    expect(store.history(member('m-1'))).toHaveLength(events.length)
  })

  it.each<[string, object]>([
    ['id', { id: '' }],
    ['action', { action: 'constructor' }],
    ['person', { person: { id: Number.NaN, population: 'member' } }],
    ['at', { at: Number.NaN }],
    ['purposes', { purposes: 'mail' }],
    ['purpose', { purposes: [{ purpose: '__proto__', via: 'mail' }] }],
    ['via', { purposes: [{ purpose: 'mail', via: '' }] }],
    ['terms', { purposes: [{ purpose: 'mail', via: 'mail', terms: '2' }] }],
    ['expiresAt', { expiresAt: new Date() }],
    ['version', { version: 1 }],
    ['method', { method: {} }],
    ['method', { method: 'deemed' }],
    ['recipients', { recipients: [''] }],
    ['notice.sha256', { notice: { sha256: 'AB', language: 'ja' } }],
    ['notice.language', { notice: { sha256: 'a'.repeat(64), language: 'ja_JP' } }],
    ['jurisdiction', { jurisdiction: 'jp' }],
    ['proof', { proof: {} }],
    ['proof.sha256', { proof: { sha256: 'the proof itself' } }],
    ['guardian.id', { guardian: { id: '', relation: 'parent' } }],
    ['guardian.relation', { guardian: { id: 'm-9', relation: '\ud800' } }],
    ['version', { version: 'a\0b' }],
    ['id', { id: 'é' }],
    ['at', { at: 0.5 }],
    ['expiresAt', { expiresAt: 8.64e15 + 1 }],
  ])('refuses an event with a wrong `%s`, and keeps nothing of it', (field, wrong) => {
    const store = memoryStore()
    const malformed = { ...event('give', member('m-secret'), 1), ...wrong } as ConsentEvent
    expect(() => store.append(malformed)).toThrow(`\`${field}\``)
    try {
      store.append(malformed)
    } catch (error) {
      expect(isPurposeboundError(error) && error.code).toBe('input_invalid')
      expect(String(error)).not.toContain('secret')
    }
    expect(store.size).toBe(0)
  })
})

function member(id: Person['id']): Person {
  return { id, population: 'member' }
}
