import { notice as noticeOf } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { languageIn } from '../language.js'
import { loadPolicy } from '../load-policy.js'

/** The privacy notice that a policy comes to. */
export async function notice({ args: [named], options }: Given): Promise<Answer> {
  const { format = 'markdown' } = options
  if (format !== 'markdown' && format !== 'html')
    throw new Failure({ message: '`--format` is `markdown` or `html`' })
  const lang = languageIn(options) ?? 'en'
  const { policy } = await loadPolicy(named, options)
  const text = noticeOf(policy, { lang, format })
  return { yes: true, text, data: { lang, format, text } }
}
