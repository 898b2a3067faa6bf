import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../src/index.js'
import { accessOf, type Case, cases, decided, gateOf, PATIENT, permits, runs } from './cases.js'
import { type Field, fieldsOf, isPersonal } from './oracle-policy.js'
import { leavesIn } from './views.js'

describe('default deny', PATIENT, () => {
  it('default deny: whoever has no grant and is not the person sees nothing', () => {
    fc.assert(
      fc.property(
        cases,
        fc.subarray(['admin', 'root', '__proto__', 'constructor', 'R0', 'r0 ']),
        (each, roles) => {
          const { subject: _, onBehalfOf: __, ...actor } = each.question.actor
          const decision = decided({ ...each, question: { ...each.question, actor: { ...actor, roles } } })
          expect(decision.effect).toBe('deny')
          expect(outcomes(decision)).toEqual(['hidden'])
        },
      ),
      runs(150),
    )
  })

  it('default deny: a row that is denied shows no field of itself', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const decision = decided(each)
        fc.pre(decision.effect === 'deny')
        expect(outcomes(decision)).toEqual(['hidden'])
      }),
      runs(150),
    )
  })

  it("default deny: a personal field is shown only where a grant, or the person's own right, names it", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { fields } = decided(each)
        for (const field of fieldsOf(each.document, each.question.resource).filter(isPersonal)) {
          const outcome = fields[field.path]!.outcome
          if (outcome !== 'hidden') expect(named(each, field), field.path).toContain('masked')
          if (outcome === 'clear') expect(named(each, field), field.path).toContain('clear')
        }
      }),
      runs(150),
    )
  })

  it('default deny: a view holds what its decision shows, and no property that the schema does not know', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const { question } = each
        const { fields } = decided(each)
        const row = { ...(question.row as object), stowaway: 'x', toJSON: () => 'x', password: { hash: 'x' } }
        const access = accessOf(gateOf(each).gate, question)
        const view = await access.read(question.resource, row).catch(() => ({}))
        const leaves = Object.keys(fields)
        for (const path of leavesIn(view, leaves))
          if (fields[path]) expect(fields[path].outcome, path).not.toBe('hidden')
          else
            expect(
              leaves.some((leaf) => isWithin(leaf, path)),
              path,
            ).toBe(true)
      }),
      runs(60),
    )
  })
})

function outcomes({ fields }: ReturnType<typeof decided>): string[] {
  return [...new Set(Object.values(fields).map(({ outcome }) => outcome))]
}

/** What the document lets anybody show of a field for the purpose: each word, and those below it. */
function named({ document, question }: Case, { names }: Field): string[] {
  const { self, uses } = document.purposes[question.purpose]!
  const said = Object.values(document.roles)
    .flat()
    .filter(({ purposes }) => purposes.includes(question.purpose))
    .map(({ sees }) => nearest(names, sees))
  const own = typeof self === 'object' && self.sees ? self.sees : allOf(uses)
  if (self) said.push(nearest(names, own))
  return said.flatMap((each) => (each === 'clear' ? ['masked', 'clear'] : [each ?? 'hidden']))
}

function nearest(names: readonly string[], sees: { readonly [name: string]: string }): string | undefined {
  return sees[names.find((name) => Object.hasOwn(sees, name)) ?? '']
}

function allOf(uses: PolicyDocument['purposes'][string]['uses']): { [name: string]: string } {
  return Object.fromEntries(uses.map((use) => [typeof use === 'string' ? use : use.of, 'clear']))
}

/** Whether a leaf stands below a place that is empty in this row: `cards: []`, `address: null`. */
function isWithin(leaf: string, place: string): boolean {
  return place === '' || leaf.startsWith(`${place}.`) || leaf.startsWith(`${place}[`)
}
