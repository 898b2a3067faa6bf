import {
  type AuditRecord,
  decideAtBest,
  definePolicy,
  matrix,
  matrixText,
  type Policy,
  parsePolicy,
  prove,
  replay,
} from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { aiko, clerk, insurance, member } from '../release/insurance.js'

const Row = z.object({ id: z.string(), name: z.string(), email: z.string() })
const insurer = { kind: 'third_party' }
const mailer = {
  kind: 'entrustee',
  certification: { name: 'Mark', expires: '2027-01-01' },
  purposes: ['support'],
  of: ['contact'],
}

function policyOf(recipients: object, more: object = {}): Policy {
  return definePolicy({
    name: 'p',
    version: JSON.stringify(recipients).slice(0, 900),
    controller: { name: 'Us', contact: 'us@example.com', country: 'JP' },
    categories: ['identity', 'contact'],
    resources: {
      row: { schema: Row, subject: 'id', fields: { id: 'key', name: 'identity', email: 'contact' } },
    },
    purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact'] } },
    roles: {
      clerk: {
        purposes: ['support'],
        sees: { identity: 'clear', contact: 'clear' },
        may: ['read', 'disclose'],
      },
    },
    recipients,
    ...more,
  } as never) as never
}

describe('prove: what goes to recipients', () => {
  const within = (mine: object, other: object) => {
    const proof = prove(policyOf(mine), { within: policyOf(other) })
    return proof.holds ? 'holds' : proof.counterExample?.text
  }

  it('is within what goes to them already', () => {
    expect(within({ insurer, mailer }, { insurer, mailer })).toBe('holds')
    expect(within({ insurer }, { insurer, mailer })).toBe('holds')
    expect(within({ insurer: { ...insurer, of: ['contact'] } }, { insurer })).toBe('holds')
    expect(within({ mailer: { ...mailer, review: '2026-06-01' } }, { mailer })).toBe('holds')
  })

  it('is more where there is a recipient more, or one gets more', () => {
    expect(within({ insurer, mailer }, { insurer })).toBe('clerk may disclose row to mailer for support')
    expect(within({ mailer: { ...mailer, of: ['contact', 'identity'] } }, { mailer })).toBe(
      'clerk gives row.name clear to mailer for support',
    )
  })

  it('is more where less is asked: of the person, of a certification, of a transfer', () => {
    expect(within({ insurer: { kind: 'successor' } }, { insurer })).toBe(
      'clerk may disclose row to insurer for support, which is denied there: the person has not consented to this recipient',
    )
    const longer = { ...mailer, certification: { name: 'Mark', expires: '2028-01-01' } }
    expect(within({ mailer: longer }, { mailer })).toMatch(
      /the certification or the review .* is out of date$/,
    )
    const abroad = (transfer: object) => ({ mailer: { ...mailer, country: 'US', transfer } })
    expect(within(abroad({ basis: 'scc' }), abroad({ basis: 'consent' }))).toMatch(/nothing lets it go/)
    expect(within(abroad({ basis: 'scc' }), abroad({ basis: 'scc', until: '2026-06-01' }))).toMatch(
      /nothing lets it go/,
    )
    expect(within({ insurer: { ...insurer, class: 'all' } }, { insurer })).toMatch(/not consented/)
  })
})

describe('matrix: what goes to recipients', () => {
  it('stands after what is read, one sentence a line', () => {
    expect(
      matrixText(
        matrix(
          policyOf({ mailer }, { prohibitions: [{ id: 'x', recipients: ['mailer'], of: ['row.name'] }] }),
        ),
      ),
    ).toBe(
      [
        'clerk reads row for support',
        'clerk sees row.id clear for support',
        'clerk sees row.name clear for support',
        'clerk sees row.email clear for support',
        '',
        'clerk discloses row to mailer for support',
        'clerk gives row.id clear to mailer for support',
        'clerk gives row.email clear to mailer for support',
        '',
      ].join('\n'),
    )
  })

  it('decideAtBest decides for a recipient, and denies what goes to none', () => {
    const about = { roles: ['clerk'], purpose: 'support', resource: 'member', action: 'disclose' } as const
    expect(decideAtBest(insurance, { ...about, recipient: 'insurer' }).effect).toBe('permit')
    expect(decideAtBest(insurance, { ...about, purpose: 'figures', recipient: 'insurer' })).toMatchObject({
      reason: 'recipient_outside_instructions',
    })
    expect(decideAtBest(insurance, about).reason).toBe('recipient_unknown')
  })
})

describe('replay: provisions', () => {
  const document = insurance.document
  const insurerNow = document.recipients?.['insurer']

  async function recorded(): Promise<readonly AuditRecord[]> {
    const { gate, records } = testGate({ policy: insurance, now: '2026-03-01T00:00:00Z' })
    await gate.consents.give({ subject: member('m-1'), purposes: ['support'], recipients: ['insurer'] })
    const support = gate.for('support', { actor: clerk })
    await support.disclose('member', [aiko, { ...aiko, id: 'm-2' }], { to: 'insurer' })
    await support.disclose('member', [aiko], { to: 'school' })
    return records
  }

  it.each([
    ['nothing has changed', {}, { same: 3 }],
    ['a recipient is gone', { insurer: undefined }, { newly_denied: 1, same: 2 }],
    [
      'its instructions end',
      { insurer: { ...insurerNow, purposes: ['cover'] } },
      { newly_denied: 1, same: 2 },
    ],
    [
      'it needs no consent any more',
      { insurer: { kind: 'successor' } },
      { newly_permitted: 1, undetermined: 1, same: 1 },
    ],
    [
      'another recipient needs consent now',
      { school: { kind: 'third_party' } },
      { undetermined: 1, same: 2 },
    ],
    [
      'it gets less',
      { school: { ...document.recipients?.['school'], of: ['contact'] } },
      { narrower: 1, same: 2 },
    ],
    [
      'its review was over by then',
      { school: { ...document.recipients?.['school'], review: '2026-02-01' } },
      { newly_denied: 1, same: 2 },
    ],
  ])('where %s', async (_, recipients, expected) => {
    const records = await recorded()
    const all = Object.fromEntries(
      Object.entries({ ...document.recipients, ...recipients }).filter(([, each]) => each !== undefined),
    )
    const next = parsePolicy(
      {
        ...document,
        version: '2',
        recipients: all,
        prohibitions: document.prohibitions?.filter((each) => each.recipients?.every((name) => name in all)),
      },
      { schemas: insurance.schemas },
    )
    const { counts } = await replay(records, next, { from: [insurance] })
    const found = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
    expect(found).toEqual(expected)
  })
})
