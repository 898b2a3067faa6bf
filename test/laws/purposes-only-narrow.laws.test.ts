import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../src/index.js'
import { accessOf, cases, decided, gateOf, PATIENT, permits, runs } from './cases.js'
import { type Field, fieldsOf, isPersonal, nestedIn } from './oracle-policy.js'
import { leavesIn, more } from './views.js'

describe('purposes only narrow', PATIENT, () => {
  it('purposes only narrow: no view holds a personal field that its purpose does not use', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const { document, question } = each
        const access = accessOf(gateOf(each).gate, question)
        const view = await access.read(question.resource, question.row as object).catch(() => ({}))
        const unused = unusedBy(document, question.purpose, question.resource)
        expect(
          leavesIn(view, Object.keys(decided(each).fields)).filter((path) => unused.includes(path)),
        ).toEqual([])
      }),
      runs(100),
    )
  })

  it('purposes only narrow: a field that its purpose uses masked is never clear', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { document, question } = each
        const purpose = document.purposes[question.purpose]!
        const uses = purpose.uses.map((use) => ({
          of: typeof use === 'string' ? use : use.of,
          at: 'masked' as const,
        }))
        const purposes = { ...document.purposes, [question.purpose]: { ...purpose, uses } }
        const { fields } = decided({ ...each, document: { ...document, purposes } })
        for (const { path } of fieldsOf(document, question.resource).filter(isPersonal))
          expect(fields[path]!.outcome).not.toBe('clear')
      }),
      runs(100),
    )
  })

  it('purposes only narrow: a purpose that uses less never shows more', () => {
    fc.assert(
      fc.property(cases, fc.nat(), (each, nth) => {
        const { document, question } = each
        const { uses, ...purpose } = document.purposes[question.purpose]!
        fc.pre(uses.length > 1)
        // a name less uncovers the one above it: only the names of categories at the top are taken away
        const dropped = topmost(document, uses, nth)
        fc.pre(dropped !== undefined)
        const fewer = uses.filter((use) => use !== dropped)
        const purposes = { ...document.purposes, [question.purpose]: { ...purpose, uses: fewer } }
        expect(more(decided(each), decided({ ...each, document: { ...document, purposes } }))).toEqual([])
      }),
      runs(100),
    )
  })

  it('purposes only narrow: what is within another purpose inherits nothing of it', () => {
    fc.assert(
      fc.property(cases, fc.subarray(['p0', 'p1', 'p2']), (each, within) => {
        const { document, question } = each
        const { within: _, ...purpose } = document.purposes['p3']!
        const { prohibitions: __, ...free } = document
        const made = (above: string[]) => ({
          ...each,
          question: { ...question, purpose: 'p3' },
          document: {
            ...free,
            purposes: {
              ...document.purposes,
              p3: { ...purpose, basis: 'contract' as const, ...(above.length > 0 && { within: above }) },
            },
          },
          known: { ...each.known, usual: [], said: {} },
        })
        expect(decided(made(within))).toEqual(decided(made([])))
      }),
      runs(100),
    )
  })
})

/** The personal leaves of a resource that the document does not say the purpose uses; those of nested rows too. */
function unusedBy(document: PolicyDocument, purpose: string, resource: string): string[] {
  const uses = document.purposes[purpose]!.uses.map((use) => (typeof use === 'string' ? use : use.of))
  const unused = (field: Field) => isPersonal(field) && !field.names.some((name) => uses.includes(name))
  return [
    ...fieldsOf(document, resource)
      .filter(unused)
      .map(({ path }) => path),
    ...nestedIn(document, resource).flatMap(([path, inner]) =>
      unusedBy(document, purpose, inner).map((each) => `${path}.${each}`),
    ),
  ]
}

type Uses = PolicyDocument['purposes'][string]['uses']

/** A use above which no other stands that would answer in its place. */
function topmost(document: PolicyDocument, uses: Uses, nth: number): Uses[number] | undefined {
  const named = uses.map((use) => (typeof use === 'string' ? use : use.of))
  const fields = ['member', 'visit'].flatMap((resource) => fieldsOf(document, resource))
  const free = uses.filter((use) => {
    const of = typeof use === 'string' ? use : use.of
    return fields.every(
      ({ names }) =>
        !names.includes(of) || !names.slice(names.indexOf(of) + 1).some((name) => named.includes(name)),
    )
  })
  return free[nth % Math.max(free.length, 1)]
}
