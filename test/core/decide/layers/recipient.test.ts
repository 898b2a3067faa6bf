import { createGate, type Decision, decide, type Policy } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { describe, expect, it } from 'vitest'
import { aiko, clerk, insurance, member } from '../../release/insurance.js'

const NOW = '2026-03-01T00:00:00Z'
const yes = (purpose: string, recipients?: readonly string[], more: object = {}) => ({
  person: member('m-1'),
  purposes: { [purpose]: { given: { via: purpose, ...(recipients && { recipients }) }, ...more } },
})
const gates = new WeakMap<Policy, ReturnType<typeof open>>()

function open(policy: Policy) {
  return createGate({ policy, consents: memoryStore(), audit: memorySink(), onWarning: () => {} })
}

/** The decision on a disclosure, by the plain function and by the compiled one: they must be equal. */
function verdict(
  purpose: string,
  to: unknown,
  consents: readonly object[] = [],
  { now = NOW, row = aiko as object, policy = insurance as Policy } = {},
): Decision {
  const known = { consents, now } as never
  const request = {
    purpose,
    actor: clerk,
    resource: 'member',
    row,
    action: 'disclose',
    recipient: to,
  } as const
  const plain = decide(policy, request, known)
  const gate = gates.get(policy) ?? open(policy)
  gates.set(policy, gate)
  const access = gate.for(purpose as never, { actor: clerk } as never)
  const facts = { consents, now, to } as never
  for (let twice = 0; twice < 2; twice++)
    if (to !== undefined) expect(access.decide('member', row as never, facts)).toEqual(plain)
  return plain
}
const why = (...asked: Parameters<typeof verdict>) => {
  const { reason, rule, also = [] } = verdict(...asked)
  return reason === undefined
    ? []
    : [`${reason} ${rule}`, ...also.map((each) => `${each.reason} ${each.rule}`)]
}

