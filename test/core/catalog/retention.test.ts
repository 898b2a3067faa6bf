import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutoffOf, endOf, periodOf } from '../../../src/core/catalog/period.js'
import { startPath } from '../../../src/core/catalog/retention.js'
import { base, catalog, withField, withPurpose, wrong } from './held.js'

const DURATION =
  'a retention period is an ISO 8601 duration above zero of whole numbers, such as `P5Y` or `P90D`, of at most 1,000 years'

describe('retention', () => {
  it('of a purpose begins when the row was collected, or at an event', () => {
    const { purposes, resources } = catalog(withPurpose({ uses: ['contact'], retention: 'P5Y' }))
    const retention = purposes.get('extra')?.retention
    expect(retention).toEqual({
      period: { months: 60, days: 0, ms: 0 },
      text: 'P5Y',
      from: 'collectedAt',
      rule: '/purposes/extra/retention',
    })
    expect(retention && startPath(retention, resources.get('row')!)).toBe('joined')
    const left = catalog(withPurpose({ uses: ['contact'], retention: { period: 'P1Y', from: 'left' } }))
    expect(startPath(left.purposes.get('extra')!.retention!, left.resources.get('row')!)).toBe('left')
  })

  it('of a field is that of every place above it', () => {
    const { resources } = catalog(withField('name', { category: 'identity', retention: 'P90D' }))
    const name = resources.get('row')?.fields.find(({ path }) => path === 'name')
    expect(name?.retentions).toMatchObject([{ text: 'P90D', rule: '/resources/row/fields/name/retention' }])
  })

  it.each([
    '',
    'P',
    'PT',
    '5Y',
    'P0D',
    'P0Y0M',
    '-P1Y',
    'P-1Y',
    'P1.5Y',
    'P1Y ',
    'p1y',
    'P1M1Y',
    'PT0S',
    'P1001Y',
  ])('refuses `%s`', (retention) => {
    expect(wrong(withPurpose({ retention }))).toEqual([`/purposes/extra/retention: ${DURATION}`])
    expect(wrong(withField('name', { category: 'identity', retention: { period: retention } }))).toEqual([
      `/resources/row/fields/name/retention/period: ${DURATION}`,
    ])
  })

  it.each([
    [
      'a time that is not there',
      withPurpose({ uses: ['contact'], retention: { period: 'P1Y', from: 'leftt' } }),
      '/purposes/extra/retention/from: unknown time of `row` `leftt` (left)',
    ],
    [
      'what is no time',
      withPurpose({ uses: ['contact'], retention: { period: 'P1Y', from: 'vip' } }),
      '/purposes/extra/retention/from: `vip` of `row` is no time: a date, RFC 3339 text or a number of milliseconds',
    ],
    [
      'a number',
      withPurpose({ retention: 5 }),
      '/purposes/extra/retention: expected an ISO 8601 duration, or `{ period, from }`',
    ],
    [
      'a key field that is kept for a time',
      withField('id', { category: 'key', retention: 'P1Y' }),
      '/resources/row/fields/id: a `key` field has no mask, ceiling, subject or retention',
    ],
  ])('refuses %s', (_, document, said) => {
    expect(wrong(document)).toEqual([said])
  })

  it('needs rows that say when they were collected, where a field of them is used', () => {
    const { collectedAt, ...row } = base.resources.row
    const document = (uses: string[]) => ({ ...withPurpose({ uses, retention: 'P1Y' }), resources: { row } })
    expect(collectedAt).toBe('joined')
    expect(wrong(document(['contact']))).toEqual([
      '/purposes/extra/retention: rows of `row` do not say when they were collected: name its `collectedAt`',
    ])
    expect(wrong(document([]))).toEqual([])
  })
})

describe('a period', () => {
  const at = (text: string) => Date.parse(text)

  it.each([
    ['2024-02-29T12:00:00Z', 'P1Y', '2025-03-01T00:00:00Z'],
    ['2026-01-31T00:00:00Z', 'P1M', '2026-03-01T00:00:00Z'],
    ['2026-01-28T23:00:00Z', 'P1M', '2026-02-28T23:00:00Z'],
    ['2024-01-31T00:00:00Z', 'P1M', '2024-03-01T00:00:00Z'],
    ['2026-12-31T23:59:59.999Z', 'P2M', '2027-03-01T00:00:00Z'],
    ['2026-03-29T00:00:00Z', 'P1D', '2026-03-30T00:00:00Z'],
    ['2026-01-01T00:00:00Z', 'P2W', '2026-01-15T00:00:00Z'],
    ['2026-01-01T00:00:00Z', 'P1Y2M3DT4H5M6S', '2027-03-04T04:05:06Z'],
    ['0050-01-31T00:00:00Z', 'P1M', '0050-03-01T00:00:00Z'],
  ])('from %s, %s ends at %s', (start, period, end) => {
    expect(new Date(endOf(at(start), periodOf(period)!)).toISOString()).toBe(new Date(at(end)).toISOString())
  })

  it('is never over before it began, and a longer one is never over sooner', () => {
    const start = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) })
    const months = fc.integer({ min: 0, max: 1200 })
    fc.assert(
      fc.property(start, months, months, fc.nat({ max: 400 }), (from, a, b, days) => {
        const end = (m: number) => endOf(from, { months: m, days, ms: 1 })
        expect(end(a)).toBeGreaterThan(from)
        expect(end(a + b)).toBeGreaterThanOrEqual(end(a))
      }),
    )
  })

  it('what began later never ends sooner, and the cutoff parts what is over from what is not', () => {
    const time = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) })
    const part = {
      months: fc.integer({ min: 0, max: 1200 }),
      days: fc.nat({ max: 400 }),
      ms: fc.nat({ max: 1e8 }),
    }
    fc.assert(
      fc.property(time, fc.nat({ max: 40 * 86_400_000 }), fc.record(part), (start, later, period) => {
        expect(endOf(start + later, period)).toBeGreaterThanOrEqual(endOf(start, period))
        const cutoff = cutoffOf(start, period)
        expect(endOf(cutoff, period)).toBeLessThanOrEqual(start)
        expect(endOf(cutoff + 1, period)).toBeGreaterThan(start)
      }),
      { numRuns: 2000 },
    )
  })

  it('that leaves the calendar has no end', () => {
    expect(endOf(8.64e15, periodOf('P1Y')!)).toBeNaN()
    expect(endOf(Number.NaN, periodOf('P1Y')!)).toBeNaN()
    expect(cutoffOf(-8.64e15, periodOf('P1Y')!)).toBeNaN()
    expect(cutoffOf(Number.NaN, periodOf('P1Y')!)).toBeNaN()
  })
})
