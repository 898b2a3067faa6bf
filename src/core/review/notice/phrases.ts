import type { Basis } from '../../catalog/document.js'
import type { RecipientDocument } from '../../catalog/recipient.js'
import type { Words } from '../diff/words.js'

type Kind = RecipientDocument['kind']
type TransferBasis = NonNullable<RecipientDocument['transfer']>['basis']

export const BASIS_WORDS: { readonly [B in Basis]: Words } = {
  consent: { en: 'your consent', ja: 'ご本人の同意' },
  contract: { en: 'the contract with you', ja: 'ご本人との契約の履行' },
  legal_obligation: { en: 'a legal obligation', ja: '法令上の義務' },
  vital_interests: { en: 'vital interests', ja: '生命・身体の保護' },
  public_task: { en: 'a task in the public interest', ja: '公共の利益のための職務' },
  legitimate_interests: { en: 'our legitimate interests', ja: '当社の正当な利益' },
}

export const KIND_WORDS: { readonly [K in Kind]: Words } = {
  third_party: { en: 'third party', ja: '第三者提供' },
  entrustee: { en: 'works for us', ja: '委託' },
  joint_user: { en: 'joint use', ja: '共同利用' },
  successor: { en: 'successor', ja: '事業の承継' },
}

export const TRANSFER_WORDS: { readonly [B in TransferBasis]: Words } = {
  consent: { en: 'your consent', ja: 'ご本人の同意' },
  adequacy: { en: 'a decision of adequacy', ja: '十分性の認定（同等の水準にあると認められる国）' },
  equivalent_measures: { en: 'equivalent measures', ja: '相当措置を継続的に講ずる体制' },
  scc: { en: 'standard contractual clauses', ja: '標準契約条項' },
  bcr: { en: 'binding corporate rules', ja: '拘束的企業準則' },
  derogation: { en: 'a derogation of the law', ja: '法令が定める例外' },
}

/** What people may ask for, on which bases (GDPR 7(3), 15 to 22; APPI 33 to 35): `undefined` for all. */
export const RIGHTS: readonly (readonly [Words, readonly Basis[] | undefined])[] = [
  [
    {
      en: 'to be told what we hold of you, for which purposes, and to whom it went',
      ja: '保有個人データの開示、利用目的の通知、第三者提供記録の開示の請求',
    },
    undefined,
  ],
  [{ en: 'to have it corrected, completed or erased', ja: '内容の訂正、追加又は削除の請求' }, undefined],
  [
    { en: 'to have its use restricted or stopped', ja: '利用の停止、消去又は第三者への提供の停止の請求' },
    undefined,
  ],
  [
    {
      en: 'to take back a consent at any time, as easily as it was given',
      ja: '同意の撤回（いつでも、同意と同じ容易さで行えます）',
    },
    ['consent'],
  ],
  [
    { en: 'to receive it in a form that machines read', ja: '機械で読み取れる形式での受け取り' },
    ['consent', 'contract'],
  ],
  [{ en: 'to object to its use', ja: '利用に対する異議の申立て' }, ['legitimate_interests', 'public_task']],
]

export const HEADINGS = {
  controller: { en: 'Who is responsible', ja: '個人情報取扱事業者' },
  categories: { en: 'What we collect', ja: '取得する個人情報' },
  purposes: { en: 'Purposes of use', ja: '利用目的' },
  changes: { en: 'Changes of purpose', ja: '利用目的の変更' },
  recipients: { en: 'Whom it is provided to', ja: '第三者提供・委託・共同利用' },
  transfers: { en: 'Other countries', ja: '外国にある第三者への提供' },
  retention: { en: 'How long it is kept', ja: '保存期間' },
  security: { en: 'How it is protected', ja: '安全管理のために講じた措置' },
  rights: { en: 'Your rights', ja: 'ご本人の権利' },
  contact: { en: 'Contact', ja: 'お問い合わせ窓口' },
} as const satisfies { readonly [part: string]: Words }

export type Part = keyof typeof HEADINGS
