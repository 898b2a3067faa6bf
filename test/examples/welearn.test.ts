import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../examples/welearn/main.js'
import { policy, type Welearn } from '../../examples/welearn/policy.js'
import { Member } from '../../examples/welearn/schemas.js'
import { makeSeed } from '../../examples/welearn/seed.js'
import { staff } from '../../examples/welearn/staff.js'
import { matrix, matrixText, type PurposeName, type RoleName } from '../../src/index.js'
import { type Exercised, expectAccess, sampleRow, sampleRows, testGate } from '../../src/testing/index.js'
import { policyTests } from '../../src/testing/yaml.js'
import '../../src/testing/vitest.js'

const file = 'examples/welearn/welearn.policy-test.yaml'
const exercised: Exercised[] = []

describe('the policy of WeLearn', () => {
  it.each(policyTests(policy, readFileSync(file, 'utf8'), { file, exercised }))('$name', ({ run }) => run())

  it('has no grant that the table does not exercise', () => {
    const known = new Set(
      exercised.flatMap(({ purpose, rules }) => rules.map((rule) => `${rule} for ${purpose}`)),
    )
    const grants = Object.entries(policy.document.roles).flatMap(([role, grants]) =>
      [grants].flat().flatMap(({ purposes }) => purposes.map((purpose) => `/roles/${role} for ${purpose}`)),
    )
    expect(grants.filter((grant) => !known.has(grant))).toEqual([])
  })

  // a change is approved by its diff: npx purposebound matrix examples/welearn/policy.ts > examples/welearn/welearn.matrix.txt
  it('says in its matrix what was approved', () => {
    expect(matrixText(matrix(policy))).toMatchMatrix(
      readFileSync('examples/welearn/welearn.matrix.txt', 'utf8'),
    )
  })

  it('lets nobody have the security code of a card, whatever the role and the purpose', () => {
    const everybody = expectAccess(policy).as(...(Object.keys(policy.document.roles) as RoleName<Welearn>[]))
    for (const purpose of Object.keys(policy.document.purposes) as PurposeName<Welearn>[]) {
      const member = everybody.for(purpose).on('member')
      expect(member.actor({ subject: 'm-1' })).not.toReveal({
        clear: ['cardSecurityCode'],
        masked: ['cardSecurityCode'],
      })
    }
  })

  it('shows a member the same as the agent who looks after them', () => {
    const support = expectAccess(policy).for('support').on('member')
    expect(support.as('agent')).toSeeTheSameAs(support.as().actor({ subject: 'm-1' }))
  })

  it('decides alike on whatever row there may be', () => {
    const mail = expectAccess(policy).as('marketer').for('direct_mail').on('member')
    for (const row of sampleRows(Member, 50))
      expect(mail.row(row)).toReveal({ clear: ['name', 'email', 'address'], masked: [] })
  })

  it('records each mail, and each that was not sent', async () => {
    const tested = testGate({ policy })
    const mail = tested.gate.for('direct_mail', { actor: staff.marketer })
    const member = sampleRow(Member)
    await expect(mail.read('member', member)).rejects.toDeny('consent_missing')
    await tested.gate.consents.give({ subject: member.id, purposes: ['marketing'], method: 'form' })
    expect(await mail.read('member', member)).toReveal({
      clear: ['id', 'repId', 'name', 'email', 'address'],
      masked: [],
    })
    expect(tested).toHaveAudited(
      { purpose: 'direct_mail', effect: 'deny', reason: 'consent_missing' },
      { times: 1 },
    )
    expect(tested).toHaveAudited(
      { purpose: 'direct_mail', effect: 'permit', fields: { clear: ['email'] } },
      { times: 1 },
    )
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
