import type { Title } from './title.js'

/** A case in which a law lets data be used, or given to somebody, without consent. */
export interface LegalItemText {
  /** The article, as lawyers write it. */
  readonly article: Title
  readonly title: Title
}

const appi = (paragraph: string, item: number, ja: string, en: string): LegalItemText => ({
  article: {
    en: `APPI Art. ${paragraph.replace('-', '(')})(${item})`,
    ja: `個人情報保護法第${paragraph.replace('-', '条第')}項第${item}号`,
  },
  title: { en, ja },
})
const gdpr = (letter: string, ja: string, en: string): LegalItemText => ({
  article: { en: `GDPR Art. 6(1)(${letter})`, ja: `GDPR第6条第1項(${letter})` },
  title: { en, ja },
})

const LAW = ['法令（条例を含む。）に基づく場合', 'laws or ordinances require or permit it'] as const
const LIFE = [
  '人の生命、身体又は財産の保護のために必要で、本人の同意を得ることが困難な場合',
  'life, body or property must be protected, and consent is hard to obtain',
] as const
const HEALTH = [
  '公衆衛生の向上又は児童の健全な育成の推進のために特に必要で、本人の同意を得ることが困難な場合',
  'public health or the upbringing of children needs it, and consent is hard to obtain',
] as const
const STATE = [
  '国の機関等が法令の定める事務を遂行することに協力する必要があり、本人の同意を得ることで支障を及ぼすおそれがある場合',
  'a public body does work that a law assigns to it, and asking for consent could hinder that',
] as const

/** Every listed case, by its code. Cases that laws add later are added here: the union is closed. */
export const LEGAL_ITEMS = {
  appi_18_3_1: appi('18-3', 1, ...LAW),
  appi_18_3_2: appi('18-3', 2, ...LIFE),
  appi_18_3_3: appi('18-3', 3, ...HEALTH),
  appi_18_3_4: appi('18-3', 4, ...STATE),
  appi_18_3_5: appi(
    '18-3',
    5,
    '学術研究機関等である事業者が学術研究の用に供する目的で取り扱う必要がある場合',
    'the business is an academic research institution and needs it for research',
  ),
  appi_18_3_6: appi(
    '18-3',
    6,
    '学術研究機関等に提供し、当該機関等が学術研究目的で取り扱う必要がある場合',
    'an academic research institution is given it and needs it for research',
  ),
  appi_27_1_1: appi('27-1', 1, ...LAW),
  appi_27_1_2: appi('27-1', 2, ...LIFE),
  appi_27_1_3: appi('27-1', 3, ...HEALTH),
  appi_27_1_4: appi('27-1', 4, ...STATE),
  appi_27_1_5: appi(
    '27-1',
    5,
    '学術研究機関等である事業者が学術研究の成果の公表又は教授のためやむを得ず提供する場合',
    'an academic research institution cannot publish or teach its research without providing it',
  ),
  appi_27_1_6: appi(
    '27-1',
    6,
    '学術研究機関等である事業者が共同して学術研究を行う第三者に学術研究目的で提供する必要がある場合',
    'an academic research institution provides it, for research, to whom it does that research with',
  ),
  appi_27_1_7: appi(
    '27-1',
    7,
    '学術研究機関等である第三者が学術研究目的で取り扱う必要がある場合',
    'the third party is an academic research institution and needs it for research',
  ),
  gdpr_6_1_c: gdpr(
    'c',
    '管理者が従うべき法的義務を遵守するために必要な場合',
    'a legal obligation of the controller requires it',
  ),
  gdpr_6_1_d: gdpr(
    'd',
    'データ主体又は他の自然人の生命に関する利益を保護するために必要な場合',
    'the vital interests of a person must be protected',
  ),
  gdpr_6_1_e: gdpr(
    'e',
    '公共の利益又は公的権限の行使のために行われる職務の遂行に必要な場合',
    'a task in the public interest, or official authority, requires it',
  ),
} as const satisfies Record<string, LegalItemText>

/** A listed legal item, named after its law, article, paragraph and item: `appi_18_3_2`. */
export type LegalItem = keyof typeof LEGAL_ITEMS

export const LEGAL_ITEM_NAMES = Object.keys(LEGAL_ITEMS) as [LegalItem, ...LegalItem[]]
