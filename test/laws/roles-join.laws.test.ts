import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, cases, decided, likely, PATIENT, runs } from './cases.js'
import { at, isTrue } from './oracle-condition.js'
import { nestedIn } from './oracle-policy.js'
import { type Actor, personName } from './oracle-question.js'
import { prohibition } from './policies.js'
import { PEOPLE } from './rows.js'
import { LEAVES } from './schemas.js'
import { more } from './views.js'
import { ROLES } from './vocabulary.js'

/** Somebody who gets as far as their roles, and a role that they do not have. */
const newcomers = fc
  .tuple(likely, fc.shuffledSubarray([...ROLES], { minLength: 1 }))
  .map(([each, [extra, ...roles]]) => {
    const actor = { ...each.question.actor, roles }
    return { each: { ...each, question: { ...each.question, actor } }, extra: extra! }
  })

describe('roles join, layers meet', PATIENT, () => {
  it('roles join, layers meet: another role never shows less', () => {
    fc.assert(
      fc.property(newcomers, ({ each, extra }) => {
        expect(more(decided(withRole(each, extra)), decided(each))).toEqual([])
      }),
      runs(150),
    )
  })

  it('roles join, layers meet: another role never shows more on a row that its grants do not reach', () => {
    fc.assert(
      fc.property(newcomers, ({ each, extra }) => {
        fc.pre(!reaches(each, extra))
        expect(more(decided(each), decided(withRole(each, extra)))).toEqual([])
      }),
      runs(150),
    )
  })

  it('roles join, layers meet: another prohibition, objection, restriction, refusal or withdrawal never shows more', () => {
    fc.assert(
      fc.property(cases, prohibition, fc.constantFrom(...NARROWING), fc.nat(), (each, words, action, nth) => {
        const { document, known, question } = each
        const prohibitions = [...(document.prohibitions ?? []), { id: 'last', ...words }]
        expect(more(decided(each), decided({ ...each, document: { ...document, prohibitions } }))).toEqual([])
        const one = personName(PEOPLE[nth % PEOPLE.length]!)
        const word = { action, purposes: [question.purpose] }
        const said = { ...known.said, [one]: [...(known.said[one] ?? known.usual), word] }
        expect(more(decided(each), decided({ ...each, known: { ...known, said } }))).toEqual([])
      }),
      runs(70),
    )
  })

  it('roles join, layers meet: whoever acts for somebody sees no more than either of them alone', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { onBehalfOf, ...alone } = each.question.actor
        fc.pre(onBehalfOf !== undefined)
        const both = decided(each)
        for (const actor of [alone, onBehalfOf as Actor])
          expect(more(decided({ ...each, question: { ...each.question, actor } }), both)).toEqual([])
      }),
      runs(70),
    )
  })
})

const NARROWING = ['object', 'restrict', 'refuse', 'withdraw'] as const

function withRole(each: Case, extra: string): Case {
  const { question } = each
  const actor = { ...question.actor, roles: [...question.actor.roles, extra] }
  return { ...each, question: { ...question, actor } }
}

/** Whether any grant of the role is for this question, and true of its row or of a row in it. */
function reaches(each: Case, name: string): boolean {
  const { document, question, known } = each
  const here = [document.roles[name]!].flat().some(({ purposes, may = ['read'], where, until }) => {
    const condition = where ? where[question.resource] : 'all'
    return (
      purposes.includes(question.purpose) &&
      may.includes('read') &&
      (until === undefined || known.now < Date.parse(until)) &&
      condition !== undefined &&
      (condition === 'all' ||
        isTrue(condition, question.row, question.actor as never, LEAVES[question.resource]!))
    )
  })
  const inner = nestedIn(document, question.resource).some(([path, resource]) =>
    reaches({ ...each, question: { ...question, resource, row: at(question.row, path) } }, name),
  )
  return here || inner
}
