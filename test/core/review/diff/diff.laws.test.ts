import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChangeVerdict, decide, diffPolicies, type PolicyDocument } from '../../../../src/index.js'
import { type Case, cases, consentsOf, likely, PATIENT, runs } from '../../../laws/cases.js'
import { documents, policyOf } from '../../../laws/policies.js'
import { more } from '../../../laws/views.js'
import { pairs, respelt } from './policy-pairs.js'

const asked = fc.array(fc.oneof(likely, likely, cases), { minLength: 4, maxLength: 8 })

describe('diffPolicies', PATIENT, () => {
  it('another order, a list twice and other ids change nothing', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const { verdict, purposes, ready } = diffPolicies(policyOf(document), policyOf(respelt(document)))
        expect({ verdict, purposes, ready }).toEqual({ verdict: 'same', purposes: [], ready: true })
      }),
      runs(200),
    )
  })

  it('same: no decision is another one; narrower: none shows more', () => {
    const seen = { same: 0, narrower: 0 }
    fc.assert(
      fc.property(pairs, asked, ({ old, next }, questions) => {
        const verdicts = verdictsOf(old, next)
        for (const { question, known } of questions) {
          const verdict = verdicts(question.purpose)
          if (verdict !== 'same' && verdict !== 'narrower') continue
          for (const saidUnder of [old, next]) {
            const [before, after] = both(old, next, { question, known }, saidUnder)
            expect(more(before, after)).toEqual([])
            if (verdict === 'same') expect(more(after, before)).toEqual([])
            if (before.effect === 'permit') seen[verdict]++
          }
        }
      }),
      runs(500),
    )
    expect(seen.same).toBeGreaterThan(100)
    expect(seen.narrower).toBeGreaterThan(10)
  })

  it('there and back: what is narrower one way is not narrower the other way', () => {
    fc.assert(
      fc.property(pairs, ({ old, next }) => {
        const [there, back] = [verdictsOf(old, next), verdictsOf(next, old)]
        for (const purpose of ['p0', 'p1', 'p2', 'p3']) {
          expect(there(purpose) === 'same').toBe(back(purpose) === 'same')
          expect([there(purpose), back(purpose)]).not.toEqual(['narrower', 'narrower'])
        }
      }),
      runs(200),
    )
  })

  it('what is ready shows nothing more to anybody outside on what people have said before', () => {
    let held = 0
    fc.assert(
      fc.property(pairs, asked, (pair, questions) => {
        const old = pair.old
        // as its author would, once told: everything that rests on consent is asked again
        const next = raised(pair.next)
        const { ready, purposes } = diffPolicies(policyOf(old), policyOf(next))
        if (!ready) return
        for (const { question, known } of questions) {
          const changes = purposes.find(({ purpose }) => purpose === question.purpose)?.changes ?? []
          if (changes.some(({ verdict }) => verdict === 'wider_within')) continue
          const [before, after] = both(old, next, { question, known }, old)
          expect(more(before, after)).toEqual([])
          if (before.effect === 'permit') held++
        }
      }),
      runs(500),
    )
    expect(held).toBeGreaterThan(10)
  })
})

function verdictsOf(old: PolicyDocument, next: PolicyDocument): (purpose: string) => ChangeVerdict {
  const { purposes } = diffPolicies(policyOf(old), policyOf(next))
  return (name) => purposes.find(({ purpose }) => purpose === name)?.verdict ?? 'same'
}

function both(
  old: PolicyDocument,
  next: PolicyDocument,
  { question, known }: Pick<Case, 'question' | 'known'>,
  saidUnder: PolicyDocument,
) {
  const facts = { now: known.now, consents: consentsOf(saidUnder, known) }
  return [old, next].map((document) => decide(policyOf(document), question as never, facts)) as [
    ReturnType<typeof decide>,
    ReturnType<typeof decide>,
  ]
}

function raised(document: PolicyDocument): PolicyDocument {
  const purposes = Object.entries(document.purposes).map(([name, purpose]) => [
    name,
    purpose.basis === 'consent' ? { ...purpose, terms: 3 } : purpose,
  ])
  return { ...document, purposes: Object.fromEntries(purposes) }
}
