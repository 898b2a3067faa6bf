import { diffPolicies, type PolicyDiff } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { languageIn } from '../language.js'
import { loadPolicy } from '../load-policy.js'

/** What a new policy permits that an old one does not, whom to tell and whom to ask. */
export async function diff({
  args: [old = '', next],
  options,
  terminal: { colour },
}: Given): Promise<Answer> {
  const lang = languageIn(options) ?? 'en'
  const [before, after] = [await loadPolicy(old, options), await loadPolicy(next, options)]
  if (before.policy.name !== after.policy.name)
    throw new Failure({
      file: before.file,
      message: `this is the policy \`${before.policy.name}\`, and ${after.file} is \`${after.policy.name}\``,
      hint: 'name two editions of the same policy',
    })
  const found = diffPolicies(before.policy, after.policy)
  const tone = found.ready ? 'green' : 'red'
  const head = colour(tone, `${HEADS[found.ready ? 'ready' : 'missing'][lang]}: ${found.verdict}`)
  return {
    yes: found.ready && (options['strict'] !== true || ['same', 'narrower'].includes(found.verdict)),
    text: `${head}\n${linesOf(found, lang).join('')}`,
    data: found,
  }
}

const HEADS = {
  ready: { en: 'nothing is missing', ja: '不足はありません' },
  missing: { en: 'something is missing', ja: '不足があります' },
} as const

function linesOf({ purposes, recipients, wording }: PolicyDiff, lang: 'en' | 'ja'): string[] {
  const must = lang === 'ja' ? '要対応' : 'missing'
  return [
    ...purposes.flatMap((purpose) => [
      `\n${purpose.purpose}: ${purpose.verdict}\n`,
      ...purpose.changes.map((each) => `  ${each.verdict}: ${each[lang]}\n`),
      `  -> ${purpose[lang]}\n`,
      ...purpose.missing.map((each) => `  ${must}: ${each[lang]}\n`),
    ]),
    ...recipients.flatMap((recipient) => [
      `\n${recipient.recipient}: ${recipient.verdict}\n`,
      ...recipient.changes.map((each) => `  ${each.verdict}: ${each[lang]}\n`),
      `  -> ${recipient[lang]}\n`,
    ]),
    ...(wording.length === 0 ? [] : ['\n']),
    ...wording.map(({ path, ...each }) => `${path}: ${each[lang]}\n`),
  ]
}
