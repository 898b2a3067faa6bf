import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { definePolicy, parsePolicy } from '../../../../src/index.js'
import { testGate } from '../../../../src/testing/index.js'
import { denial, outcomes, verdict } from '../verdict.js'

/** A clinic: what it knows of patients serves care for 5 years, research for 90 days, and notes go after a year. */
const Patient = z.object({
  id: z.string(),
  since: z.date().nullable().optional(),
  left: z.string().nullable(),
  seenMs: z.number().optional(),
  name: z.string(),
  note: z.string(),
  kin: z.object({ id: z.string(), phone: z.string() }).optional(),
})
const clinic = definePolicy({
  name: 'clinic',
  version: '1',
  categories: ['identity', 'notes', 'contact'],
  resources: {
    patient: {
      schema: Patient,
      subject: 'id',
      collectedAt: 'since',
      fields: {
        id: 'key',
        since: 'nonpersonal',
        left: 'nonpersonal',
        seenMs: 'nonpersonal',
        name: 'identity',
        note: { category: 'notes', retention: { period: 'P1Y', from: 'seenMs' } },
        'kin.id': 'key',
        'kin.phone': { category: 'contact', subject: 'kin.id' },
      },
    },
  },
  purposes: {
    care: {
      title: 'Care',
      basis: 'contract',
      uses: ['identity', 'notes', 'contact'],
      retention: 'P5Y',
      self: true,
    },
    research: { title: 'Research', basis: 'public_task', uses: ['identity', 'notes'], retention: 'P90D' },
    leavers: {
      title: 'Leavers',
      basis: 'contract',
      uses: ['identity'],
      retention: { period: 'P1M', from: 'left' },
    },
    archive: { title: 'Archive', basis: 'legal_obligation', uses: ['identity', 'notes'] },
  },
  roles: {
    nurse: {
      purposes: ['care', 'research', 'leavers', 'archive'],
      sees: { identity: 'clear', notes: 'clear', contact: 'clear' },
      may: ['read', 'delete'],
    },
  },
})
const nurse = { id: 'n-1', roles: ['nurse'] }
const NOW = Date.parse('2026-03-01T00:00:00Z')
const DAY = 86_400_000
const row = {
  id: 'p-1',
  since: new Date('2026-01-01T00:00:00Z'),
  left: null,
  seenMs: NOW - DAY,
  name: 'Aiko',
  note: 'well',
}
const asked = (more: object = {}, purpose = 'research', actor: object = nurse) =>
  [clinic, { purpose, actor, resource: 'patient', row: { ...row, ...more } }] as const

describe('retention: of the purpose', () => {
  it('is over from the very moment on, and not a millisecond before', () => {
    const over = new Date(NOW - 90 * DAY)
    expect(denial(...asked({ since: over }))).toEqual(['retention_expired', '/purposes/research/retention'])
    expect(denial(...asked({ since: new Date(over.getTime() + 1) }))).toBeUndefined()
  })

  it('binds that purpose and no other', () => {
    const since = new Date('2021-06-01T00:00:00Z')
    expect(denial(...asked({ since }, 'care'))).toBeUndefined()
    expect(denial(...asked({ since }, 'archive'))).toBeUndefined()
    expect(denial(...asked({ since }))).toEqual(['retention_expired', '/purposes/research/retention'])
    expect(denial(...asked({ since: new Date('2021-03-01T00:00:00Z') }, 'care'))).toEqual([
      'retention_expired',
      '/purposes/care/retention',
    ])
  })

  it.each([
    ['missing', undefined],
    ['null', null],
    ['no time', new Date(Number.NaN)],
    ['of another type', '2026-01-01'],
    ['a list', [new Date()]],
    ['in days to come', new Date(NOW + DAY + 1)],
    ['a Date that says something else', Object.assign(new Date(Number.NaN), { getTime: () => NOW })],
  ])('a start that is %s is not known, and denies', (_, since) => {
    expect(denial(...asked({ since }))).toEqual(['retention_unknown', '/purposes/research/retention'])
    expect(denial(...asked({ since }, 'archive'))).toBeUndefined()
  })

  it('hosts may differ by a day', () => {
    expect(denial(...asked({ since: new Date(NOW + DAY) }))).toBeUndefined()
  })

  it('from an event counts from it, and one to come is known beforehand', () => {
    const left = (at: unknown) => denial(...asked({ left: at }, 'leavers'))
    expect(left('2026-02-01T09:00:00+09:00')).toEqual(['retention_expired', '/purposes/leavers/retention'])
    expect(left('2026-02-01T09:00:00.001+09:00')).toBeUndefined()
    expect(left('2031-01-01')).toBeUndefined()
    for (const unknown of [null, 'soon', '2026-02-30', ''])
      expect(left(unknown)).toEqual(['retention_unknown', '/purposes/leavers/retention'])
  })

  it('of 31 January for a month is over when February is', () => {
    const at = (now: string) =>
      verdict(clinic, asked({ left: '2026-01-31T12:00:00Z' }, 'leavers')[1], { now }).effect
    expect(at('2026-02-28T23:59:59.999Z')).toBe('permit')
    expect(at('2026-03-01T00:00:00Z')).toBe('deny')
  })

  it('does not bind the person, whom their own grant alone shows it by then', () => {
    const old = { since: new Date('2000-01-01'), kin: { id: 'p-2', phone: '1' } }
    const self = { ...nurse, subject: 'p-1' }
    const mine = verdict(...asked(old, 'care', self))
    expect(outcomes(mine, 'name', 'note')).toEqual(['clear', 'clear'])
    // what is about others is bound by it
    expect(mine.fields['kin.phone']).toMatchObject({ outcome: 'hidden', reason: 'retention_expired' })
    expect(denial(...asked(old, 'care', { ...nurse, subject: 'p-9' }))?.[0]).toBe('retention_expired')
    expect(
      denial(...asked(old, 'care', { ...nurse, onBehalfOf: { id: 'x', roles: [], subject: 'p-1' } }))?.[0],
    ).toBe('retention_expired')
  })

  it('never keeps a row from being deleted', async () => {
    const { gate } = testGate({ policy: clinic, now: NOW })
    const access = gate.for('research', { actor: nurse as never })
    await access.delete('patient', { ...row, since: new Date('2000-01-01') })
    await expect(access.delete('patient', { ...row, since: undefined })).resolves.toBeUndefined()
  })
})

