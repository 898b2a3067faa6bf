import { describe, expect, it } from 'vitest'
import { type Claim, parsePolicy, prove } from '../../../src/index.js'
import { club } from './policies.js'

const fails = (claim: Claim<typeof club>) => prove(club, claim).counterExample?.text
/** The club with another document. */
const clubWith = (change: (document: { [key: string]: never }) => void) => {
  const document = structuredClone(club.document) as never
  change(document)
  return parsePolicy(document, { schemas: club.schemas })
}

describe('prove: what nobody sees', () => {
  it('holds where prohibition, necessity and ceilings leave nothing', () => {
    expect(prove(club, { no: 'role', sees: 'anything', of: ['payment'], for: ['marketing'] })).toEqual({
      text: 'no role ever sees payment for marketing or below',
      holds: true,
    })
    expect(fails({ no: 'one', sees: 'clear', of: ['payment'], for: ['support'] })).toBeUndefined()
  })

  it('names the smallest row that a counter-example needs', () => {
    const { counterExample } = prove(club, { no: 'role', sees: 'clear', of: ['card'] })
    expect(counterExample).toEqual({
      text: "clerk sees member.cardNumber clear for billing, of a row whose status is 'late'",
      role: 'clerk',
      purpose: 'billing',
      resource: 'member',
      field: 'cardNumber',
      outcome: 'clear',
      rules: ['/roles/clerk/1', '/purposes/billing', '/resources/member/fields/cardNumber'],
      row: { status: 'late' },
      actor: {},
    })
    expect(fails({ no: ['agent'], sees: 'anything', of: ['contact'] })).toBe(
      "agent sees member.email clear for support, of a row whose repId is 'x', by an actor whose id is 'x'",
    )
  })

  it('counts the person a row is about only where nobody at all may', () => {
    expect(
      fails({ no: 'role', sees: 'anything', of: ['contact'], for: ['support'], except: ['agent'] }),
    ).toBeUndefined()
    expect(fails({ no: 'one', sees: 'anything', of: ['contact'], for: ['support'], except: ['agent'] })).toBe(
      'the person a row is about sees member.email clear for support',
    )
  })

  it('is not misled by a condition that no row can meet', () => {
    const never = clubWith((document) => {
      Object.assign(document['roles']!['clerk']![1]!['where'] as object, {
        member: { $and: [{ status: 'owing' }, { status: 'late' }] },
      })
    })
    expect(prove(never, { no: 'role', sees: 'clear', of: ['card'] }).holds).toBe(true)
  })
})

describe('prove: what every one is', () => {
  it.each<[Claim<typeof club>, string | undefined]>([
    [{ every: 'field', is: 'used' }, undefined],
    [{ every: 'field', is: 'seen' }, undefined],
    [{ every: 'purpose', is: 'served' }, undefined],
    [{ every: 'purpose', of: ['marketing'], restsOn: ['consent'] }, undefined],
    [{ every: 'purpose', restsOn: ['consent', 'legal_obligation'] }, 'support rests on contract'],
  ])('%o', (claim, text) => {
    expect(fails(claim)).toBe(text)
  })

  it('names the field that no purpose uses, and the purpose that nobody may act for', () => {
    const bare = clubWith((document) => {
      Object.assign(document['purposes']!['billing']!, { uses: ['identity'] })
      Object.assign(document['purposes']!['support']!, { uses: ['identity'], self: false })
      Object.assign(document['roles']!, { agent: { purposes: ['billing'], sees: { identity: 'clear' } } })
    })
    expect(prove(bare, { every: 'field', is: 'used' }).counterExample?.text).toBe(
      'no purpose uses member.cardNumber',
    )
    expect(prove(bare, { every: 'field', is: 'seen' }).counterExample?.text).toBe(
      'nobody ever sees member.cardNumber',
    )
    expect(prove(bare, { every: 'purpose', is: 'served' }).counterExample?.text).toBe(
      'nobody may act for support',
    )
  })
})

