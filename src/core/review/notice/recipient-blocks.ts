import type { Catalog } from '../../catalog/catalog.js'
import type { RecipientDef } from '../../catalog/recipient.js'
import { inLanguage, joined, type Language } from './language.js'
import { type Block, categoryTitle, countryName, purposeTitle, recipientTitle } from './part.js'
import { KIND_WORDS, TRANSFER_WORDS } from './phrases.js'

/** Whom data is provided to (APPI 27(1), 27(5); GDPR 13(1)(e)). */
export function recipientBlocks(catalog: Catalog, lang: Language): Block[] {
  const t = (en: string, ja: string): string => (lang === 'ja' ? ja : en)
  const recipients = [...catalog.recipients.values()]
  const prior = t(
    'We give personal data to no third party without your prior consent, unless the law says so.',
    '法令に基づく場合を除き、あらかじめご本人の同意を得ることなく、個人データを第三者に提供しません。',
  )
  if (recipients.length === 0) return [{ text: prior }]
  return [
    { text: prior },
    {
      head: [
        t('Recipient', '提供先'),
        t('How', '区分'),
        t('For which purposes', '利用目的'),
        t('What', '情報の項目'),
      ],
      rows: recipients.map((recipient) => [
        recipientTitle(recipient, lang),
        KIND_WORDS[recipient.kind][lang],
        recipient.purposes
          ? joined(
              [...recipient.purposes].map((each) => purposeTitle(catalog, each, lang)),
              lang,
            )
          : t('those you agreed to', 'ご本人が同意された利用目的'),
        recipient.of
          ? joined(itemsOf(catalog, recipient, lang), lang)
          : t('what the purpose needs', '利用目的に必要な情報'),
      ]),
    },
    ...jointUse(recipients, lang),
  ]
}

/** APPI 27(5)(3): who answers for joint use. */
function jointUse(recipients: readonly RecipientDef[], lang: Language): Block[] {
  const list = recipients.flatMap((recipient) => {
    const { responsible } = recipient.declared
    if (!responsible) return []
    const who = [responsible.name, responsible.address, responsible.representative].filter(
      (each) => each !== undefined,
    )
    return lang === 'ja'
      ? [`「${recipientTitle(recipient, lang)}」との共同利用の管理責任者：${who.join('、')}`]
      : [`Joint use with “${recipientTitle(recipient, lang)}” is answered for by: ${who.join(', ')}`]
  })
  return list.length === 0 ? [] : [{ list }]
}

/** To which countries, on what ground, and what is known of them (APPI 28; GDPR 13(1)(f)). */
export function transferBlocks({ recipients }: Catalog, lang: Language): Block[] {
  const rows = [...recipients.values()].flatMap((recipient) => {
    const { country, transfer } = recipient.declared
    if (!recipient.foreign || country === undefined || !transfer) return []
    const told = [transfer.system, transfer.measures].flatMap((each) =>
      each ? [inLanguage(each, lang)] : [],
    )
    return [
      [
        recipientTitle(recipient, lang),
        countryName(country, lang),
        [
          TRANSFER_WORDS[transfer.basis][lang],
          ...(transfer.reference ? [`(${transfer.reference})`] : []),
        ].join(' '),
        told.join(lang === 'ja' ? '。' : '. '),
      ],
    ]
  })
  if (rows.length === 0) return []
  const head =
    lang === 'ja'
      ? ['提供先', '国', '根拠', '当該国の制度・提供先の措置']
      : ['Recipient', 'Country', 'On what ground', 'The law there, and what the recipient does']
  return [{ head, rows }]
}

function itemsOf(catalog: Catalog, { of }: RecipientDef, lang: Language): string[] {
  const found = [...catalog.resources.values()].flatMap(({ fields }) =>
    fields.flatMap(({ within, category }) =>
      category && within.some((each) => of?.has(each))
        ? [categoryTitle(catalog, category.lineage, lang)]
        : [],
    ),
  )
  return [...new Set(found)]
}