describe('the recipient layer', () => {
  it('knows to whom it goes', () => {
    expect(why('support', 'nobody')).toEqual(['recipient_unknown /recipients'])
    expect(why('support', undefined)).toEqual(['recipient_unknown /recipients'])
    for (const name of ['constructor', '__proto__', 'Insurer', 'insurer ', ''])
      expect(why('support', name)).toEqual(['recipient_unknown /recipients'])
    for (const strange of [7, null, ['insurer'], { toString: () => 'insurer' }])
      expect(why('support', strange)).toEqual(['input_invalid '])
  })

  it('is asked of a disclosure alone: who reads says nothing of a recipient', () => {
    const read = { purpose: 'support', actor: clerk, resource: 'member', row: aiko } as const
    expect(decide(insurance, { ...read, recipient: 'mailer' }, { now: NOW }).reason).toBe('input_invalid')
    expect(decide(insurance, read, { now: NOW }).effect).toBe('permit')
  })

  it('a third party has what the person consented to give it, by its name or its class', () => {
    const missing = ['recipient_not_consented /recipients/insurer']
    expect(why('cover', 'insurer', [yes('cover')])).toEqual(missing)
    expect(why('cover', 'insurer', [yes('cover', ['office', 'Insurer'])])).toEqual(missing)
    expect(why('cover', 'insurer', [yes('cover', ['insurer'])])).toEqual([])
    expect(why('cover', 'insurer', [yes('cover', ['insurers'])])).toEqual([])
    expect(why('cover', 'insurer')).toEqual(['consent_missing /purposes/cover/basis', ...missing])
  })

  it('so it is on every basis: a contract with the controller is no consent to a stranger', () => {
    expect(why('support', 'insurer')).toEqual(['recipient_not_consented /recipients/insurer'])
    expect(why('support', 'insurer', [yes('support', ['insurer'])])).toEqual([])
    expect(why('support', 'insurer', [yes('cover', ['insurer'])])).toHaveLength(1)
  })

  it('a yes that does not stand names nobody', () => {
    const ended = { given: { via: 'support', recipients: ['insurer'], expiresAt: Date.parse(NOW) } }
    const taken = {
      given: { via: 'support', recipients: ['insurer'] },
      stopped: [{ status: 'ConsentWithdrawn', via: 'support' }],
    }
    for (const entry of [ended, taken])
      expect(why('support', 'insurer', [{ person: member('m-1'), purposes: { support: entry } }])).toEqual([
        'recipient_not_consented /recipients/insurer',
      ])
  })

  it('a no to a recipient, or to its class, stands against any yes', () => {
    for (const recipient of ['insurer', 'insurers']) {
      const stopped = { stoppedRecipients: [{ recipient, via: 'support' }] }
      expect(why('support', 'insurer', [yes('support', ['insurer', 'insurers'], stopped)])).toHaveLength(1)
    }
    const other = { stoppedRecipients: [{ recipient: 'abroad', via: 'support' }] }
    expect(why('support', 'insurer', [yes('support', ['insurers'], other)])).toEqual([])
  })

  it.each([
    ['recipients that are no list', { given: { via: 'support', recipients: 'insurer' } }],
    ['recipients that are a text holding the name', { given: { via: 'support', recipients: 'my insurer' } }],
    ['a no of another form', { given: { via: 'support', recipients: ['insurer'] }, stoppedRecipients: 7 }],
    ['a no that is null', { given: { via: 'support', recipients: ['insurer'] }, stoppedRecipients: [null] }],
    [
      'a getter that throws',
      {
        given: { via: 'support', recipients: ['insurer'] },
        get stoppedRecipients() {
          throw new Error('x')
        },
      },
    ],
  ])('errors never widen: %s is no yes', (_, entry) => {
    const { effect } = verdict('support', 'insurer', [
      { person: member('m-1'), purposes: { support: entry } },
    ])
    expect(effect).toBe('deny')
  })

  it('what the law obliges to needs no consent, for whom it is declared', () => {
    expect(why('tax', 'office')).toEqual([])
    expect(why('tax', 'insurer')).toEqual(['recipient_not_consented /recipients/insurer'])
    expect(why('support', 'office')).toEqual([
      'recipient_not_consented /recipients/office',
      'recipient_outside_instructions /recipients/office/purposes',
    ])
  })

  it('an entrustee works on its instructions, gets its items, and needs no consent', () => {
    const { effect, fields } = verdict('support', 'mailer')
    expect(effect).toBe('permit')
    expect(fields['name']).toEqual({
      outcome: 'hidden',
      reason: 'recipient_outside_instructions',
      rule: '/recipients/mailer/of',
    })
    expect([fields['email']?.outcome, fields['phone']?.outcome, fields['id']?.outcome]).toEqual([
      'clear',
      'masked',
      'clear',
    ])
    expect(why('tax', 'mailer')).toEqual(['recipient_outside_instructions /recipients/mailer/purposes'])
  })

  it('a certification, a review and a transfer end to the millisecond', () => {
    const before = { now: '2026-11-30T23:59:59.999Z' }
    expect(why('support', 'mailer', [], before)).toEqual([])
    expect(why('support', 'mailer', [], { now: '2026-12-01T00:00:00Z' })).toEqual([
      'recipient_not_certified /recipients/mailer/review',
    ])
    expect(why('support', 'mailer', [], { now: '2027-03-31T00:00:00Z' })).toEqual([
      'recipient_not_certified /recipients/mailer/certification',
      'recipient_not_certified /recipients/mailer/review',
    ])
    expect(why('support', 'cloud', [], { now: '2026-05-31T23:59:59.999Z' })).toEqual([])
    expect(why('support', 'cloud', [], { now: '2026-06-01T00:00:00Z' })).toEqual([
      'transfer_without_basis /recipients/cloud/transfer/until',
    ])
  })

  it('a transfer that rests on consent needs it, by name', () => {
    expect(why('support', 'abroad', [yes('support')])).toEqual([
      'recipient_not_consented /recipients/abroad',
      'transfer_without_basis /recipients/abroad/transfer/basis',
    ])
    expect(why('support', 'abroad', [yes('support', ['abroad'])])).toEqual([])
  })

  it('joint use and succession need no consent; joint use keeps to its purposes', () => {
    expect(why('support', 'school')).toEqual([])
    expect(why('tax', 'school')).toEqual(['recipient_outside_instructions /recipients/school/purposes'])
    expect(why('support', 'heir')).toEqual([])
  })

  it.each([
    ['figures', 'pseudonymous'],
    ['aside', 'incidental'],
  ])('the data of %s goes to nobody, whatever anybody consents to', (purpose, key) => {
    for (const to of ['heir', 'insurer'])
      expect(why(purpose, to, [yes(purpose, [to])])).toEqual([
        `recipient_outside_instructions /purposes/${purpose}/${key}`,
      ])
  })

  it('a prohibition of a recipient forbids that one, and no read', () => {
    expect(verdict('support', 'heir').fields['name']).toMatchObject({
      reason: 'prohibited',
      rule: '/prohibitions/no-names-to-the-heir',
    })
    expect(verdict('support', 'school').fields['name']).toEqual({ outcome: 'clear' })
    const read = { purpose: 'support', actor: clerk, resource: 'member', row: aiko } as const
    expect(decide(insurance, read, { now: NOW }).fields['name']).toEqual({ outcome: 'clear' })
  })

  it('a field about somebody else needs their consent too', () => {
    const row = { ...aiko, friend: { id: 'm-2', name: 'Ken Abe' } }
    const mine = yes('support', ['insurer'])
    const theirs = { ...mine, person: member('m-2') }
    expect(verdict('support', 'insurer', [mine], { row }).fields['friend.name']).toMatchObject({
      outcome: 'hidden',
      reason: 'recipient_not_consented',
    })
    expect(verdict('support', 'insurer', [mine, theirs], { row }).fields['friend.name']).toEqual({
      outcome: 'clear',
    })
  })

  it('needs a grant that may disclose: to read is not to give away', () => {
    const request = {
      purpose: 'support',
      actor: { id: 'a-2', roles: ['reader'] },
      resource: 'member',
      row: aiko,
      action: 'disclose',
      recipient: 'school',
    } as const
    expect(decide(insurance, request, { now: NOW })).toMatchObject({
      reason: 'role_not_permitted',
      rule: '/roles/reader/may',
    })
  })
})
