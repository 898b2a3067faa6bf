import { describe, expect, it } from 'vitest'
import { LEGAL_ITEMS } from '../../../src/core/catalog/legal-item.js'
import { base, catalog, withPurpose, wrong } from './held.js'

const reasons = { link: 'a', context: 'b', nature: 'c', consequences: 'd', safeguards: 'e' }

describe('a change of purpose', () => {
  const change = { purpose: 'gone', reasons, announced: '2026-11-01', effective: '2026-12-01' }

  it('is read with its reasons and dates', () => {
    expect(catalog(withPurpose({ compatibleWith: [change] })).purposes.get('extra')?.compatibleWith).toEqual([
      {
        purpose: 'gone',
        reasons,
        announced: Date.UTC(2026, 10, 1),
        effective: Date.UTC(2026, 11, 1),
        rule: '/purposes/extra/compatibleWith/0',
      },
    ])
  })

  it.each([
    [
      'a reason that is missing',
      [{ ...change, reasons: { ...reasons, safeguards: undefined } }],
      '/purposes/extra/compatibleWith/0/reasons/safeguards: expected a text, or `{ en, ja }`',
    ],
    [
      'an announcement after its effect',
      [{ ...change, announced: '2026-12-02' }],
      '/purposes/extra/compatibleWith/0/announced: a change is announced before it takes effect',
    ],
    [
      'a day that does not exist',
      [{ ...change, announced: '2026-02-30' }],
      '/purposes/extra/compatibleWith/0/announced: a date is RFC 3339 text such as `2027-03-31`',
    ],
    ['the same twice', [change, change], '/purposes/extra/compatibleWith/1/purpose: `gone` stands twice'],
    [
      'no name',
      [{ ...change, purpose: 'Gone!' }],
      '/purposes/extra/compatibleWith/0/purpose: a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters',
    ],
    ['nothing', [], '/purposes/extra/compatibleWith: expected a list of at least 1'],
  ])('refuses %s', (_, compatibleWith, said) => {
    expect(wrong(withPurpose({ compatibleWith: JSON.parse(JSON.stringify(compatibleWith)) }))).toEqual([said])
  })

  it('never grows out of what people consented to', () => {
    const { purposes } = withPurpose({ compatibleWith: [{ ...change, purpose: 'mail' }] })
    const mail = { title: 'Mail', basis: 'consent', uses: [] }
    expect(wrong({ ...base, purposes: { ...purposes, mail } })).toEqual([
      '/purposes/extra/compatibleWith/0/purpose: what people consented to for `mail` is asked for again: nothing is compatible with consent',
    ])
  })
})

describe('exceptions', () => {
  it('are listed items of law, in both languages', () => {
    const all = Object.keys(LEGAL_ITEMS)
    expect(catalog(withPurpose({ exceptions: all })).purposes.get('extra')?.exceptions).toEqual(new Set(all))
    expect(all).toHaveLength(16)
    expect(LEGAL_ITEMS.appi_18_3_2.article).toEqual({
      en: 'APPI Art. 18(3)(2)',
      ja: '個人情報保護法第18条第3項第2号',
    })
    for (const { article, title } of Object.values(LEGAL_ITEMS))
      for (const text of [article, title]) {
        expect(text).toEqual({
          en: expect.stringMatching(/^[\x20-\x7e]+$/),
          ja: expect.stringMatching(/[\u3040-\u9fff]/),
        })
      }
  })

  it.each(['appi_18_3_7', 'gdpr_6_1_a', 'police'])('refuses `%s`', (item) => {
    expect(wrong(withPurpose({ exceptions: [item] }))[0]).toMatch(
      /^\/purposes\/extra\/exceptions\/0: expected one of `appi_18_3_1`/,
    )
  })
})

describe('messages', () => {
  const purposes = (above: object, below: object) => ({
    ...base,
    purposes: {
      ...base.purposes,
      above: { title: 'Above', basis: 'consent', uses: [], ...above },
      middle: { title: 'Middle', basis: 'consent', uses: [], within: ['above'] },
      below: { title: 'Below', basis: 'contract', uses: [], within: ['middle'], ...below },
    },
  })

  it('what lies within marketing is never transactional', () => {
    expect(wrong(purposes({ message: 'marketing' }, { message: 'transactional' }))).toEqual([
      '/purposes/below/message: what lies within `above` is `marketing` and cannot be `transactional`',
    ])
    expect(wrong(purposes({ message: 'transactional' }, { message: 'transactional' }))).toEqual([])
    expect(catalog(purposes({}, { message: 'transactional' })).purposes.get('below')?.message).toBe(
      'transactional',
    )
  })

  it('marketing is sent to whom has agreed to it', () => {
    expect(wrong(withPurpose({ message: 'marketing' }))).toEqual([
      '/purposes/extra/message: marketing is sent to whom has agreed to it: its basis is `consent`',
    ])
    expect(wrong(withPurpose({ message: 'marketing', basis: 'consent' }))).toEqual([])
  })
})

describe('classes of data', () => {
  const STATUTORY =
    '`row.number` is `my_number`: only a purpose on the basis of `legal_obligation` uses it, and no consent widens that'
  const CARE =
    '`row.illness` is `special_care`: a purpose uses it on a basis in law, or on `consent` that `requires` `notice` and `method`'

  it('my_number serves statutory purposes alone, and consent never widens that', () => {
    const use = (basis: string) => wrong(withPurpose({ basis, uses: ['tax'], ...explicit(basis) }))
    for (const basis of ['consent', 'contract', 'vital_interests', 'public_task', 'legitimate_interests'])
      expect(use(basis)).toEqual([`/purposes/extra/uses/0: ${STATUTORY}`])
    expect(use('legal_obligation')).toEqual([])
  })

  it('special_care needs explicit consent, or a basis in law', () => {
    const use = (basis: string, more = {}) => wrong(withPurpose({ basis, uses: ['row.illness'], ...more }))
    for (const basis of ['contract', 'legitimate_interests', 'consent'])
      expect(use(basis)).toEqual([`/purposes/extra/uses/0: ${CARE}`])
    expect(use('consent', { requires: ['method'] })).toEqual([`/purposes/extra/uses/0: ${CARE}`])
    expect(use('consent', { requires: ['notice', 'method'] })).toEqual([])
    for (const basis of ['legal_obligation', 'vital_interests', 'public_task']) expect(use(basis)).toEqual([])
  })

  it('who uses a category uses what lies in it', () => {
    const categories = { ...base.categories, tax: { class: 'my_number', within: 'contact' } }
    const document = { ...withPurpose({ uses: ['contact'] }), categories }
    expect(wrong(document)).toEqual([`/purposes/extra/uses/0: ${STATUTORY}`])
  })

  const explicit = (basis: string) => (basis === 'consent' ? { requires: ['notice', 'method'] } : {})
})
