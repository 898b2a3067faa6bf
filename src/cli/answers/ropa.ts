import { ropa as recordOf, ropaCsv } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { languageIn } from '../language.js'
import { loadPolicy } from '../load-policy.js'

/** The record of processing that a policy comes to: CSV, or JSON. */
export async function ropa({ args: [named], options }: Given): Promise<Answer> {
  const { policy } = await loadPolicy(named, options)
  const record = recordOf(policy, { lang: languageIn(options) ?? 'en' })
  return { yes: true, text: ropaCsv(record, { bom: options['bom'] === true }), data: record }
}
