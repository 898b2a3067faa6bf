import type { Language } from '../index.js'
import { Failure } from './failure.js'

/** The language that is asked for, if any. @throws Failure */
export function languageIn({ lang }: { readonly [name: string]: unknown }): Language | undefined {
  if (lang === undefined || lang === 'en' || lang === 'ja') return lang
  throw new Failure({ message: '`--lang` is `en` or `ja`' })
}
