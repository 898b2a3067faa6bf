import type { Action } from '../../catalog/action.js'

export interface Words {
  readonly en: string
  readonly ja: string
}

/** What the policy that permits more no longer asks, as `stricter.ts` says it. */
const ASKED: { readonly [how: string]: Words } = {
  'without a justification': { en: 'without a justification', ja: '理由の記載なしで' },
  'for a person who has said nothing': {
    en: 'for a person who has said nothing',
    ja: '何も意思表示をしていない本人についても',
  },
  'for a person who withdrew consent': {
    en: 'for a person who withdrew consent',
    ja: '同意を撤回した本人についても',
  },
  'for a person who agreed to earlier terms': {
    en: 'for a person who agreed to earlier terms',
    ja: '以前の条件に同意した本人についても',
  },
  'for a person who objected': { en: 'for a person who objected', ja: '異議を申し立てた本人についても' },
  'for a person who restricted the use': {
    en: 'for a person who restricted the use',
    ja: '利用の制限を求めた本人についても',
  },
  'on what was announced of earlier terms': {
    en: 'on what was announced of earlier terms',
    ja: '以前の条件についての公表・通知だけで',
  },
  'before it is announced': { en: 'before it is announced', ja: '公表・通知の前でも' },
  'of another tenant': { en: 'for rows of another tenant', ja: '別のテナントのデータについても' },
  'about other people': { en: 'for rows about other people', ja: '別の本人のデータとして' },
}

export function askedWords(how: string): Words {
  return ASKED[how] ?? { en: how, ja: how }
}

const DOES: { readonly [A in Action]: string } = {
  read: '閲覧',
  create: '登録',
  update: '更新',
  delete: '削除',
  disclose: '提供',
  export: '書き出し',
  contact: '連絡',
  exception: '例外利用',
  audit: '監査',
}

export function actionWords(action: Action): Words {
  return { en: action, ja: DOES[action] }
}

export const LEVEL_WORDS: readonly Words[] = [
  { en: 'not at all', ja: '表示なし' },
  { en: 'masked', ja: '伏せて' },
  { en: 'clear', ja: 'そのまま' },
]

/** Names in a row: `a, b and c`; `a・b・c`. */
export function listed(names: readonly string[]): Words {
  const quoted = names.map((name) => `\`${name}\``)
  const en = quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
  return { en, ja: quoted.join('・') }
}
