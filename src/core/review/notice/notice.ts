import type { Policy } from '../../catalog/declaration.js'
import { catalogOf } from '../../catalog/policy.js'
import { PurposeboundError } from '../../errors.js'
import { articlesOf } from './articles.js'
import { type Language, toLanguage } from './language.js'
import { toHtml, toMarkdown } from './render.js'

export interface NoticeOptions {
  readonly lang: Language
  /** @defaultValue `'markdown'` */
  readonly format?: 'markdown' | 'html'
}

/**
 * The privacy notice that a policy comes to, in the form of a privacy policy: who is responsible, what is collected, the
 * purposes of use with their clauses, recipients and other countries, how long, which rights, whom to ask.
 *
 * A draft for whoever answers for it: what stands in no policy (how a complaint is handled) is theirs to add. (APPI 21,
 * 27, 28, 32; GDPR 13.)
 *
 * @throws PurposeboundError `notice_language`, `config_invalid` for another format
 * @example
 * ```ts
 * notice(policy, { lang: 'ja' }) // '# WeLearn Co., Ltd. プライバシーポリシー\n\n## 第1条 個人情報取扱事業者\n…'
 * ```
 */
export function notice(policy: Policy, options: NoticeOptions): string {
  const { lang: given, format = 'markdown' } = Object(options) as NoticeOptions
  const lang = toLanguage(given)
  if (format !== 'markdown' && format !== 'html')
    throw new PurposeboundError('config_invalid', "`format` is 'markdown' or 'html'")
  const catalog = catalogOf(policy)
  const name = catalog.document.controller?.name ?? policy.name
  const title = lang === 'ja' ? `${name} プライバシーポリシー` : `${name}: Privacy notice`
  const numbered = (n: number) => (lang === 'ja' ? `第${n}条` : `${n}.`)
  const articles = articlesOf(catalog, lang)
  return format === 'html' ? toHtml(title, articles, numbered, lang) : toMarkdown(title, articles, numbered)
}
