import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPublished } from '../../../../src/core/review/notice/published.js'
import {
  checkNotice,
  isPurposeboundError,
  notice,
  type Policy,
  ropa,
  ropaCsv,
} from '../../../../src/index.js'
import { shop } from './shop.js'

const LANGS = ['en', 'ja'] as const
const FORMATS = ['markdown', 'html'] as const
const each = LANGS.flatMap((lang) => FORMATS.map((format) => ({ lang, format })))
const codeOf = (work: () => unknown) => {
  try {
    work()
    return 'none'
  } catch (error) {
    return isPurposeboundError(error) ? error.code : String(error)
  }
}
const drift = (policy: Policy, text: string, lang: 'en' | 'ja' = 'en') =>
  checkNotice(policy, text, { lang }).map(({ about, problem, name }) => `${about} ${problem}: ${name}`)

describe('notice', () => {
  it('has the articles of a privacy policy, in order', () => {
    const headings = notice(shop(), { lang: 'ja' }).match(/^#.*$/gm)
    expect(headings).toEqual([
      '# Shop プライバシーポリシー',
      '## 第1条 個人情報取扱事業者',
      '## 第2条 取得する個人情報',
      '## 第3条 利用目的',
      '## 第4条 利用目的の変更',
      '## 第5条 第三者提供・委託・共同利用',
      '## 第6条 外国にある第三者への提供',
      '## 第7条 保存期間',
      '## 第8条 安全管理のために講じた措置',
      '## 第9条 ご本人の権利',
      '## 第10条 お問い合わせ窓口',
    ])
  })

  it('says each purpose with its clause, its data, its basis and its period', () => {
    const text = notice(shop(), { lang: 'ja' })
    expect(text).toContain(
      '| 5(2) | お問い合わせへの対応 | 氏名、連絡先、クレジットカード情報 | ご本人との契約の履行 |',
    )
    expect(text).toContain('| お問い合わせへの対応 | 取得の日から5年 |')
    expect(text).toContain('| 料金の請求 | 取得の日から1年6か月 |')
    expect(text).toContain('| クレジットカード情報 | 取得の日から90日 |')
    expect(text).toContain('|  | マーケティング | ダイレクトメールの送付の総称 | ご本人の同意 |')
    expect(text).toContain(
      '「ポイントの付与」は、「料金の請求」と関連性を有する範囲で変更した利用目的です（効力発生日：2027-01-01）。',
    )
    expect(text).toContain(
      '| ホスト株式会社 | アメリカ合衆国 | 標準契約条項 (2021/914) | 包括的な法令はありません。 |',
    )
    expect(text).toContain('「グループ会社」との共同利用の管理責任者：Shop、Tokyo')
    expect(notice(shop(), { lang: 'en' })).toContain('| Billing | 1 year 6 months from collection |')
  })

  it('in Japanese there is no word of English but names, codes and references', () => {
    const text = notice(shop(), { lang: 'ja' }).replace(/Shop|Tokyo|A\. Sato|privacy@example\.com/g, '')
    expect(text.match(/[A-Za-z]+/g)).toBe(null)
  })

  it.each(each)('what it says in $lang, as $format, is what the policy says', (options) => {
    expect(checkNotice(shop(), notice(shop(), options), options)).toEqual([])
  })

  it('is text, whatever stands in the policy', () => {
    const hostile = '<script>alert(1)</script>|[x](javascript:1)\n# not a heading & "quoted"'
    const policy = shop((draft) => {
      draft.purposes.support.title = { en: hostile, ja: `${hostile}あいうえおかきくけこ` }
      draft.controller.name = hostile
      draft.recipients.partner.title = { en: hostile, ja: hostile }
    })
    for (const options of each) {
      const text = notice(policy, options)
      if (options.format === 'html') expect(text).not.toMatch(/<script|<a\b/)
      else {
        const { pieces } = readPublished(text)
        expect(pieces.filter(({ kind }) => kind === 'heading')).toHaveLength(11)
        expect(text).not.toMatch(/(?<!\\)<script|(?<!\\)\]\(/)
      }
      expect(checkNotice(policy, text, options)).toEqual([])
    }
  })

  it.each([
    ['another language', () => notice(shop(), { lang: 'fr' } as never), 'notice_language'],
    ['no language', () => notice(shop(), {} as never), 'notice_language'],
    ['nothing', () => notice(shop(), undefined as never), 'notice_language'],
    ['another format', () => notice(shop(), { lang: 'en', format: 'pdf' } as never), 'config_invalid'],
    [
      'a Japanese text for an English one',
      () => checkNotice(shop(), notice(shop(), { lang: 'ja' }), { lang: 'en' }),
      'notice_language',
    ],
    [
      'an English text for a Japanese one',
      () => checkNotice(shop(), notice(shop(), { lang: 'en' }), { lang: 'ja' }),
      'notice_language',
    ],
    [
      'a text that says it is another',
      () => checkNotice(shop(), '<html lang="de"><h2>Purposes</h2></html>', { lang: 'en' }),
      'notice_language',
    ],
  ])('%s is a coded error', (_, work, code) => {
    expect(codeOf(work)).toBe(code)
  })
})

describe('checkNotice', () => {
  it.each(each)(
    'names each purpose, recipient and period on which they differ ($lang, $format)',
    (options) => {
      const published = notice(shop(), options)
      const now = shop((draft) => {
        const { billing: _, ...purposes } = draft.purposes as Record<string, object>
        Object.assign(draft, {
          purposes: {
            ...purposes,
            support: { ...draft.purposes.support, retention: 'P2Y' },
            loyalty: { ...draft.purposes.loyalty, compatibleWith: undefined, retention: 'P1Y' },
            research: { title: { en: 'Research', ja: '調査研究' }, basis: 'consent', uses: [] },
          },
        })
        delete (purposes['loyalty'] as { compatibleWith?: unknown }).compatibleWith
        const { loyalty } = draft.purposes as unknown as { loyalty: { compatibleWith?: unknown } }
        delete loyalty.compatibleWith
        const { group: __, ...recipients } = draft.recipients
        Object.assign(draft, {
          recipients: {
            ...recipients,
            partner: { ...recipients.partner, kind: 'successor' },
            insurer: { kind: 'third_party', title: { en: 'Insurer', ja: '保険会社' } },
          },
          roles: { agent: draft.roles.agent },
        })
      })
      const said = checkNotice(now, published, options).map(({ about, problem }) => `${about} ${problem}`)
      expect(said).toEqual([
        'purpose missing',
        'purpose unknown',
        'recipient missing',
        'recipient unknown',
        'recipient differs',
        'retention differs',
        'retention missing',
        'retention unknown',
      ])
      const names = checkNotice(now, published, { lang: options.lang }).map(({ name }) => name)
      expect(names).toEqual(
        options.lang === 'ja'
          ? [
              '調査研究',
              '料金の請求',
              '保険会社',
              'グループ会社',
              'パートナー合同会社',
              'お問い合わせへの対応',
              'ポイントの付与',
              '料金の請求',
            ]
          : [
              'Research',
              'Billing',
              'Insurer',
              'Group company',
              'Partner Ltd',
              'Answering inquiries',
              'Points',
              'Billing',
            ],
      )
    },
  )

  const written = `
# Privacy policy

## Purposes of use

1. Answering inquiries (kept for 5 years)
2. Billing: kept for 18 months
3. Marketing
4. **Direct mail**
5. Points

## Recipients

- Host Inc. (works for us)
- Partner Ltd
- Group company: joint use

## How long

- Credit card: 90 days
`
  it('reads what people wrote by hand', () => {
    expect(drift(shop(), written)).toEqual([])
    const html = written
      .replace(/^## (.*)$/gm, '<h2>$1</h2>')
      .replace(/^(?:\d\.|-) (.*)$/gm, '<li>$1</li>')
      .replace('# Privacy policy', '<!-- <li>Not said</li> --><h1 lang=en>Privacy&nbsp;policy</h1>')
      .replaceAll('**', '')
    expect(drift(shop(), html)).toEqual([])
  })

  it('other words for a purpose are a difference, and so is a period that grew', () => {
    expect(drift(shop(), written.replace('**Direct mail**', 'Direct mail and sale to partners'))).toEqual([
      'purpose missing: Direct mail',
      'purpose unknown: Direct mail and sale to partners',
    ])
    expect(drift(shop(), written.replace('5 years', '7 years'))).toEqual([
      'retention differs: Answering inquiries',
    ])
    expect(
      drift(shop(), written.replace('- Credit card: 90 days', '- Credit card: 90 days\n- Voice: 2 years')),
    ).toEqual(['retention unknown: Voice: 2 years'])
  })

  it('a text that says nothing of it lacks all of it', () => {
    expect(drift(shop(), 'We care about your privacy.')).toHaveLength(5 + 3 + 3)
  })

  it('reads any text, and never throws but for its language', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .array(fc.constantFrom('<', 'h2', '>', '|', '# ', 'li', '/', '&#x41;', '--', 'Purposes', '\n'))
            .map((all) => all.join('')),
        ),
        (text) => {
          expect(['none', 'notice_language']).toContain(
            codeOf(() => checkNotice(shop(), text, { lang: 'en' })),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('a long hostile text takes time that grows with its length', () => {
    for (const part of ['<', '<td>', '| a ', '<!--', '<script>', '&#', '# #', '</li>']) {
      const began = performance.now()
      codeOf(() => checkNotice(shop(), part.repeat(50_000), { lang: 'en' }))
      // only ends what would take minutes
      expect(performance.now() - began).toBeLessThan(10_000)
    }
  })
})

describe('ropa', () => {
  it('has an entry a purpose, with all that GDPR 30 asks', () => {
    const record = ropa(shop())
    expect(record.controller).toMatchObject({ name: 'Shop', contact: 'privacy@example.com' })
    expect(record.entries.map(({ purpose }) => purpose)).toEqual(Object.keys(shop().document.purposes))
    expect(record.entries[0]).toEqual({
      purpose: 'support',
      title: 'Answering inquiries',
      clause: '5(2)',
      basis: 'contract',
      people: ['person'],
      categories: ['Name', 'Contact', 'Credit card'],
      fields: ['member.name', 'member.email', 'member.card'],
      special: [],
      recipients: [
        { name: 'Host Inc.', kind: 'entrustee', country: 'US' },
        { name: 'Partner Ltd', kind: 'third_party' },
      ],
      transfers: [{ recipient: 'Host Inc.', country: 'US', basis: 'scc', reference: '2021/914' }],
      retention: '5 years from collection',
      roles: ['agent'],
      security: ['access by role, purpose and field; each access recorded'],
    })
  })

  it('as CSV is a line each, quoted, and begins with the mark of Excel where it is asked for', () => {
    const csv = ropaCsv(ropa(shop(), { lang: 'ja' }), { bom: true })
    expect(csv.startsWith('\ufeffcontroller,purpose,title')).toBe(true)
    expect(csv.trim().split('\r\n')).toHaveLength(6)
    expect(csv).toContain('お問い合わせへの対応')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1+1', '\r=1', '\ufeff=1'])(
    '%j is no formula in any cell',
    (text) => {
      const policy = shop((draft) => {
        draft.purposes.support.title = { en: text, ja: text }
      })
      const [, line] = ropaCsv(ropa(policy)).split(/\r\n(?=")/)
      expect(line ?? ropaCsv(ropa(policy))).toContain(`'${text.replace(/^\ufeff/, '\ufeff')}`)
    },
  )

  it('cells come back as they were', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== ''),
        (text) => {
          const policy = shop((draft) => {
            draft.purposes.support.title = { en: text, ja: text }
          })
          const [, row] = parse(ropaCsv(ropa(policy)))
          expect([text, `'${text}`]).toContain(row?.[2])
        },
      ),
      { numRuns: 100 },
    )
  })
})

/** RFC 4180, as a spreadsheet reads it. */
function parse(csv: string): string[][] {
  const rows: string[][] = [[]]
  let [cell, quoted] = ['', false]
  for (let i = 0; i < csv.length; i++) {
    const char = csv[i] as string
    if (quoted) {
      if (char !== '"') cell += char
      else if (csv[i + 1] === '"') cell += csv[i++]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (char === '\r' && csv[i + 1] === '\n') {
      rows.at(-1)?.push(cell)
      rows.push([])
      cell = ''
      i++
    } else cell += char
  }
  return rows
}
