import type { Title } from '../../catalog/title.js'
import { PurposeboundError } from '../../errors.js'

/** The languages that notices are written in. */
export type Language = 'en' | 'ja'

/** @throws PurposeboundError `notice_language` */
export function toLanguage(given: unknown): Language {
  if (given === 'en' || given === 'ja') return given
  throw new PurposeboundError('notice_language', "`lang` is 'en' or 'ja'")
}

/** A title in one language; one text stands for both. */
export function inLanguage(title: Title, lang: Language): string {
  return typeof title === 'string' ? title : title[lang]
}

/** Names in a row. */
export function joined(names: readonly string[], lang: Language): string {
  return names.join(lang === 'ja' ? '、' : ', ')
}
