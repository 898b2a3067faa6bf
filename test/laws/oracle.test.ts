import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decision, decide } from '../../src/index.js'
import { accessOf, batches, type Case, cases, consentsOf, decided, gateOf, PATIENT, runs } from './cases.js'
import { oracle } from './oracle.js'
import type { Answer } from './oracle-question.js'
import { policyOf } from './policies.js'

describe('one answer from three', PATIENT, () => {
  it('decide says what the slow and obvious reading of the document says', () => {
    fc.assert(
      fc.property(cases, (each) => {
        expect(said(decided(each))).toEqual(answer(each))
      }),
      runs(300),
    )
  })

  it('the fast path says what decide says, whatever it was asked before', () => {
    fc.assert(
      fc.property(batches, ({ document, questions, known }) => {
        const policy = policyOf(document)
        const { gate } = gateOf({ document, known: known[0]! })
        // the last question once more: it is answered from memory
        for (const question of [...questions, ...questions.slice(-1)])
          for (const facts of known.map((each) => ({ now: each.now, consents: consentsOf(document, each) })))
            expect(accessOf(gate, question).decide(question.resource, question.row as object, facts)).toEqual(
              decide(policy, question as never, facts),
            )
      }),
      runs(100),
    )
  })

  it('the fast path takes grants out of force when their time comes', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: -2, max: 2 }), (each, days) => {
        const { gate } = gateOf(each)
        const { question, document } = each
        const access = accessOf(gate, question)
        const consents = consentsOf(document, each.known)
        for (const now of [each.known.now, each.known.now + days * DAY, each.known.now])
          expect(said(access.decide(question.resource, question.row as object, { now, consents }))).toEqual(
            answer({ ...each, known: { ...each.known, now } }),
          )
      }),
      runs(100),
    )
  })

  it('the cases are worth deciding: permits, masks, nested rows, and every reason that a row can have', () => {
    const seen = new Map<string, number>()
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
    for (const each of fc.sample(cases, { numRuns: 1_500, seed: 1 })) {
      const { effect, why, fields } = answer(each)
      count(effect)
      for (const reason of new Set(why.map((one) => one.reason))) count(reason)
      for (const outcome of new Set(Object.values(fields).map((one) => one.outcome))) count(outcome)
      if (fields['buyer.id']?.outcome === 'clear') count('nested')
    }
    const share = (what: string) => (seen.get(what) ?? 0) / 1_500
    expect(share('permit')).toBeGreaterThan(0.2)
    expect(share('permit')).toBeLessThan(0.5)
    expect(share('masked')).toBeGreaterThan(0.1)
    expect(share('nested')).toBeGreaterThan(0.01)
    for (const reason of REASONS_OF_ROWS) expect(share(reason), reason).toBeGreaterThan(0)
  })
})

const DAY = 24 * 60 * 60 * 1000
const REASONS_OF_ROWS = [
  'row_invalid',
  'subject_missing',
  'purpose_not_allowed_here',
  'justification_required',
  'tenant_mismatch',
  'role_not_permitted',
  'role_expired',
  'prohibited',
  'consent_missing',
  'consent_refused',
  'consent_withdrawn',
  'consent_expired',
  'consent_outdated',
  'consent_predates_purpose',
  'objected',
  'restricted',
  'condition_not_met',
  'nothing_visible',
]

function answer({ document, question, known }: Case): Answer {
  return oracle(document, question, known)
}

/** A decision in the form of the oracle: the reason that counts, then the others. */
function said({ effect, fields, ...why }: Decision): Answer {
  return {
    effect,
    why: listed(why),
    fields: Object.fromEntries(
      Object.entries(fields).map(([path, { outcome, ...field }]) => [path, { outcome, why: listed(field) }]),
    ),
  }
}

function listed({ reason, rule, also = [] }: Omit<Decision, 'effect' | 'fields'>): Answer['why'] {
  return reason === undefined ? [] : [{ reason, rule: rule ?? '' }, ...also]
}
