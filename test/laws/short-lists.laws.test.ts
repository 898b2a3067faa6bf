import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type Decision, decide, definePolicy } from '../../src/index.js'
import { PATIENT } from './cases.js'

// all that combining can tell apart: a grant that shows so much and reaches the row or not, a prohibition, and consent
const SEES = ['clear', 'masked', 'hidden'] as const
const REACHES = ['matches', 'misses'] as const
const GRANTS = SEES.flatMap((sees) => REACHES.map((reach) => `${sees} ${reach}` as const))
const RULES = [...GRANTS, 'forbids the field', 'forbids all'] as const
type Rule = (typeof RULES)[number]
const CONSENTS = [true, false]

describe('short lists: laws', PATIENT, () => {
  it('prohibitions win: of all lists of at most four rules, order and duplicates change nothing', () => {
    for (const consents of CONSENTS) {
      const answers = new Map<string, string>()
      for (const rules of lists(4)) {
        const kinds = [...new Set(rules)].sort().join()
        const answer = JSON.stringify(said(decision(rules, consents)))
        expect(answers.get(kinds) ?? answer, rules.join()).toBe(answer)
        answers.set(kinds, answer)
      }
      expect(answers.size).toBe(1 + 8 + 28 + 56 + 70)
    }
  })

  it('default deny: of all short lists, the field is shown only where a rule that reaches the row shows it', () => {
    for (const rules of lists(3)) {
      const { fields } = decision(rules, true)
      const best = rules.includes('clear matches')
        ? 'clear'
        : rules.includes('masked matches')
          ? 'masked'
          : 'hidden'
      const forbidden = rules.includes('forbids the field') || rules.includes('forbids all')
      expect(fields['name']!.outcome, rules.join()).toBe(forbidden ? 'hidden' : best)
    }
  })

  it('consent is necessary: of all short lists, none shows anything without it', () => {
    for (const rules of lists(3)) {
      const { effect, fields } = decision(rules, false)
      expect([effect, fields['name']!.outcome, fields['id']!.outcome], rules.join()).toEqual([
        'deny',
        'hidden',
        'hidden',
      ])
    }
  })

  it('roles join, layers meet: of all short lists, one grant more never shows less, one prohibition more never more', () => {
    const rank = (rules: readonly Rule[]) =>
      ['hidden', 'masked', 'clear'].indexOf(decision(rules, true).fields['name']!.outcome)
    for (const rules of lists(3))
      for (const extra of RULES)
        if (extra.startsWith('forbids')) expect(rank([...rules, extra])).toBeLessThanOrEqual(rank(rules))
        else expect(rank([...rules, extra])).toBeGreaterThanOrEqual(rank(rules))
  })
})

const POLICIES = new Map<string, ReturnType<typeof policyOf>>()

function decision(rules: readonly Rule[], consents: boolean): Decision {
  const key = rules.join()
  const policy = POLICIES.get(key) ?? policyOf(rules)
  POLICIES.set(key, policy)
  const states = [
    {
      person: { id: 'm', population: 'person' },
      purposes: consents ? { mail: { given: { via: 'mail' } } } : {},
    },
  ]
  const actor = { id: 'a', roles: ['all'] }
  const request = { purpose: 'mail', resource: 'member', actor, row: { id: 'm', name: 'Aiko', vip: true } }
  return decide(policy as never, request, { now: 0, consents: states })
}

function policyOf(rules: readonly Rule[]) {
  const grants = rules.filter((rule) => !rule.startsWith('forbids')).map(toGrant)
  return definePolicy({
    name: 'short',
    version: '1',
    categories: ['identity'],
    resources: {
      member: {
        schema: z.object({ id: z.string(), name: z.string(), vip: z.boolean() }),
        subject: 'id',
        fields: { id: 'key', name: 'identity', vip: 'nonpersonal' },
      },
    },
    purposes: {
      mail: { title: 'Mail', basis: 'consent', uses: ['identity'] },
      other: { title: 'Other', basis: 'contract', uses: [] },
    },
    // a role that is there and serves another purpose stands for no grant at all
    roles: { all: grants.length > 0 ? grants : { purposes: ['other'], sees: {} } },
    prohibitions: rules.flatMap((rule, index) =>
      rule.startsWith('forbids')
        ? [
            {
              id: `x${index}`,
              purposes: ['mail' as const],
              ...(rule === 'forbids the field' && { of: ['identity' as const] }),
            },
          ]
        : [],
    ),
  })
}

function toGrant(rule: string) {
  const [sees, reach] = rule.split(' ') as [(typeof SEES)[number], (typeof REACHES)[number]]
  return {
    purposes: ['mail' as const],
    sees: { identity: sees },
    where: { member: { vip: reach === 'matches' } },
  }
}

/** The answer, less the places of rules, which move with the list. */
function said({ effect, reason, fields }: Decision) {
  return [effect, reason, ...Object.values(fields).map((field) => [field.outcome, field.reason])]
}

/** Every list of at most `length` rules, duplicates and all orders included. */
function lists(length: number): Rule[][] {
  if (length === 0) return [[]]
  const shorter = lists(length - 1)
  return [
    ...shorter,
    ...shorter
      .filter((list) => list.length === length - 1)
      .flatMap((list) => RULES.map((rule) => [...list, rule])),
  ]
}
