import { describe, expect, it } from 'vitest'
import { base, catalog, wrong } from './held.js'

const entrustee = {
  kind: 'entrustee',
  certification: { name: 'Privacy Mark', expires: '2027-03-31' },
  purposes: ['support'],
}
const insurer = { kind: 'third_party', class: 'insurers' }
const shared = { kind: 'joint_user', purposes: ['support'], responsible: { name: 'WeLearn' } }

describe('recipients', () => {
  it('are read with every name resolved', () => {
    const abroad = {
      ...entrustee,
      country: 'US',
      transfer: { basis: 'scc', until: '2028-01-01' },
      of: ['identity', 'row.email'],
      review: '2027-01-01T00:00:00+09:00',
    }
    const { recipients } = catalog({
      ...base,
      recipients: { mailer: abroad, insurer, heir: { kind: 'successor' } },
    })
    expect(recipients.get('mailer')).toEqual({
      name: 'mailer',
      rule: '/recipients/mailer',
      kind: 'entrustee',
      names: ['mailer'],
      declared: abroad,
      foreign: true,
      transfer: { basis: 'scc', until: Date.UTC(2028, 0, 1) },
      certification: { expires: Date.UTC(2027, 2, 31) },
      purposes: new Set(['support']),
      of: new Set(['identity', 'row.email']),
      review: Date.UTC(2026, 11, 31, 15),
    })
    expect(recipients.get('insurer')).toMatchObject({ names: ['insurer', 'insurers'], foreign: false })
    expect([...recipients.keys()]).toEqual(['mailer', 'insurer', 'heir'])
  })

  it('in the country of the controller are not abroad; in any other, or if it does not say its own, they are', () => {
    const mailer = { ...entrustee, country: 'US', transfer: { basis: 'bcr' } }
    const { controller, ...homeless } = base
    const abroad = (document: object) => catalog(document).recipients.get('mailer')?.foreign
    expect(abroad({ ...base, recipients: { mailer } })).toBe(true)
    expect(abroad({ ...homeless, recipients: { mailer } })).toBe(true)
    expect(abroad({ ...base, recipients: { mailer: { ...entrustee, country: 'JP' } } })).toBe(false)
    expect(abroad({ ...base, recipients: { mailer: entrustee } })).toBe(false)
    expect(controller.country).toBe('JP')
  })

  it.each([
    [
      'an entrustee without certification',
      { kind: 'entrustee', purposes: ['support'] },
      '/recipients/r/certification: an entrustee is certified: `{ name, expires }`',
    ],
    [
      'an entrustee without instructions',
      { ...entrustee, purposes: undefined },
      '/recipients/r/purposes: an entrustee works on instructions: name the `purposes` of them',
    ],
    [
      'joint use of nobody knows what for',
      { ...shared, purposes: undefined },
      '/recipients/r/purposes: joint use has `purposes` that people are told of: name them',
    ],
    [
      'joint use that nobody answers for',
      { ...shared, responsible: undefined },
      '/recipients/r/responsible: joint use has somebody `responsible`: `{ name, address }`',
    ],
    [
      'an unknown purpose',
      { ...entrustee, purposes: ['suport'] },
      '/recipients/r/purposes/0: unknown purpose `suport` (support)',
    ],
    [
      'an unknown item',
      { ...insurer, of: ['identiti'] },
      '/recipients/r/of/0: unknown category or field `identiti` (identity)',
    ],
    [
      'an unlisted country',
      { ...insurer, country: 'XX', transfer: { basis: 'consent' } },
      '/recipients/r/country: a country is a code of ISO 3166-1 alpha-2, such as `JP`',
    ],
    [
      'a country in small letters',
      { ...insurer, country: 'us', transfer: { basis: 'consent' } },
      '/recipients/r/country: a country is a code of ISO 3166-1 alpha-2, such as `JP` (US)',
    ],
    [
      'another country without a basis',
      { ...insurer, country: 'US' },
      '/recipients/r/transfer: data goes to `US`, another country: say on which `basis` (and the `country` of the controller)',
    ],
    [
      'a transfer to nowhere',
      { ...insurer, transfer: { basis: 'consent' } },
      '/recipients/r/country: a transfer goes to a `country`: name it',
    ],
    [
      'a transfer that is none',
      { ...insurer, country: 'JP', transfer: { basis: 'consent' } },
      '/recipients/r/transfer: `JP` is the country of the controller: nothing is transferred',
    ],
    [
      'a derogation without a name',
      { ...insurer, country: 'US', transfer: { basis: 'derogation' } },
      '/recipients/r/transfer/derogation: the basis `derogation`, and no other, names its `derogation`: `gdpr_49_1_b` to `gdpr_49_1_g`',
    ],
    [
      'equivalent measures that nobody looks at again',
      { ...insurer, country: 'US', transfer: { basis: 'equivalent_measures' } },
      '/recipients/r/review: equivalent measures are looked at regularly: say when next, as `review`',
    ],
    [
      'a certification that ends on no day',
      { ...entrustee, certification: { name: 'Privacy Mark', expires: '2027-02-30' } },
      '/recipients/r/certification/expires: a date is RFC 3339 text such as `2027-03-31`',
    ],
    [
      'a review on no day',
      { ...insurer, review: 'next year' },
      '/recipients/r/review: a date is RFC 3339 text such as `2027-03-31`',
    ],
    [
      'an unknown kind',
      { kind: 'entrusted' },
      '/recipients/r/kind: expected one of `third_party`, `entrustee`, `joint_user`, `successor` (entrustee)',
    ],
    [
      'an unknown key',
      { ...insurer, contry: 'US' },
      '/recipients/r/contry: `contry` does not belong here (country)',
    ],
    [
      'a class that is a recipient',
      { ...insurer, class: 'r' },
      '/recipients/r/class: `r` is a recipient: a class has a name of its own',
    ],
    [
      'a class that is no name',
      { ...insurer, class: 'All Insurers' },
      '/recipients/r/class: a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters',
    ],
  ])('refuses %s', (_, recipient, said) => {
    expect(wrong({ ...base, recipients: { r: JSON.parse(JSON.stringify(recipient)) } })).toEqual([said])
  })

  it('says everything that is wrong at once', () => {
    const recipients = { a: { kind: 'entrustee' }, b: { ...insurer, country: 'XX' }, 'C-3': insurer }
    expect(wrong({ ...base, recipients }).map((line) => line.split(':')[0])).toEqual([
      '/recipients/C-3',
      '/recipients/a/certification',
      '/recipients/a/purposes',
      '/recipients/b/country',
      '/recipients/b/transfer',
    ])
  })

  it.each(['pseudonymous', 'incidental'])('a purpose that is %s goes to nobody', (key) => {
    const purposes = {
      ...base.purposes,
      extra: { title: 'Extra', basis: 'contract', uses: [], within: ['support'], [key]: true },
    }
    const recipients = { mailer: { ...entrustee, purposes: ['support', 'extra'] } }
    expect(wrong({ ...base, purposes, recipients })).toEqual([
      `/recipients/mailer/purposes/1: \`extra\` is ${key}: its data goes to nobody`,
    ])
  })

  it('are named by prohibitions', () => {
    const document = (recipients: string[]) => ({
      ...base,
      recipients: { insurer },
      prohibitions: [{ id: 'x', recipients }],
    })
    expect(catalog(document(['insurer'])).prohibitions[0]?.recipients).toEqual(new Set(['insurer']))
    expect(wrong(document(['insurers']))).toEqual([
      '/prohibitions/0/recipients/0: unknown recipient `insurers` (insurer)',
    ])
    expect(wrong(document([]))).toEqual([
      '/prohibitions/0/recipients: an empty list forbids nothing: name what is meant, or leave the key out to mean all',
    ])
  })

  it('the country of the controller is one', () => {
    expect(wrong({ ...base, controller: { ...base.controller, country: 'UK' } })).toEqual([
      '/controller/country: a country is a code of ISO 3166-1 alpha-2, such as `JP` (GB)',
    ])
  })
})
