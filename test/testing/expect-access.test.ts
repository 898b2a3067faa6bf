import { describe, expect, it } from 'vitest'
import { definePolicy } from '../../src/index.js'
import { assertSeesTheSame, type Exercised, expectAccess } from '../../src/testing/index.js'
import '../../src/testing/vitest.js'
import { aiko, Member, shop, shopWith } from '../shop.js'

const support = expectAccess(shop).for('support').on('member')
const messageOf = (run: () => void): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('expectAccess without a row', () => {
  it('assumes the best case: conditions match, the tenant is the same', () => {
    support.as('agent').toSee({
      clear: ['name', 'email', 'birthDate', 'tags[]'],
      masked: ['cardNumber', 'address.city', 'address.street'],
      hidden: [],
    })
  })

  it('assumes consent, unless it is told what was consented to', () => {
    const mail = expectAccess(shop).as('mailer').for('direct_mail').on('member')
    mail.toSee({ clear: ['name', 'email'], masked: [] })
    mail.consents(['direct_mail']).toSee({ clear: ['name', 'email'], masked: [] })
    mail.consents(['marketing']).toSee({ clear: ['name', 'email'], masked: [] })
    mail.consents([]).toBeDenied('consent_missing')
    mail.consents(['audit']).toBeDenied('consent_missing')
  })

  it('says who is denied, and why', () => {
    expectAccess(shop).as('mailer').for('support').on('member').toBeDenied('role_not_permitted')
    expectAccess(shop).as().for('support').on('member').toBeDenied()
  })

  it('stands at a time of its own, so that a grant which ends does not end the test', () => {
    support.as('trainee').toSee({ clear: [], masked: ['name', 'birthDate'] })
    support.as('trainee').at('2026-06-01T00:00:00Z').toBeDenied('role_expired')
  })

  it('joins roles', () => {
    support.as('trainee', 'agent').toSee({ clear: ['name', 'email', 'birthDate', 'tags[]'] })
  })
})

describe('expectAccess with a row', () => {
  it('decides on the row: whose it is counts', () => {
    support.as('agent').row(aiko).toBeDenied('condition_not_met')
    support
      .as('agent')
      .actor({ id: 'a-17' })
      .row(aiko)
      .toSee({ clear: ['name', 'email', 'birthDate', 'tags[]'], hidden: [] })
  })

  it('sees itself, as the person whom the account is', () => {
    const own = support.as().row(aiko)
    own.toBeDenied('role_not_permitted')
    own.actor({ subject: { id: 'm-1', population: 'member' } }).toSee({ masked: ['cardNumber'], hidden: [] })
  })

  it('keeps to the consent that it is told of', () => {
    const mail = expectAccess(shop).as('mailer').for('direct_mail').on('member').row(aiko)
    mail.toSee({ clear: ['name', 'email'] })
    mail.consents([]).toBeDenied('consent_missing')
  })

  it('knows the keys of a nested row, which need not be listed', () => {
    expectAccess(shop)
      .as('agent')
      .actor({ id: 'a-17', tenant: 't-1' })
      .for('support')
      .on('order')
      .row({ id: 1, memberId: 'm-1', total: 3, giftTo: null, buyer: aiko })
      .toSee({
        clear: ['total', 'buyer.name', 'buyer.email', 'buyer.birthDate', 'buyer.tags[]'],
        masked: ['buyer.cardNumber', 'buyer.address.city', 'buyer.address.street'],
        hidden: ['giftTo.phone'],
      })
  })
})

describe('the other expectations', () => {
  it('a permit, for another action than reading too', () => {
    support.as('agent').toBePermitted()
    support.as('agent').action('delete').toBePermitted()
    support.as('trainee').action('delete').toBeDenied('role_not_permitted')
    expect(() => support.as('trainee').action('delete').toBePermitted()).toThrow(
      'as trainee for support on member (delete):\n  expected a permit, but it is denied by `role_not_permitted`, /roles/trainee/may',
    )
  })

  it('a justification is given, unless it is taken away', () => {
    const audit = expectAccess(shop).as('auditor').for('audit').on('member')
    audit.toBePermitted()
    audit.justification('').toBeDenied('justification_required')
  })

  it('two who see nothing are not compared', () => {
    const problem = [
      'as mailer for support on member',
      '  against as trainee for support on member:',
      '  neither sees anything, so nothing is compared: it is denied by `role_not_permitted`, /roles/mailer/purposes; the other is denied by `role_expired`, /roles/trainee/until',
      '  expect each of them to be denied, and for which reason',
    ].join('\n')
    const [mailer, late] = [support.as('mailer'), support.as('trainee').at('2027-01-01')]
    expect(messageOf(() => mailer.toSeeTheSameAs(late))).toBe(problem)
    expect(messageOf(() => assertSeesTheSame(mailer, late))).toBe(problem)
    expect(() => expect(mailer).not.toSeeTheSameAs(late)).toThrow(problem)
  })

  it('two actors see the same, or what they see differently', () => {
    support.as('agent').toSeeTheSameAs(support.as('agent', 'trainee'))
    expect(
      messageOf(() => support.as('agent').toSeeTheSameAs(support.as('trainee')))
        .split('\n')
        .slice(0, 4),
    ).toEqual([
      'as agent for support on member',
      '  against as trainee for support on member:',
      '  `name`: clear (by /roles/agent); the other: masked (`role_masked`, /roles/trainee/sees/identity)',
      '  `email`: clear (by /roles/agent); the other: hidden (`role_hidden`, /roles/trainee/sees)',
    ])
  })

  it('what they see, for an expectation of your own', () => {
    const { effect, fields, always, grants } = support.as('agent').seen()
    expect([effect, fields['name']?.outcome, grants]).toEqual(['permit', 'clear', ['/roles/agent']])
    expect(always).toEqual(['id', 'tenant', 'repId'])
  })
})

