import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CounterExample, decide, type MatrixEntry, matrix } from '../../../src/index.js'
import { cases, consentsOf, likely, PATIENT, runs } from '../../laws/cases.js'
import { documents, policyOf } from '../../laws/policies.js'
import { shown } from '../../laws/views.js'
import { decideExample } from './claims.js'

const RANK = { hidden: 0, masked: 1, clear: 2 } as const

describe('matrix', PATIENT, () => {
  it('nobody sees more than it says of their roles, and of themselves', () => {
    fc.assert(
      fc.property(fc.oneof(likely, cases), (each) => {
        const { document, question, known } = each
        const policy = policyOf(document)
        const { entries } = matrix(policy)
        const mine = (entry: MatrixEntry) =>
          entry.who === undefined || question.actor.roles.includes(entry.who)
        const about = entries.filter(
          (entry) =>
            mine(entry) && entry.purpose === question.purpose && entry.resource === question.resource,
        )
        const facts = { now: known.now, consents: consentsOf(document, known) }
        for (const [path, outcome] of Object.entries(shown(decide(policy, question as never, facts)))) {
          if (path.includes('buyer.')) continue
          expect(RANK[outcome], path).toBeLessThanOrEqual(
            Math.max(0, ...about.map((entry) => levelOf(entry, path))),
          )
        }
      }),
      runs(400),
    )
  })

  it('a grant on all rows shows exactly what it says', () => {
    fc.assert(
      fc.property(documents, (document) => {
        for (const entry of matrix(policyOf(document)).entries) {
          if (entry.grants.some(({ where }) => where !== 'all')) continue
          const decision = decideExample(document, exampleOf(entry))
          expect(decision.effect).toBe('permit')
          for (const [path, outcome] of Object.entries(shown(decision)))
            if (!path.includes('buyer.')) expect(RANK[outcome], path).toBe(levelOf(entry, path))
        }
      }),
      runs(60),
    )
  })

  it('people with several roles see what these show, joined', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const policy = policyOf(document)
        const [one, both] = [matrix(policy), matrix(policy, { people: { Hanako: ['r0', 'r1'] } })]
        for (const entry of both.entries.filter(({ who }) => who === 'Hanako')) {
          const parts = one.entries.filter(
            ({ who, purpose, resource }) =>
              (who === 'r0' || who === 'r1') && purpose === entry.purpose && resource === entry.resource,
          )
          for (const path of new Set([entry, ...parts].flatMap(({ clear, masked }) => [...clear, ...masked])))
            expect(levelOf(entry, path), path).toBe(Math.max(...parts.map((each) => levelOf(each, path))))
        }
      }),
      runs(60),
    )
  })
})

function levelOf({ clear, masked }: MatrixEntry, path: string): number {
  return clear.includes(path) ? 2 : masked.includes(path) ? 1 : 0
}

function exampleOf({ who, purpose, resource }: MatrixEntry): CounterExample {
  return { text: '', purpose, resource, rules: [], ...(who !== undefined && { role: who }) }
}
