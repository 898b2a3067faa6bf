import { describe, expect, it } from 'vitest'
import { keptUntil } from '../../../src/core/release/kept-until.js'
import { base, catalog } from '../catalog/held.js'

describe('until when a row is kept', () => {
  const { resources, purposes } = catalog({
    ...base,
    resources: {
      row: {
        ...base.resources.row,
        fields: { ...base.resources.row.fields, email: { category: 'contact', retention: 'P1M' } },
      },
    },
    purposes: {
      support: { ...base.purposes.support, retention: 'P5Y' },
      leaving: {
        title: 'L',
        basis: 'contract',
        uses: ['identity'],
        retention: { period: 'P1Y', from: 'left' },
      },
      other: { title: 'O', basis: 'contract', uses: ['identity'] },
    },
  })
  const of = (values: object) => keptUntil(resources.get('row')!, [...purposes.values()], values)

  it('is said for each purpose, from its own beginning, and for each field', () => {
    expect(of({ joined: new Date('2026-01-31T00:00:00Z'), left: '2026-06-01' })).toEqual([
      { purpose: 'support', period: 'P5Y', until: '2031-01-31T00:00:00.000Z' },
      { purpose: 'leaving', period: 'P1Y', until: '2027-06-01T00:00:00.000Z' },
      { field: 'email', period: 'P1M', until: '2026-03-01T00:00:00.000Z' },
    ])
  })

  it('is not known where the row does not say when it began', () => {
    for (const values of [{}, { joined: null, left: null }, { joined: new Date(Number.NaN), left: 'soon' }])
      expect(of(values)).toEqual([
        { purpose: 'support', period: 'P5Y' },
        { purpose: 'leaving', period: 'P1Y' },
        { field: 'email', period: 'P1M' },
      ])
  })
})
