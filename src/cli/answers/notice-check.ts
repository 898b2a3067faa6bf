import { readFileSync } from 'node:fs'
import {
  checkNotice,
  isPurposeboundError,
  type Language,
  type NoticeDrift,
  type Policy,
} from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { languageIn } from '../language.js'
import { loadPolicy } from '../load-policy.js'
import { printable } from '../printable.js'
import { assertReadable } from '../readable.js'

/** Where a published notice and the policy differ: each purpose, recipient and period. */
export async function noticeCheck({ args: [file = '', named], options, terminal }: Given): Promise<Answer> {
  const asked = languageIn(options)
  assertReadable(file)
  const { policy } = await loadPolicy(named, options)
  const { lang, drift } = read(policy, readFileSync(file, 'utf8'), asked, file)
  const lines = drift.map((each) => `${terminal.colour('red', 'differs:')} ${printable(each[lang])}\n`)
  const { name, version } = policy
  const fine = `${terminal.colour('green', 'fine:')} ${file} says what ${name} ${version} says\n`
  return {
    yes: drift.length === 0,
    text: drift.length === 0 ? fine : lines.join(''),
    data: { file, lang, drift },
  }
}

/** In the language that is asked for, or else in the one it is in. @throws Failure */
function read(
  policy: Policy,
  text: string,
  asked: Language | undefined,
  file: string,
): { readonly lang: Language; readonly drift: readonly NoticeDrift[] } {
  const languages: readonly Language[] = asked ? [asked] : ['en', 'ja']
  for (const lang of languages)
    try {
      return { lang, drift: checkNotice(policy, text, { lang }) }
    } catch (error) {
      if (!isPurposeboundError(error) || error.code !== 'notice_language') throw error
    }
  throw new Failure({
    file,
    message: asked
      ? `this notice is not in \`${asked}\` (notice_language)`
      : 'this notice is neither in English nor in Japanese (notice_language)',
    hint: 'is it the right file?',
  })
}
