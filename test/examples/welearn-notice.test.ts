import { expect, it } from 'vitest'
import { policy } from '../../examples/welearn/policy.js'
import { checkNotice, diffPolicies, notice, ropa } from '../../src/index.js'

it.each(['en', 'ja'] as const)(
  'the notice of the example has the nine purposes of article 5 (%s)',
  (lang) => {
    const text = notice(policy, { lang })
    for (let n = 1; n <= 9; n++) expect(text).toContain(`| 5(${n}) |`)
    expect(checkNotice(policy, text, { lang })).toEqual([])
    expect(text).toContain('WeLearn Community Customer Support')
  },
)

it('its Japanese has no English but the names', () => {
  const text = notice(policy, { lang: 'ja' }).replace(/WeLearn (Co\., Ltd\.|Community Customer Support)/g, '')
  expect(text.match(/[A-Za-z]{2,}/g)).toBe(null)
})

it('its record of processing names the entrustees of article 7', () => {
  const mail = ropa(policy).entries.find(({ purpose }) => purpose === 'direct_mail')
  expect(mail?.recipients.map(({ kind }) => kind)).toEqual(['entrustee', 'entrustee'])
})

it('compared with itself nothing changes', () => {
  expect(diffPolicies(policy, policy)).toMatchObject({
    verdict: 'same',
    ready: true,
    purposes: [],
    wording: [],
  })
})
