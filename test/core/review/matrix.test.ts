import { describe, expect, it } from 'vitest'
import { matrix, matrixText } from '../../../src/index.js'
import { club } from './policies.js'

describe('matrix', () => {
  it('reads like prose, one sentence a line', () => {
    expect(matrixText(matrix(club))).toBe(`\
agent reads member for support, where repId is the actor's id
agent sees member.id clear for support
agent sees member.repId clear for support
agent sees member.status clear for support
agent sees member.name clear for support
agent sees member.email clear for support
agent sees member.cardNumber masked for support

clerk reads member for billing
clerk sees member.id clear for billing
clerk sees member.repId clear for billing
clerk sees member.status clear for billing
clerk sees member.name clear for billing
clerk sees member.cardNumber clear for billing, where status is one of 'owing', 'late'

mailer reads member for direct_mail, until 2027-01-01T00:00:00.000Z
mailer sees member.id clear for direct_mail
mailer sees member.repId clear for direct_mail
mailer sees member.status clear for direct_mail
mailer sees member.name clear for direct_mail
mailer sees member.email clear for direct_mail

the person themselves reads member for support, of themselves
the person themselves sees member.id clear for support
the person themselves sees member.repId clear for support
the person themselves sees member.status clear for support
the person themselves sees member.name clear for support
the person themselves sees member.email clear for support
the person themselves sees member.cardNumber masked for support
`)
  })

  it('is by person where a list of people is given', () => {
    const { entries } = matrix(club, { people: { 'Hanako Ito': ['agent', 'mailer'], nobody: [] } })
    expect(entries.map(({ who, purpose }) => `${who} ${purpose}`)).toEqual([
      'Hanako Ito support',
      'Hanako Ito direct_mail',
      'undefined support',
    ])
  })

  it('refuses a person with a role that the policy does not know', () => {
    expect(() => matrix(club, { people: { Hanako: ['agnt' as 'agent'] } })).toThrow(
      'the policy knows no role `agnt`, did you mean `agent`?',
    )
  })
})
