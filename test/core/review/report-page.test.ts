import * as fc from 'fast-check'
import { reportPage, type SubjectReport } from 'purposebound'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me } from '../../shop.js'
import { rightsDesk } from '../release/rights-desk.js'

async function made(): Promise<SubjectReport> {
  const { gate, about } = rightsDesk()
  await gate.for('support', { actor: agent }).read('member', aiko)
  await gate.consents.give({ subject: me, purposes: ['direct_mail'] })
  return about().report()
}

const EVIL = `<script>alert(1)</script><img src=x onerror="a">&'"\u202e`

/** The report with `text` at every place where text stands. */
function everywhere(value: unknown, text: string): unknown {
  if (typeof value === 'string') return value === 'purposebound/report/1' ? value : text
  if (Array.isArray(value)) return value.map((each) => everywhere(each, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, everywhere(inner, text)]))
}

describe('the page of a report', () => {
  it('says everything in the language of the person', async () => {
    const report = await made()
    const en = reportPage(report, { lang: 'en' })
    const ja = reportPage(report, { lang: 'ja' })
    for (const page of [en, ja])
      for (const text of ['Aiko Sato', 'aiko@example.com', '************4242', 'Kyoto', 'member.name'])
        expect(page).toContain(text)
    expect(en).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(en).toContain('Report on your personal data')
    expect(en).toContain('Answering inquiries')
    expect(ja).toContain('保有個人データに関する開示書')
    expect(ja).toContain('お問い合わせへの対応')
    expect(ja).toContain('契約の履行')
    expect(ja).toContain('同意済み')
    expect(ja).toContain('2026年1月1日 00:00（協定世界時）')
    expect(ja).not.toMatch(/\[object|undefined|NaN/)
    expect(en).not.toMatch(/\[object|undefined|NaN|[\u3040-\u30ff]/)
  })

  it('loads nothing and runs nothing', async () => {
    const page = reportPage(await made(), { lang: 'ja' })
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<script|\son\w+=|src=|href=|url\(|@import/i)
  })

  it('T71: escapes whatever stands in the data, the policy and the trail', async () => {
    const report = await made()
    const held = report.held.map((each) => ({
      ...each,
      rows: each.rows.map((row) => ({ ...row, data: { [EVIL]: EVIL, list: [EVIL, null, 7] } })),
    }))
    const page = reportPage(
      {
        ...report,
        person: { id: EVIL, population: EVIL, tenant: EVIL },
        controller: { name: EVIL, contact: EVIL },
        since: report.made,
        until: report.made,
        held,
        purposes: report.purposes.map((each) => ({ ...each, title: EVIL, clause: EVIL, fields: [EVIL] })),
        used: report.used.map((each) => ({ ...each, roles: [EVIL], clear: [EVIL], kind: 'constructor' })),
        provided: [{ time: report.made, recipient: { id: EVIL, kind: EVIL, country: EVIL }, fields: [EVIL] }],
        recipients: [{ recipient: 'x', kind: 'entrustee', title: EVIL, country: EVIL }],
      },
      { lang: 'en' },
    )
    expect(page).not.toMatch(/<script|<img|onerror="|\u202e/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('&lt;U+202E&gt;')
  })

  it('holds no markup but its own, whatever text it is given', async () => {
    const report = await made()
    const tags = (page: string) =>
      [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag).join(' ')
    const plain = tags(reportPage(report, { lang: 'ja' }))
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { data: _, ...row } = report.held[0]!.rows[0]!
        const data = everywhere(report.held[0]!.rows[0]!.data, text) as (typeof row & { data: never })['data']
        const held = [{ ...report.held[0]!, rows: [{ ...row, data }] }]
        expect(tags(reportPage({ ...report, held }, { lang: 'ja' }))).toBe(plain)
      }),
      { numRuns: 100 },
    )
  })

  it('says what is not connected, what is not shown, and until when', async () => {
    const report = await made()
    const [held] = report.held
    const page = reportPage(
      {
        ...report,
        held: [
          { resource: 'order', connected: false, rows: [], refused: [] },
          { resource: 'visit', connected: true, rows: [], refused: [{ reason: 'restricted', rows: 2 }] },
          {
            ...held!,
            rows: [
              {
                ...held!.rows[0]!,
                ofOthers: ['giftTo.phone'],
                until: [
                  { purpose: 'support', period: 'P5Y', until: '2031-01-01T00:00:00.000Z' },
                  { field: 'email', period: 'P1Y' },
                ],
              },
            ],
          },
        ],
      },
      { lang: 'ja' },
    )
    for (const text of [
      '未接続',
      '本人が利用の制限を求めています',
      'giftTo.phone',
      '2031年1月1日',
      '不明',
      'P1Y',
    ])
      expect(page).toContain(text)
  })
})