describe('prove: a policy within another', () => {
  const wider = (change: (document: { [key: string]: never }) => void) =>
    prove(clubWith(change), { within: club }).counterExample?.text

  it('holds of itself, and of less', () => {
    expect(prove(club, { within: club })).toEqual({
      text: 'it permits nothing that club 1 does not',
      holds: true,
    })
    expect(wider((document) => void delete document['roles']!['mailer'])).toBeUndefined()
    expect(
      wider((document) => Object.assign(document['purposes']!['direct_mail']!, { terms: 2 })),
    ).toBeUndefined()
  })

  it.each<[string, (document: { [key: string]: never }) => void, string]>([
    [
      'a row more',
      (document) => Object.assign(document['roles']!['agent']!, { where: { member: 'all' } }),
      "agent may read member for support, by an actor whose id is 'x'",
    ],
    [
      'a condition that lets more in',
      (document) =>
        Object.assign(document['roles']!['clerk']![1]!, { where: { member: { status: { $ne: 'paid' } } } }),
      "clerk sees member.cardNumber clear for billing, of a row whose status is 'x'",
    ],
    [
      'another basis',
      (document) => Object.assign(document['purposes']!['direct_mail']!, { basis: 'contract' }),
      'mailer may read member for direct_mail, for a person who has said nothing',
    ],
    [
      'a grant that lasts longer',
      (document) => void delete document['roles']!['mailer']!['until'],
      'mailer may read member for direct_mail, from 2027-01-01T00:00:00.000Z on',
    ],
    [
      'a mask that shows more',
      (document) => Object.assign(document['categories']!['card']!, { mask: { op: 'card', bin: true } }),
      'clerk sees member.cardNumber masked for billing',
    ],
    [
      'another action',
      (document) => Object.assign(document['roles']!['clerk']![0]!, { may: ['read', 'delete'] }),
      'clerk may delete member for billing',
    ],
    [
      'a right to write',
      (document) =>
        Object.assign(document['purposes']!['support']!, {
          self: { may: ['read', 'update'], writes: ['contact'] },
        }),
      'the person a row is about may update member for support',
    ],
    [
      'a role more',
      (document) => Object.assign(document['roles']!, { boss: document['roles']!['clerk'] }),
      'boss may read member for billing',
    ],
  ])('refutes %s', (_, change, text) => {
    expect(wider(change)).toBe(text)
  })
})

describe('prove: claims that cannot be asked', () => {
  it.each<[unknown, RegExp]>([
    [null, /a claim is an object/],
    [{}, /a claim is `/],
    [{ no: 'role' }, /`sees` is/],
    [{ no: 'body', sees: 'clear' }, /`no` is 'role', 'one' or a list of roles/],
    [{ no: 'role', sees: 'clear', of: ['paymnt'] }, /no category or field `paymnt`, did you mean `payment`/],
    [{ no: 'role', sees: 'clear', for: ['marketin'] }, /no purpose `marketin`, did you mean `marketing`/],
    [{ no: ['agnt'], sees: 'clear' }, /no role `agnt`, did you mean `agent`/],
    [{ no: 'role', sees: 'clear', off: [] }, /no key `off`/],
    [{ every: 'role', is: 'used' }, /`every` is/],
    [{ every: 'purpose', restsOn: ['contrct'] }, /no basis `contrct`, did you mean `contract`/],
    [{ within: 'club' }, /`within` is a policy/],
  ])('%o', (claim, message) => {
    expect(() => prove(club, claim as never)).toThrow(message)
  })
})

describe('prove: claims about nothing', () => {
  it.each<unknown>([
    { no: 'role', sees: 'clear', of: [] },
    { no: [], sees: 'clear' },
    { no: 'role', sees: 'clear', for: [] },
    { every: 'purpose', of: [], restsOn: ['consent'] },
    { every: 'purpose', restsOn: [] },
  ])('refuses %j', (claim) => {
    expect(() => prove(club, claim as never)).toThrow('a claim about an empty list says nothing')
  })

  it('takes an empty list of exceptions for none', () => {
    expect(
      prove(club, { no: 'role', sees: 'clear', of: ['payment'], for: ['marketing'], except: [] }).holds,
    ).toBe(true)
  })
})
