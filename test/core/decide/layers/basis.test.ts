import { describe, expect, it } from 'vitest'
import { agent, aiko, me, order, shop, shopWith } from '../../../shop.js'
import { denial, outcomes, verdict } from '../verdict.js'

const mailer = { ...agent, roles: ['mailer'] }
const mail = { purpose: 'direct_mail', actor: mailer, row: aiko }
const rule = '/purposes/direct_mail/basis'
/** Why direct mail is denied when this is what the person has said of it. */
const said = (entry: unknown, more: object = {}) =>
  denial(shop, mail, { consents: [{ person: me, purposes: { direct_mail: entry, ...more } }] })

describe('the basis layer: consent', () => {
  const yes = { via: 'direct_mail', terms: 2 }
  const no = (status: string) => ({ given: yes, stopped: [{ status, via: 'marketing' }] })

  it.each([
    ['nothing', undefined, 'consent_missing'],
    ['an entry that says nothing', {}, 'consent_missing'],
    ['a refusal', no('ConsentRefused'), 'consent_refused'],
    ['a withdrawal', no('ConsentWithdrawn'), 'consent_withdrawn'],
    ['a yes that has ended', { given: { ...yes, expiresAt: 0 } }, 'consent_expired'],
  ])('%s is no consent', (_, entry, reason) => {
    expect(said(entry)).toEqual([reason, rule])
  })

  it.each([
    ['a yes to earlier terms', { ...yes, terms: 1 }],
    ['a yes to terms that nobody wrote down', { via: 'direct_mail' }],
  ])('%s is outdated by the terms of the purpose', (_, given) => {
    expect(said({ given })).toEqual(['consent_outdated', '/purposes/direct_mail/terms'])
  })

  it('a yes to the current terms, or to later ones, is consent', () => {
    expect([said({ given: yes }), said({ given: { ...yes, terms: 3 } })]).toEqual([undefined, undefined])
  })

  it('ends with the millisecond at which it expires', () => {
    const consents = [{ person: me, purposes: { direct_mail: { given: { ...yes, expiresAt: 1000 } } } }]
    expect(denial(shop, mail, { consents, now: 999 })).toBeUndefined()
    expect(denial(shop, mail, { consents, now: 1000 })?.[0]).toBe('consent_expired')
  })

  it.each([
    ['a yes that is no object', { given: true }],
    ['terms that are no whole number', { given: { ...yes, terms: Number.NaN } }],
    ['terms in words', { given: { ...yes, terms: '2' } }],
    ['an end that is no time', { given: { ...yes, expiresAt: '2099-01-01' } }],
    ['an end that never comes', { given: { ...yes, expiresAt: Number.POSITIVE_INFINITY } }],
    ['an objection that is no list', { given: yes, objected: 'no' }],
    ['a restriction that is no list', { given: yes, restricted: { length: 0 } }],
    ['null', null],
  ])('%s cannot be read, so it is no yes', (_, entry) => {
    expect(said(entry)).toEqual(['consent_unavailable', rule])
  })

  it('what somebody else said, or the same id in another population, does not count', () => {
    for (const person of [
      { ...me, id: 'm-2' },
      { ...me, population: 'person' },
      { ...me, id: 1 },
    ])
      expect(
        denial(shop, mail, { consents: [{ person, purposes: { direct_mail: { given: yes } } }] })?.[0],
      ).toBe('consent_missing')
  })

  it('to a family is older than a purpose that came later, by either of two parents', () => {
    const policy = shopWith(({ purposes, roles }) => {
      purposes['partners'] = { ...purposes['marketing'], title: 'Partners' }
      purposes['gift'] = { ...purposes['direct_mail'], within: ['marketing', 'partners'] }
      roles['mailer'] = { ...roles['mailer'], purposes: ['gift'] }
    })
    const asked = (purposes: object) =>
      denial(policy, { ...mail, purpose: 'gift' }, { consents: [{ person: me, purposes }] })?.[0]
    for (const above of ['marketing', 'partners'])
      expect(asked({ [above]: { given: { via: above } } })).toBe('consent_predates_purpose')
    expect(asked({ marketing: { stopped: [{ status: 'ConsentWithdrawn', via: 'marketing' }] } })).toBe(
      'consent_missing',
    )
    expect(asked({ direct_mail: { given: { via: 'direct_mail', terms: 9 } } })).toBe('consent_missing')
    expect(asked({ gift: { given: { via: 'partners', terms: 2 } } })).toBeUndefined()
  })
})

