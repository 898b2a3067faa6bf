import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Change, type Explanation, REASONS, withheld } from '../../src/index.js'
import { accessOf, type Case, cases, consentsOf, decided, gateOf, PATIENT, permits, runs } from './cases.js'
import { apply, resolves } from './changes.js'
import type { Said } from './oracle-consent.js'
import { fieldsOf } from './oracle-policy.js'

describe('every refusal explains itself', PATIENT, () => {
  it('every refusal explains itself: each row refused and each field not clear has one reason, and the place that decides', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const decision = decided(each)
        const refused = decision.effect === 'deny' ? [decision] : []
        const dark = Object.values(decision.fields).filter(({ outcome }) => outcome !== 'clear')
        for (const { reason, rule, also = [] } of [...refused, ...dark]) {
          const all = [{ reason, rule }, ...also]
          for (const why of all) {
            expect(Object.keys(REASONS)).toContain(why.reason)
            expect(resolves(each.document, why.rule ?? ''), why.rule).toBe(true)
          }
          expect(new Set(all.map((why) => `${why.reason} ${why.rule}`)).size).toBe(all.length)
        }
        for (const field of Object.values(decision.fields))
          if (field.outcome === 'clear') expect(field).toEqual({ outcome: 'clear' })
      }),
      runs(70),
    )
  })

  it('every refusal explains itself: what a view does not hold clear it says, with the reason of the decision', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const { fields } = decided(each)
        const { resource, row } = each.question
        const { views } = await accessOf(gateOf(each).gate, each.question).readMany(resource, [row as object])
        const said = withheld(views[0])
        const expected = Object.entries(fields).flatMap(([path, { outcome, reason, rule }]) =>
          outcome === 'clear' ? [] : [{ path, outcome, reason, rule }],
        )
        expect(said).toHaveLength(expected.length)
        expect(said).toEqual(expect.arrayContaining(expected))
      }),
      runs(80),
    )
  })

  it('every refusal explains itself: the changes named permit the row, and no fewer do', () => {
    let tried = 0
    fc.assert(
      fc.property(cases, (each) => {
        const { decision, changes } = explained(each)
        const after = applyAll(each, changes)
        fc.pre(decision.effect === 'deny' && after !== undefined)
        tried += 1
        expect(changes.length).toBeGreaterThan(0)
        expect(decided(after!).reason).toBeUndefined()
        for (const left of changes) {
          const fewer = applyAll(
            each,
            changes.filter((change) => change !== left),
          )
          expect(decided(fewer!).effect, left.en).toBe('deny')
        }
      }),
      runs(70),
    )
    expect(tried).toBeGreaterThan(0)
  })

  it('every refusal explains itself: no change is named twice', () => {
    fc.assert(
      fc.property(permits, fc.subarray(NOS, { minLength: 1 }), (each, actions) => {
        const { question, known } = each
        const word = (action: Said['action']): Said => ({ action, purposes: [question.purpose] })
        const said = { ...known, usual: actions.map(word), said: {} }
        const { changes } = explained({ ...each, known: said })
        expect(changes).toEqual(once(changes))
      }),
      runs(70),
    )
  })

  it('every refusal explains itself: the changes named for a field show it clear, and no fewer do', () => {
    fc.assert(
      fc.property(permits, fc.nat(), (each, nth) => {
        const { decision, fields } = explained(each)
        const own = fieldsOf(each.document, each.question.resource).map(({ path }) => path)
        const dark = own.filter((path) => decision.fields[path]!.outcome !== 'clear')
        const path = dark[nth % Math.max(dark.length, 1)]
        fc.pre(path !== undefined)
        const { changes } = fields[path!]!
        const after = applyAll(each, changes, path)
        fc.pre(after !== undefined)
        const outcome = (one: Case) => decided(one).fields[path!]!.outcome
        expect([path, outcome(after!)]).toEqual([path, 'clear'])
        for (const left of changes) {
          const fewer = applyAll(
            each,
            changes.filter((change) => change !== left),
            path,
          )
          expect(outcome(fewer!), left.en).not.toBe('clear')
        }
      }),
      runs(70),
    )
  })
})

const NOS: Said['action'][] = ['object', 'restrict', 'refuse', 'withdraw']

function once(changes: readonly Change[]): Change[] {
  return changes.filter(
    ({ rule, en }, index) => changes.findIndex((each) => each.rule === rule && each.en === en) === index,
  )
}

function explained(each: Case): Explanation {
  const { question, known, document } = each
  const facts = { now: known.now, consents: consentsOf(document, known) }
  return accessOf(gateOf(each).gate, question).explain(question.resource, question.row as object, facts)
}

function applyAll(each: Case, changes: readonly Change[], field?: string): Case | undefined {
  // from the last to the first, so that what is taken out of a list moves nothing that is still to be found
  return changes.reduceRight<Case | undefined>((made, change) => made && apply(made, change, field), each)
}
