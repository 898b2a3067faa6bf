import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, type NeverSees, type PolicyDocument, prove } from '../../../src/index.js'
import { type Case, cases, consentsOf, likely, PATIENT, runs } from '../../laws/cases.js'
import { fieldsOf, isPersonal } from '../../laws/oracle-policy.js'
import { documents, policyOf } from '../../laws/policies.js'
import { more } from '../../laws/views.js'
import { ROLES } from '../../laws/vocabulary.js'
import { decideExample, nevers, rankOf } from './claims.js'

const roleSets = fc.subarray([...ROLES])
/** A policy, and another that has some of its sections. */
const pairs = fc
  .tuple(documents, documents, fc.subarray(['roles', 'purposes', 'prohibitions'] as const, { minLength: 1 }))
  .map(([mine, theirs, sections]) => {
    const other: PolicyDocument = { ...mine }
    for (const section of sections) Object.assign(other, { [section]: theirs[section] ?? [] })
    return { mine, other }
  })

describe('prove: nobody ever sees', PATIENT, () => {
  it('a counter-example is one: the row it describes is seen, as clearly as it says', () => {
    let refuted = 0
    fc.assert(
      fc.property(documents, nevers, (document, claim) => {
        const { holds, counterExample } = prove(policyOf(document), claim)
        if (holds || counterExample?.assumed) return
        refuted++
        const decision = decideExample(document, counterExample!)
        // another grant of the role may show it more clearly than the one that was found
        const least = counterExample!.outcome === 'clear' ? ['clear'] : ['clear', 'masked']
        expect(least).toContain(decision.fields[counterExample!.field!]?.outcome)
        expect(decision.effect).toBe('permit')
      }),
      runs(400),
    )
    expect(refuted).toBeGreaterThan(40)
  })

  it('what holds is seen by nobody, whatever the row, the actor and the set of roles', () => {
    let held = 0
    fc.assert(
      fc.property(fc.oneof(likely, cases), roleSets, nevers, (each, roles, claim) => {
        if (!prove(policyOf(each.document), claim).holds) return
        held++
        expect(seenOf(withRoles(each, roles, claim as NeverSees), claim as NeverSees)).toEqual([])
      }),
      runs(800),
    )
    expect(held).toBeGreaterThan(100)
  })
})

describe('prove: permits nothing that another does not', PATIENT, () => {
  it('a policy permits nothing that it does not', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(prove(policyOf(document), { within: policyOf({ ...document }) }).holds).toBe(true)
      }),
      runs(100),
    )
  })

  it('a counter-example is one: the first shows what the second does not', () => {
    let refuted = 0
    fc.assert(
      fc.property(pairs, ({ mine, other }) => {
        const { holds, counterExample } = prove(policyOf(mine), { within: policyOf(other) })
        if (holds || counterExample?.assumed || counterExample?.action !== 'read') return
        const { field, text } = counterExample
        const [here, there] = [decideExample(mine, counterExample!), decideExample(other, counterExample!)]
        expect(here.effect).toBe('permit')
        // for a person who said otherwise, a row of others, another mask: the row itself does not show it
        if (/, (for a person|without|of another|of data|about)/.test(text)) return
        if (field === undefined) expect(there.effect).toBe('deny')
        // as clear as here, and yet in another form: another mask, no pseudonym
        else expect(rankOf(there, field)).toBeLessThanOrEqual(rankOf(here, field))
        if (field !== undefined && rankOf(there, field) < rankOf(here, field)) refuted++
      }),
      runs(300),
    )
    expect(refuted).toBeGreaterThan(20)
  })

  it('what holds shows no more, whatever is asked', () => {
    let held = 0
    fc.assert(
      fc.property(pairs, fc.array(fc.oneof(likely, cases), { minLength: 3, maxLength: 6 }), (pair, asked) => {
        const { mine, other } = pair
        if (!prove(policyOf(mine), { within: policyOf(other) }).holds) return
        held++
        for (const { question, known } of asked) {
          const facts = { now: known.now, consents: consentsOf(mine, known) }
          const [here, there] = [mine, other].map((document) =>
            decide(policyOf(document), question as never, facts),
          )
          expect(more(there!, here!)).toEqual([])
        }
      }),
      runs(400),
    )
    expect(held).toBeGreaterThan(5)
  })
})

/** The personal fields, of those that a claim is about, that the case shows more of than the claim allows. */
function seenOf({ document, question, known }: Case, { of, sees, for: purposes }: NeverSees): string[] {
  if (purposes && !upwards(document, question.purpose).some((each) => purposes.includes(each))) return []
  const decision = decide(policyOf(document), question as never, {
    now: known.now,
    consents: willing(document),
  })
  return fieldsOf(document, question.resource)
    .filter((field) => (of ? of.some((name) => field.within.includes(name)) : isPersonal(field)))
    .map(({ path }) => path)
    .filter((path) => rankOf(decision, path) >= (sees === 'clear' ? 2 : 1))

  function willing({ purposes }: PolicyDocument) {
    const given = Object.keys(purposes).map((purpose) => [purpose, { given: { via: purpose, terms: 9 } }])
    return ['u1', 'u2', 'u3'].flatMap((id) =>
      ['person', 'member'].flatMap((population) =>
        [undefined, 't1', 't2', '7'].map((tenant) => ({
          person: { id, population, ...(tenant !== undefined && { tenant }) },
          purposes: Object.fromEntries(given),
        })),
      ),
    )
  }
}

function withRoles(each: Case, roles: readonly string[], { no, except = [] }: NeverSees): Case {
  const held = roles.filter(
    (role) => !except.includes(role) && (no === 'role' || no === 'one' || no.includes(role)),
  )
  const { subject, onBehalfOf: _, ...actor } = each.question.actor
  // the person a row is about is no role
  const who = { ...actor, roles: held, ...(no === 'one' && subject !== undefined && { subject }) }
  return { ...each, question: { ...each.question, actor: who } }
}

function upwards({ purposes }: PolicyDocument, purpose: string): string[] {
  return [
    purpose,
    ...(purposes[purpose]?.within ?? []).flatMap((each) => upwards({ purposes } as never, each)),
  ]
}