describe('retention: of a field', () => {
  it('hides it for every purpose, and from the person too', () => {
    const old = { seenMs: Date.parse('2025-03-01T00:00:00Z') }
    for (const purpose of ['care', 'research', 'archive'])
      expect(verdict(...asked(old, purpose)).fields['note']).toEqual({
        outcome: 'hidden',
        reason: 'retention_expired',
        rule: '/resources/patient/fields/note/retention',
      })
    const self = verdict(...asked(old, 'care', { id: 'x', roles: [], subject: 'p-1' }))
    expect(outcomes(self, 'name', 'note')).toEqual(['clear', 'hidden'])
    expect(outcomes(verdict(...asked({ seenMs: old.seenMs + 1 }, 'archive')), 'note')).toEqual(['clear'])
  })

  it('is not shown where nobody knows when it began', () => {
    for (const seenMs of [undefined, Number.NaN, Number.POSITIVE_INFINITY, '1'])
      expect(verdict(...asked({ seenMs }, 'archive')).fields['note']?.reason).toBe('retention_unknown')
  })

  it('the shorter of both counts', () => {
    const late = { since: new Date('2021-06-01'), seenMs: Date.parse('2025-02-01') }
    expect(outcomes(verdict(...asked(late, 'care')), 'name', 'note')).toEqual(['clear', 'hidden'])
  })
})

describe('retention: many periods', () => {
  it('are told apart whatever their number', () => {
    const schema = z.object({
      id: z.string(),
      at: z.number(),
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, z.string()])),
    })
    const fields = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`f${i}`, { category: 'c', retention: `P${i + 1}D` }]),
    )
    for (const count of [3, 9, 20]) {
      const some = Object.fromEntries(
        Object.entries(fields).map(([name, said], i) => [name, i < count ? said : 'c']),
      )
      const policy = parsePolicy(
        {
          name: 'many',
          version: '1',
          categories: ['c'],
          resources: {
            r: { subject: 'id', collectedAt: 'at', fields: { id: 'key', at: 'nonpersonal', ...some } },
          },
          purposes: { p: { title: 'P', basis: 'contract', uses: ['c'] } },
          roles: { r: { purposes: ['p'], sees: { c: 'clear' } } },
        },
        { schemas: { r: schema } },
      )
      for (const days of [0, 2, 5, 8, 19, 21, 2]) {
        const old = {
          id: 'x',
          at: NOW - days * DAY,
          ...Object.fromEntries(Object.keys(fields).map((f) => [f, 'v'])),
        }
        const seen = Object.keys(fields).filter((_, i) => i >= count || i + 1 > days).length
        const decision =
          seen === 0
            ? undefined
            : verdict(policy, { purpose: 'p', actor: { id: 'a', roles: ['r'] }, resource: 'r', row: old })
        const clear = Object.keys(fields).filter((f) => decision?.fields[f]?.outcome === 'clear').length
        expect([count, days, clear]).toEqual([count, days, seen])
      }
    }
  })
})

describe('retention: elsewhere', () => {
  it('explains what would have to change', async () => {
    const { gate } = testGate({ policy: clinic, now: NOW })
    const access = gate.for('research', { actor: nurse as never })
    const at = { now: NOW, consents: [] }
    const expired = access.explain('patient', { ...row, since: new Date('2020-01-01') }, at)
    expect(expired.changes).toEqual([
      {
        rule: '/purposes/research/retention',
        en: 'the period at /purposes/research/retention is made longer',
        ja: '/purposes/research/retention の期間を延ばす',
      },
    ])
    expect(expired.en).toBe('`research`: the period of retention is over (/purposes/research/retention)')
    const unknown = access.explain('patient', { ...row, since: null }, at)
    expect(unknown.changes.map(({ en }) => en)).toEqual([
      'the row says when the period at /purposes/research/retention began',
    ])
  })

  it('a plan says it to the database, and what it reads', () => {
    const { gate } = testGate({ policy: clinic, now: NOW })
    expect(gate.for('research', { actor: nurse as never }).plan('patient')).toMatchObject({
      kind: 'conditional',
      where: {
        op: 'and',
        of: [
          { op: 'gt', path: 'since', type: 'date', value: '2025-12-01T00:00:00.000Z' },
          { op: 'lte', path: 'since', type: 'date', value: '2026-03-02T00:00:00.000Z' },
        ],
      },
      columns: {
        note: [
          {
            when: {
              op: 'and',
              of: [
                expect.anything(),
                { op: 'gt', path: 'seenMs', type: 'number', value: Date.parse('2025-03-01') },
              ],
            },
            as: 'clear',
          },
        ],
      },
    })
    // text in any offset is not compared by a database
    expect(gate.for('leavers', { actor: nurse as never }).plan('patient')).toMatchObject({
      where: { op: 'exists', path: 'left', value: true },
    })
  })
})
