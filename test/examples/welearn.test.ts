import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../examples/welearn/main.js'
import { policy, type Welearn } from '../../examples/welearn/policy.js'
import { makeSeed } from '../../examples/welearn/seed.js'
import { memberSelf } from '../../examples/welearn/staff.js'
import type { PurposeName, RoleName } from '../../src/index.js'
import { expectAccess, testGate } from '../../src/testing/index.js'

const access = expectAccess(policy)

describe('the policy of WeLearn', () => {
  it('shows agents whom they look after, with the card masked', () => {
    access
      .as('agent')
      .for('support')
      .on('member')
      .toSee({
        clear: ['name', 'kana', 'email', 'phone', 'address', 'plan', 'joinedAt'],
        masked: ['cardNumber'],
        hidden: ['birthDate', 'cardSecurityCode', 'lastLoginIp'],
      })
  })

  it('lets nobody have the security code of a card, whatever the role and the purpose', async () => {
    const [member] = makeSeed(1).member
    const roles = Object.keys(policy.document.roles) as RoleName<Welearn>[]
    const { gate } = testGate({ policy })
    for (const purpose of Object.keys(policy.document.purposes) as PurposeName<Welearn>[]) {
      const { subject } = memberSelf('m-1')
      const access = gate.for(purpose, { actor: { id: 'e-11', roles, subject }, justification: 'a test' })
      const { fields } = await access.decide('member', member as never)
      expect(fields['cardSecurityCode']?.outcome, purpose).toBe('hidden')
    }
  })

  it('sends mail only with consent, to the current terms', () => {
    const mail = access.as('marketer').for('direct_mail').on('member')
    mail.toSee({ clear: ['name', 'email', 'address'], masked: [] })
    mail.consents([]).toBeDenied('consent_missing')
    mail.consents(['marketing']).toSee({ clear: ['name', 'email', 'address'], masked: [] })
  })

  it('shows analysts no name, and no card', () => {
    access
      .as('analyst')
      .for('usage_analysis')
      .on('member')
      .toSee({ clear: ['plan', 'joinedAt'], masked: ['lastLoginIp'] })
    access
      .as('analyst')
      .for('usage_analysis')
      .on('visit')
      .toSee({ clear: ['page', 'userAgent', 'visitedAt'], masked: ['ip'] })
  })

  it('reviews how inquiries were answered without more than was there to answer them', () => {
    access
      .as('reviewer')
      .for('answer_review')
      .on('inquiry')
      .toSee({ clear: ['topic', 'body'], masked: [] })
  })

  it('lets no role of marketing into support', () => {
    access.as('marketer').for('support').on('member').toBeDenied('role_not_permitted')
  })
})

describe('the demo', () => {
  const MEMBERS = 200
  let out = ''
  beforeAll(async () => {
    const lines: string[] = []
    await run((line) => lines.push(line), MEMBERS)
    out = lines.join('\n')
  }, 60_000)

  it.each([
    [
      'a view with its card masked',
      /agent for support, who looks after this member(?:\n {4}.*)*\n {4}cardNumber {8}\*{12}\d{4}\n/,
    ],
    ['the denial of a colleague', /a colleague\n {2}x access denied: .*condition_not_met/],
    [
      'the denial without consent',
      /before the member has said anything\n {2}x access denied: .*consent_missing/,
    ],
    ['why, in Japanese', /ja {2}`direct_mail`：本人の同意がありません/],
    ['what would permit it', /->.*consents to `direct_mail`/],
    [
      'the withdrawal, at once',
      /after withdrawing it for direct mail\n {2}x access denied: .*consent_withdrawn/,
    ],
    ['the condition as SQL', /WHERE rep_id = \$1 {2}\["e-11"\]/],
    ['the member correcting their own data', /corrects their phone number: 090-1234-5678/],
    ['what it may not write', /not theirs to write\n {2}x access denied: .*role_not_permitted/],
    ['that maintenance needs a reason', /without one\n {2}x access denied: .*justification_required/],
    ['the trail', /\d+ records: \d+ consent, /],
  ])('prints %s', (_, line) => {
    expect(out).toMatch(line)
  })

  it('accounts for every member in the list', () => {
    const [, all, letters] = /(\d+) members, (\d+) letters/.exec(out) ?? []
    const refused = [...(/^refused: (.*)$/m.exec(out)?.[1] ?? '').matchAll(/(\d+) \w+/g)]
    expect(Number(all)).toBe(MEMBERS)
    expect(Number(letters) + refused.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(MEMBERS)
  })

  it('prints no clear card number and no security code anywhere, and no personal data in the trail', () => {
    const { member } = makeSeed(MEMBERS)
    const trail = out.slice(out.indexOf('The audit trail'))
    for (const { cardNumber, email, name } of member) {
      if (cardNumber !== null) expect(out).not.toContain(cardNumber)
      expect(trail).not.toContain(email)
      expect(trail).not.toContain(name)
    }
    expect(trail).not.toMatch(/"(m|e)-\d+"/)
  })
})
