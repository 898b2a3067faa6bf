import type { Basis, PolicyDocument } from './document.js'
import { BASES } from './document.js'
import type { PurposeDef } from './purpose.js'
import type { Title } from './title.js'

interface RightDef {
  readonly title: Title
  /** Where the law gives it. */
  readonly article: Title
  /** Where the law says that the other bases do not. */
  readonly limit: string
  readonly bases: readonly Basis[]
}

/**
 * What a person may ask for, and which bases give it: the mapping of rights to lawful bases of the W3C Data Privacy
 * Vocabulary 2.3, with the articles of the APPI beside them.
 */
export const RIGHTS = {
  access: {
    title: { en: 'access', ja: '開示' },
    article: { en: 'GDPR Art. 15, APPI Art. 33', ja: 'GDPR第15条、個人情報保護法第33条' },
    limit: 'GDPR Art. 15',
    bases: BASES,
  },
  rectification: {
    title: { en: 'rectification', ja: '訂正等' },
    article: { en: 'GDPR Art. 16, APPI Art. 34', ja: 'GDPR第16条、個人情報保護法第34条' },
    limit: 'GDPR Art. 16',
    bases: BASES,
  },
  erasure: {
    title: { en: 'erasure', ja: '消去' },
    article: { en: 'GDPR Art. 17, APPI Art. 35', ja: 'GDPR第17条、個人情報保護法第35条' },
    limit: 'GDPR Art. 17(3)(b)',
    bases: ['consent', 'contract', 'vital_interests', 'legitimate_interests'],
  },
  restriction: {
    title: { en: 'restriction', ja: '利用停止等' },
    article: { en: 'GDPR Art. 18, APPI Art. 35', ja: 'GDPR第18条、個人情報保護法第35条' },
    limit: 'GDPR Art. 18',
    bases: BASES,
  },
  portability: {
    title: { en: 'portability', ja: 'データの持ち運び' },
    article: { en: 'GDPR Art. 20', ja: 'GDPR第20条' },
    limit: 'GDPR Art. 20(1)(a)',
    bases: ['consent', 'contract'],
  },
  objection: {
    title: { en: 'objection', ja: '異議の申立て' },
    article: { en: 'GDPR Art. 21', ja: 'GDPR第21条' },
    limit: 'GDPR Art. 21(1)',
    bases: ['public_task', 'legitimate_interests'],
  },
  withdrawal: {
    title: { en: 'withdrawal of consent', ja: '同意の撤回' },
    article: { en: 'GDPR Art. 7(3)', ja: 'GDPR第7条第3項' },
    limit: 'GDPR Art. 7(3)',
    bases: ['consent'],
  },
} as const satisfies Record<string, RightDef>

/** What a person may ask for of their data. */
export type Right = keyof typeof RIGHTS

const NAMES = Object.keys(RIGHTS) as readonly Right[]

/** Whether a purpose gives a right: by its basis, and beyond it where it says so or sends marketing (GDPR 21(2)). */
export function gives(right: Right, { name, basis, message }: PurposeDef, document: PolicyDocument): boolean {
  if ((RIGHTS[right].bases as readonly Basis[]).includes(basis)) return true
  return right === 'objection' && (message === 'marketing' || document.purposes[name]?.objectable === true)
}

export function rightsOf(purpose: PurposeDef, document: PolicyDocument): readonly Right[] {
  return NAMES.filter((right) => gives(right, purpose, document))
}