describe('the basis layer: objection and restriction', () => {
  const entry = (more: object) => ({
    person: { population: 'member', id: 'm-1', tenant: 't-1' },
    purposes: more,
  })
  const on = (basis: string, more: object, stop: object) => {
    const policy = shopWith(({ purposes }) => {
      purposes['support'] = { ...purposes['support'], basis, ...more }
    })
    const given = { given: { via: 'support' }, ...stop }
    return denial(
      policy,
      { purpose: 'support', actor: agent, row: aiko },
      { consents: [entry({ support: given })] },
    )
  }

  it.each([
    ['consent', 'objected'],
    ['legitimate_interests', 'objected'],
    ['public_task', 'objected'],
    ['contract', undefined],
    ['legal_obligation', undefined],
    ['vital_interests', undefined],
  ])('an objection on the basis of %s: %s', (basis, reason) => {
    expect(on(basis, {}, { objected: ['support'] })?.[0]).toBe(reason)
  })

  it('an objection binds any basis where the purpose says so', () => {
    expect(on('contract', { objectable: true }, { objected: ['support'] })?.[0]).toBe('objected')
    expect(on('contract', { objectable: false }, { objected: ['support'] })).toBeUndefined()
  })

  it.each([
    'consent',
    'contract',
    'legal_obligation',
    'vital_interests',
    'public_task',
    'legitimate_interests',
  ])('a restriction binds the basis %s', (basis) => {
    expect(on(basis, {}, { restricted: ['support'] })).toEqual(['restricted', '/purposes/support/basis'])
  })
})

describe('the basis layer: whose data it is', () => {
  const restricted = (id: string, tenant?: string) => ({
    person: { population: 'member', id, ...(tenant && { tenant }) },
    purposes: { support: { restricted: ['support'] } },
  })

  it('all the people of a row must pass, and one no is enough', () => {
    const policy = shopWith(({ resources }) => {
      const subject = [
        { population: 'member', at: 'memberId' },
        { population: 'member', at: 'giftTo.personId' },
      ]
      resources['order'] = { ...resources['order'], subject }
      const fields = resources['order']['fields'] as { [path: string]: unknown }
      fields['giftTo.phone'] = 'contact'
    })
    const row = { ...order, giftTo: { personId: 'm-5', phone: '090' } }
    const asked = { purpose: 'support', actor: agent, resource: 'order', row }
    expect(denial(policy, asked)).toBeUndefined()
    for (const id of ['m-1', 'm-5'])
      expect(denial(policy, asked, { consents: [restricted(id)] })?.[0]).toBe('restricted')
    expect(denial(policy, asked, { consents: [restricted('m-6')] })).toBeUndefined()
    expect(denial(policy, { ...asked, row: order })?.[0]).toBe('subject_missing')
  })

  it('a field about somebody else asks that person, and nobody else does for it', () => {
    const row = { ...order, giftTo: { personId: 'm-5', phone: '090' } }
    const asked = { purpose: 'support', actor: agent, resource: 'order', row }
    const seen = (...consents: object[]) =>
      outcomes(verdict(shop, asked, { consents }), 'total', 'giftTo.phone')
    expect(seen()).toEqual(['clear', 'clear'])
    expect(seen(restricted('m-5'))).toEqual(['clear', 'hidden'])
    expect(denial(shop, asked, { consents: [restricted('m-1')] })?.[0]).toBe('restricted')
  })

  it('a field about somebody whom the row does not name is hidden alone', () => {
    const row = { ...order, giftTo: { personId: '', phone: '090' } }
    const { effect, fields } = verdict(shop, { purpose: 'support', actor: agent, resource: 'order', row })
    expect(effect).toBe('permit')
    expect(fields['giftTo.phone']).toMatchObject({ outcome: 'hidden', reason: 'subject_missing' })
  })
})
