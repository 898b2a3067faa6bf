import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gives, RIGHTS, type Right, rightsOf } from '../../../src/core/catalog/right.js'
import { base, catalog, withPurpose, wrong } from './held.js'

const TABLE = '../shared/data/dpv/dpv-2.3-eu-gdpr-legal_basis_rights_mapping.csv'
const BASES = {
  'A6-1-a': 'consent',
  'A6-1-b': 'contract',
  'A6-1-c': 'legal_obligation',
  'A6-1-d': 'vital_interests',
  'A6-1-e': 'public_task',
  'A6-1-f': 'legitimate_interests',
} as const
const ARTICLES: { readonly [R in Right]: string } = {
  access: 'A15',
  rectification: 'A16',
  erasure: 'A17',
  restriction: 'A18',
  portability: 'A20',
  objection: 'A21',
  withdrawal: 'A7-3',
}

/** What the table of DPV 2.3 says, as it was read on 2026-11-30. */
const DPV: { readonly [right in Right]: readonly string[] } = {
  access: Object.values(BASES),
  rectification: Object.values(BASES),
  erasure: ['consent', 'contract', 'vital_interests', 'legitimate_interests'],
  restriction: Object.values(BASES),
  portability: ['consent', 'contract'],
  objection: ['public_task', 'legitimate_interests'],
  withdrawal: ['consent'],
}

describe('rights by basis', () => {
  it.each(Object.keys(RIGHTS) as Right[])(
    '%s is given by the bases that the W3C vocabulary lists',
    (right) => {
      expect([...RIGHTS[right].bases].sort()).toEqual([...DPV[right]].sort())
    },
  )

  it('the copy of the table is the table', (context) => {
    if (!existsSync(TABLE)) {
      console.warn(`SKIPPED: the table of DPV 2.3 is not at ${TABLE}`)
      return context.skip()
    }
    const pairs = readFileSync(TABLE, 'utf8')
      .replaceAll('https://w3id.org/dpv/legal/eu/gdpr#', '')
      .replaceAll('"', '')
      .split('\n')
      .map((line) => line.trim().split(','))
    for (const [right, article] of Object.entries(ARTICLES))
      for (const [letter, basis] of Object.entries(BASES))
        expect(
          pairs.some(([a, b]) => a === letter && b === article),
          `${right} ${basis}`,
        ).toBe(DPV[right as Right].includes(basis))
  })

  it('a purpose may give an objection that its basis does not, and marketing always does (GDPR 21(2))', () => {
    const of = (more: object) => {
      const { purposes, document } = catalog(withPurpose(more))
      return gives('objection', purposes.get('extra')!, document)
    }
    expect(of({ basis: 'contract' })).toBe(false)
    expect(of({ basis: 'contract', objectable: true })).toBe(true)
    expect(of({ basis: 'consent' })).toBe(false)
    expect(of({ basis: 'consent', message: 'marketing' })).toBe(true)
    const { purposes, document } = catalog(base)
    expect(rightsOf(purposes.get('support')!, document)).toEqual([
      'access',
      'rectification',
      'erasure',
      'restriction',
      'portability',
    ])
  })
})

describe('a pseudonymous purpose', () => {
  it('sends no messages, and is open to no person as their own (APPI 41)', () => {
    expect(wrong(withPurpose({ pseudonymous: true, message: 'transactional', self: true }))).toEqual([
      '/purposes/extra/message: pseudonymised data is never used to contact anybody',
      '/purposes/extra/self: who a row is about is not looked for in pseudonymised data: it is open to no person as their own',
    ])
    expect(wrong(withPurpose({ pseudonymous: true }))).toEqual([])
  })
})