describe('what a test has exercised', () => {
  it('is kept as a record would name it: effective grants, and what decided', () => {
    const exercised: Exercised[] = []
    const two = shopWith(({ roles }) => {
      roles['agent'] = [roles['agent'], { purposes: ['research'], sees: { behaviour: 'clear' } }] as never
    })
    const access = expectAccess(two, { exercised }).on('member')
    access.as('agent').for('support').row(aiko).toBeDenied('condition_not_met')
    access.as('mailer').for('direct_mail').consents([]).toBeDenied()
    access
      .as('agent')
      .for('research')
      .toSee({ clear: ['tags[]'] })
    const me = { subject: { id: 'm-1', population: 'member' } }
    access.as('trainee').for('support').row(aiko).actor(me).toBePermitted()
    expect(exercised).toEqual([
      { purpose: 'support', rules: ['/roles/agent/0/where/member'] },
      { purpose: 'direct_mail', rules: ['/purposes/direct_mail/basis'] },
      { purpose: 'research', rules: ['/purposes/research/uses', '/roles/agent/1'] },
      {
        purpose: 'support',
        rules: ['/purposes/support/self', '/resources/member/fields/cardNumber/ceiling', '/roles/trainee'],
      },
    ])
  })
})

describe('a failure of expectAccess', () => {
  it('names every difference, and who was asked about', () => {
    const message = messageOf(() =>
      support.as('agent').toSee({ clear: ['name', 'cardNumber'], hidden: ['tags[]'] }),
    )
    expect(message.split('\n')).toEqual([
      'as agent for support on member:',
      '  `email`: not expected, saw clear (by /roles/agent)',
      '  `birthDate`: not expected, saw clear (by /roles/agent)',
      '  `cardNumber`: expected clear, saw masked (`ceiling_masked`, /resources/member/fields/cardNumber/ceiling)',
      '  `tags[]`: expected hidden, saw clear (by /roles/agent)',
    ])
  })

  it('says that a field does not exist', () => {
    expect(messageOf(() => support.as('agent').toSee({ hidden: ['nmae'] }))).toContain(
      '`nmae` is no field of `member`, did you mean `name`?',
    )
    expect(messageOf(() => support.as('agent').toSee({ hidden: ['address', 'tags'] }))).toMatch(
      /`address` is no field, but holds `address.city`, `address.street`\n.*`tags` is no field, but holds `tags\[\]`/,
    )
  })

  it('says why everything is hidden, and where', () => {
    expect(messageOf(() => support.as('mailer').toSee({ clear: ['name'] }))).toContain(
      'denied by `role_not_permitted`, /roles/mailer/purposes',
    )
  })

  it('says by what it was denied instead, and that it was not', () => {
    expect(messageOf(() => support.as('mailer').toBeDenied('prohibited'))).toContain('`role_not_permitted`')
    expect(messageOf(() => support.as('agent').toBeDenied())).toContain('it is permitted')
  })

  it('holds no value of the row', () => {
    const message = messageOf(() =>
      support
        .as('agent')
        .row(aiko)
        .toSee({ clear: ['name'] }),
    )
    for (const value of Object.values(aiko)) expect(message).not.toContain(String(value))
  })
})

it('needs no consent for a resource that is about nobody', () => {
  const policy = definePolicy({
    name: 'about-nobody',
    version: '1',
    categories: ['identity'],
    resources: {
      member: {
        schema: Member.pick({ id: true, name: true }),
        subject: 'id',
        fields: { id: 'key', name: 'identity' },
      },
      tag: { schema: Member.pick({ id: true }), subject: 'none', fields: { id: 'key' } },
    },
    purposes: { mail: { title: 'Mail', basis: 'consent', uses: ['identity'] } },
    roles: { mailer: { purposes: ['mail'], sees: { identity: 'clear' } } },
  })
  expectAccess(policy)
    .as('mailer')
    .for('mail')
    .on('tag')
    .consents([])
    .toSee({ clear: ['id'] })
  expectAccess(policy).as('mailer').for('mail').on('member').consents([]).toBeDenied('consent_missing')
})
