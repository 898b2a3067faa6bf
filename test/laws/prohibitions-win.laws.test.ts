import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision, PolicyDocument } from '../../src/index.js'
import { type Case, cases, decided, PATIENT, permits, runs } from './cases.js'
import { upwards } from './oracle-consent.js'
import { fieldsOf } from './oracle-policy.js'
import { prohibition } from './policies.js'
import { more, shown } from './views.js'
import { CATEGORIES } from './vocabulary.js'

const everything = [...CATEGORIES]

describe('prohibitions win', PATIENT, () => {
  it('prohibitions win: one without fields denies, whatever is granted', () => {
    fc.assert(
      fc.property(permits, forms, (each, form) => {
        const forbidden = decided(forbid(each, { ...form(each) }))
        expect([forbidden.effect, forbidden.reason]).toEqual(['deny', 'prohibited'])
      }),
      runs(70),
    )
  })

  it('prohibitions win: one with fields hides them, all below them and those of categories below, whatever is granted', () => {
    fc.assert(
      fc.property(
        permits,
        forms,
        fc.constantFrom(...everything, 'member.name', 'member.address', 'visit.total'),
        (each, form, target) => {
          const { fields } = decided(forbid(each, { ...form(each), of: [target] }))
          for (const { path, within } of fieldsOf(each.document, each.question.resource))
            if (within.includes(target))
              expect([fields[path]?.outcome, ...reasonsOf(fields[path]!)]).toEqual(
                expect.arrayContaining(['hidden', 'prohibited']),
              )
        },
      ),
      runs(70),
    )
  })

  it('prohibitions win: no number of grants and roles outweighs one', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.constantFrom('r0', 'r1', 'r2'), { maxLength: 12 }), (each, roles) => {
        const generous = { purposes: Object.keys(each.document.purposes), sees: clearAll }
        const grants = Object.fromEntries(['r0', 'r1', 'r2'].map((role) => [role, [generous, generous]]))
        const question = { ...each.question, actor: { ...each.question.actor, roles: ['r0', ...roles] } }
        const open = { ...each, question, document: { ...each.document, roles: grants } }
        expect(decided(forbid(open, {})).effect).toBe('deny')
      }),
      runs(70),
    )
  })

  it('prohibitions win: order and duplicates never matter, of prohibitions, grants and roles', () => {
    fc.assert(
      fc.property(cases, fc.array(prohibition, { maxLength: 3 }), fc.gen(), (each, extra, gen) => {
        const shuffled = <T>(list: readonly T[]): T[] => {
          const doubled = [...list, ...gen(fc.subarray, [...list])]
          return gen(fc.shuffledSubarray, doubled, { minLength: doubled.length })
        }
        const { document, question } = extra.reduce<Case>((made, more) => forbid(made, more), each)
        const roles = Object.fromEntries(
          shuffledKeys(document.roles, shuffled).map((role) => [
            role,
            shuffled([document.roles[role]!].flat()),
          ]),
        ) as PolicyDocument['roles']
        const listed = Object.fromEntries(
          Object.entries(document.roles).map(([role, grants]) => [role, [grants].flat()]),
        ) as PolicyDocument['roles']
        const prohibitions = shuffled(document.prohibitions ?? []).map((one, index) => ({
          ...one,
          id: `y${index}`,
        }))
        const actor = { ...question.actor, roles: shuffled(question.actor.roles) }
        const before = decided({ ...each, document: { ...document, roles: listed }, question })
        const after = decided({
          ...each,
          document: { ...document, roles, prohibitions },
          question: { ...question, actor },
        })
        expect(essence(after)).toEqual(essence(before))
      }),
      runs(70),
    )
  })

  it('prohibitions win: another one never shows more', () => {
    fc.assert(
      fc.property(cases, prohibition, (each, extra) => {
        expect(more(decided(each), decided(forbid(each, extra)))).toEqual([])
      }),
      runs(70),
    )
  })
})

const clearAll = Object.fromEntries(everything.map((name) => [name, 'clear' as const]))
/** The ways in which a prohibition can name the purpose and action of a case. */
const forms = fc.constantFrom<(each: Case) => object>(
  () => ({}),
  ({ question }) => ({ purposes: [question.purpose] }),
  ({ question }) => ({ actions: ['delete', question.action ?? 'read'] }),
  ({ document, question }) => ({ purposes: upwards(document.purposes, question.purpose).slice(-1) }),
)

function forbid(each: Case, words: object): Case {
  const { prohibitions = [] } = each.document
  const made = { id: `z${prohibitions.length}`, ...words }
  return { ...each, document: { ...each.document, prohibitions: [...prohibitions, made] } }
}

function reasonsOf({ reason, also = [] }: Decision['fields'][string]) {
  return [reason, ...also.map((each) => each.reason)]
}

/** A decision without the places of its rules, which move with what they name. */
function essence(decision: Decision) {
  const { effect, reason, fields } = decision
  const reasons = Object.entries(fields).map(([path, field]) => [path, field.reason])
  return { effect, reason, shown: shown(decision), reasons: Object.fromEntries(reasons) }
}

function shuffledKeys(record: object, shuffled: (list: readonly string[]) => string[]): string[] {
  return [...new Set(shuffled(Object.keys(record)))]
}
