import type { Catalog } from '../../catalog/catalog.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import { inLanguage, joined, type Language } from './language.js'
import { type Article, type Block, categoryTitle, purposeTitle, usedTitles } from './part.js'
import { retentionText } from './period-text.js'
import { BASIS_WORDS, HEADINGS, type Part, RIGHTS } from './phrases.js'
import { recipientBlocks, transferBlocks } from './recipient-blocks.js'

/** The articles of a notice, in the order of a privacy policy; what the policy says nothing of has none. */
export function articlesOf(catalog: Catalog, lang: Language): Article[] {
  const t = (en: string, ja: string): string => (lang === 'ja' ? ja : en)
  const { document } = catalog
  const { controller } = document
  const purposes = [...catalog.purposes.values()]
  const parts: { readonly [P in Part]: readonly Block[] } = {
    controller: controller
      ? [
          {
            list: [
              `${t('Name: ', '名称：')}${controller.name}`,
              ...(controller.address ? [`${t('Address: ', '住所：')}${controller.address}`] : []),
              ...(controller.representative
                ? [`${t('Represented by: ', '代表者：')}${controller.representative}`]
                : []),
            ],
          },
        ]
      : [],
    categories: categoryBlocks(catalog, lang),
    purposes: [
      {
        text: t(
          'We use personal data for these purposes, and for no others unless the law says so or you agree.',
          '当社は、次の利用目的の達成に必要な範囲で個人情報を利用し、法令に定めがある場合又はご本人の同意がある場合を除き、これ以外の目的には利用しません。',
        ),
      },
      {
        head: [
          t('Clause', '条項'),
          t('Purpose', '利用目的'),
          t('What is used', '利用する情報'),
          t('On what basis', '根拠'),
        ],
        rows: purposes.map((purpose) => [
          purpose.clause ?? '',
          purposeTitle(catalog, purpose.name, lang),
          usesText(catalog, purpose, lang),
          BASIS_WORDS[purpose.basis][lang],
        ]),
      },
    ],
    changes: changeBlocks(catalog, purposes, lang),
    recipients: recipientBlocks(catalog, lang),
    transfers: transferBlocks(catalog, lang),
    retention: retentionBlocks(catalog, purposes, lang),
    security: [
      {
        list: [
          t(
            'Who may see which data, for which purpose, is laid down, and enforced by the system at each access.',
            '個人データを取り扱う者と、その者が利用目的ごとに取り扱う情報の範囲を定め、システムによるアクセス制御で実施しています。',
          ),
          t(
            'Data is shown in part or not at all where the purpose does not need it.',
            '利用目的に必要のない情報は表示せず、又は一部を伏せて表示しています。',
          ),
          t(
            'Each access is recorded, and the records are reviewed.',
            '個人データへのアクセスを記録し、定期的に点検しています。',
          ),
        ],
      },
    ],
    rights: [
      {
        text: t(
          'You may ask us:',
          'ご本人は、当社に対し、法令の定めるところにより次の請求等を行うことができます。',
        ),
      },
      {
        list: RIGHTS.filter(([, bases]) => !bases || purposes.some(({ basis }) => bases.includes(basis))).map(
          ([words]) => words[lang],
        ),
      },
      ...(document.consent ? [{ text: inLanguage(document.consent.withdrawal, lang) }] : []),
    ],
    contact: controller
      ? [
          {
            text: t(
              `Questions, complaints and requests go to: ${controller.contact}`,
              `個人情報の取扱いに関するご質問、苦情及びご請求は、次の窓口までご連絡ください：${controller.contact}`,
            ),
          },
        ]
      : [],
  }
  return (Object.keys(HEADINGS) as Part[]).flatMap((part) =>
    parts[part].length === 0 ? [] : [{ part, title: HEADINGS[part][lang], blocks: parts[part] }],
  )
}

function usesText(catalog: Catalog, purpose: PurposeDef, lang: Language): string {
  if (purpose.uses.size > 0) return joined(usedTitles(catalog, purpose, lang), lang)
  const below = purpose.family.filter((each) => each !== purpose.name)
  const titles = joined(
    below.map((each) => purposeTitle(catalog, each, lang)),
    lang,
  )
  if (below.length === 0) return lang === 'ja' ? 'なし' : 'nothing'
  return lang === 'ja' ? `${titles}の総称` : `stands for: ${titles}`
}

function categoryBlocks(catalog: Catalog, lang: Language): Block[] {
  const found = new Map<string, boolean>()
  for (const { fields } of catalog.resources.values())
    for (const { class: kind, category } of fields)
      if (kind === 'personal' && category) {
        const title = categoryTitle(catalog, category.lineage, lang)
        found.set(title, found.get(title) === true || category.class?.name === 'special_care')
      }
  if (found.size === 0) return []
  const care = lang === 'ja' ? '（要配慮個人情報）' : ' (special care)'
  return [{ list: [...found].map(([title, special]) => (special ? title + care : title)) }]
}

function changeBlocks(catalog: Catalog, purposes: readonly PurposeDef[], lang: Language): Block[] {
  const list = purposes.flatMap((purpose) =>
    purpose.compatibleWith.map(({ purpose: old, reasons, effective }) => {
      const [title, from] = [purposeTitle(catalog, purpose.name, lang), purposeTitle(catalog, old, lang)]
      const since = effective === undefined ? '' : new Date(effective).toISOString().slice(0, 10)
      const link = inLanguage(reasons.link, lang)
      return lang === 'ja'
        ? `「${title}」は、「${from}」と関連性を有する範囲で変更した利用目的です${since && `（効力発生日：${since}）`}。${link}`
        : `“${title}” grew out of “${from}”${since && `, from ${since} on`}. ${link}`
    }),
  )
  return list.length === 0 ? [] : [{ list }]
}

function retentionBlocks(catalog: Catalog, purposes: readonly PurposeDef[], lang: Language): Block[] {
  const rows = [
    ...purposes.flatMap(({ name, retention }) =>
      retention ? [[purposeTitle(catalog, name, lang), retentionText(retention, lang)]] : [],
    ),
    ...ofFields(catalog, lang),
  ]
  if (rows.length === 0) return []
  return [
    {
      text:
        lang === 'ja'
          ? '個人情報は、次の期間が経過した後は、その利用目的には利用しません。複数の期間に当たるときは、短い期間によります。'
          : 'After these periods data no longer serves the purpose; where two apply, the shorter one counts.',
    },
    { head: lang === 'ja' ? ['利用目的・情報', '期間'] : ['Purpose or data', 'Period'], rows },
  ]
}

/** Periods that hold whatever the purpose, by the category of what they are about. */
function ofFields(catalog: Catalog, lang: Language): string[][] {
  const found = new Map<string, string[]>()
  for (const { fields } of catalog.resources.values())
    for (const { category, retentions } of fields)
      for (const retention of retentions) {
        const row = [categoryTitle(catalog, category?.lineage ?? [], lang), retentionText(retention, lang)]
        found.set(row.join('\n'), row)
      }
  return [...found.values()]
}
