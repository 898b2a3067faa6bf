import { describe, expect, it } from 'vitest'
import type { ConsentAction, ConsentEvent, ConsentState } from '../../../src/core/decide/consent.js'
import { foldConsent } from '../../../src/core/decide/fold-consent.js'

// marketing and analytics both lie above direct_mail
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  marketing: ['marketing', 'direct_mail', 'sms'],
  analytics: ['analytics', 'direct_mail'],
  direct_mail: ['direct_mail'],
  sms: ['sms'],
}

describe('foldConsent', () => {
  it('keeps of a yes what it was said to', () => {
    const event = { ...say('give', 'direct_mail'), expiresAt: 9, version: 'v1' }
    const state = foldConsent(
      {},
      { ...event, purposes: [{ purpose: 'direct_mail', via: 'direct_mail', terms: 2 }] },
    )
    expect(state).toEqual({
      direct_mail: { given: { via: 'direct_mail', terms: 2, expiresAt: 9, version: 'v1' } },
    })
    expect(foldConsent(state, say('renew', 'direct_mail'))).toEqual({
      direct_mail: { given: { via: 'direct_mail', renewed: true } },
    })
  })

  it('is renewed only where there was a yes that nobody took back, expired or not', () => {
    const renewed = (...events: ConsentEvent[]) =>
      events.reduce<ConsentState['purposes']>(foldConsent, {})['direct_mail']?.given?.renewed ?? false
    const renew = say('renew', 'direct_mail')
    const give = say('give', 'direct_mail')
    expect(renewed(renew)).toBe(false)
    expect(renewed(say('refuse', 'direct_mail'), renew)).toBe(false)
    expect(renewed(give, say('withdraw', 'direct_mail'), renew)).toBe(false)
    expect(renewed(say('object', 'direct_mail'), renew)).toBe(false)
    expect(renewed({ ...give, expiresAt: 0 }, renew)).toBe(true)
    expect(renewed(say('give', 'marketing'), renew)).toBe(true)
    expect(renewed(renew, renew)).toBe(true)
    // said of itself and of a purpose above at once
    const [own] = give.purposes
    expect(
      renewed({ ...say('renew', 'marketing'), purposes: [...say('renew', 'marketing').purposes, own!] }),
    ).toBe(false)
  })

  it('a no named at a descendant stays until that descendant is given again', () => {
    const no = [say('give', 'marketing'), say('withdraw', 'direct_mail'), say('give', 'marketing')]
    expect(stopped(no, 'direct_mail')).toEqual([{ status: 'ConsentWithdrawn', via: 'direct_mail' }])
    expect(stopped(no, 'sms')).toBeUndefined()
    expect(stopped([...no, say('give', 'direct_mail')], 'direct_mail')).toBeUndefined()
  })

  it('a no via another parent stays until that parent or the child is given', () => {
    const no = [say('give', 'marketing'), say('refuse', 'analytics'), say('give', 'marketing')]
    expect(stopped(no, 'direct_mail')).toEqual([{ status: 'ConsentRefused', via: 'analytics' }])
    expect(stopped([...no, say('give', 'analytics')], 'direct_mail')).toBeUndefined()
    expect(stopped([...no, say('renew', 'direct_mail')], 'direct_mail')).toBeUndefined()
  })

  it('a no at a parent falls with a yes to the child, for the child alone', () => {
    const events = [say('withdraw', 'marketing'), say('give', 'direct_mail')]
    expect(stopped(events, 'direct_mail')).toBeUndefined()
    expect(stopped(events, 'marketing')).toHaveLength(1)
    expect(stopped(events, 'sms')).toHaveLength(1)
  })

  it('puts the latest no last', () => {
    const events = [
      say('withdraw', 'marketing'),
      say('refuse', 'analytics'),
      say('withdraw', 'direct_mail'),
      say('refuse', 'marketing'),
    ]
    expect(stopped(events, 'direct_mail')).toEqual([
      { status: 'ConsentRefused', via: 'analytics' },
      { status: 'ConsentWithdrawn', via: 'direct_mail' },
      { status: 'ConsentRefused', via: 'marketing' },
    ])
  })

  it('lets an event name a purpose twice, by itself and from above', () => {
    const both = say('withdraw', 'marketing', 'analytics')
    expect(stopped([both, say('give', 'analytics')], 'direct_mail')).toEqual([
      { status: 'ConsentWithdrawn', via: 'marketing' },
    ])
    for (const named of [
      ['direct_mail', 'marketing'],
      ['marketing', 'direct_mail'],
    ]) {
      expect(stopped([say('withdraw', 'analytics'), say('give', ...named)], 'direct_mail')).toBeUndefined()
    }
  })

  it('ends objection and restriction by `lift`, where they were named or at the purpose itself', () => {
    const said = [say('object', 'marketing'), say('restrict', 'marketing'), say('object', 'direct_mail')]
    expect(fold([...said, say('lift', 'marketing')])).toEqual({
      marketing: {},
      sms: {},
      direct_mail: { objected: ['direct_mail'] },
    })
    expect(fold([...said, say('lift', 'direct_mail')])['direct_mail']).toEqual({})
    expect(fold([...said, say('give', 'marketing')])['direct_mail']).toMatchObject({
      objected: ['marketing', 'direct_mail'],
      restricted: ['marketing'],
    })
  })

  it('takes names of Object.prototype for names', () => {
    const [{ purposes: _, ...event }] = [say('give', 'sms')]
    const state = foldConsent({}, { ...event, purposes: [{ purpose: 'constructor', via: 'constructor' }] })
    expect(Object.keys(state)).toEqual(['constructor'])
    expect(state['constructor']).toEqual({ given: { via: 'constructor' } })
  })

  it('answers frozen, through and through', () => {
    const state = fold([say('give', 'marketing'), say('withdraw', 'marketing'), say('object', 'marketing')])
    const parts = [
      state,
      state['sms'],
      state['sms']!.given,
      state['sms']!.stopped,
      state['sms']!.stopped![0],
      state['sms']!.objected,
    ]
    expect(parts.every(Object.isFrozen)).toBe(true)
  })
})

function say(action: ConsentAction, ...named: readonly string[]): ConsentEvent {
  const purposes = named.flatMap((via) => FAMILIES[via]!.map((purpose) => ({ purpose, via })))
  return { id: 'e-1', action, person: { id: 'm-1', population: 'person' }, at: 0, purposes }
}

function fold(events: readonly ConsentEvent[]): ConsentState['purposes'] {
  return events.reduce<ConsentState['purposes']>(foldConsent, {})
}

function stopped(events: readonly ConsentEvent[], purpose: string) {
  return fold(events)[purpose]!.stopped
}
