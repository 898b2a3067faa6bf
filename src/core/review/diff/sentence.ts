import type { PurposeDef } from '../../catalog/purpose.js'
import { fieldAt } from '../permission.js'
import { HIDDEN } from '../sights.js'
import type { Extra } from './beyond.js'
import type { Direction, PolicyChange } from './policy-change.js'
import { actionWords, askedWords, LEVEL_WORDS, listed, type Words } from './words.js'

/** What all of `extras` come to, in one sentence. */
export function sentence(
  { name }: PurposeDef,
  about: PolicyChange['about'],
  extras: readonly Extra[],
  roles: readonly string[],
  direction: Direction,
): Words {
  const first = extras[0] as Extra
  const { at, level, was = HIDDEN, how = '', witness } = first
  const { resource, action } = first.ask
  const more = direction === 'wider'
  const does = actionWords(action)
  const who = roles.length === 0 ? { en: 'the person themselves', ja: '本人' } : listed(roles)
  const fields = [
    ...new Set(extras.flatMap((each) => (each.at > 0 ? fieldAt(each.at, resource)?.path : undefined) ?? [])),
  ]
  const named = fields.map((path) => `${resource.name}.${path}`)
  const shown = LEVEL_WORDS[level] as Words
  const before = LEVEL_WORDS[was] as Words
  const written = at > resource.fields.length
  const what: Words = (() => {
    switch (about) {
      case 'terms':
        return {
          en: 'whoever agreed to earlier terms is asked again',
          ja: '以前の条件に同意した本人には、あらためて同意を求めます',
        }
      case 'basis': {
        const asked = askedWords(how)
        return more
          ? { en: `is permitted ${asked.en}`, ja: `${asked.ja}利用できるようになります` }
          : { en: `is no longer permitted ${asked.en}`, ja: `${asked.ja}利用することはできなくなります` }
      }
      case 'role': {
        const of = named.length > 0 ? listed(named) : listed([resource.name])
        return more
          ? {
              en: `${who.en} may ${does.en} ${of.en}, as far as the purpose went already`,
              ja: `${who.ja}が${of.ja}を${does.ja}できるようになります（目的の範囲は変わりません）`,
            }
          : {
              en: `${who.en} may no longer ${does.en} ${of.en}`,
              ja: `${who.ja}は${of.ja}を${does.ja}できなくなります`,
            }
      }
      case 'rows':
        return more
          ? {
              en: `may ${does.en} more of \`${resource.name}\``,
              ja: `\`${resource.name}\`の${does.ja}の範囲が広がります`,
            }
          : {
              en: `may ${does.en} less of \`${resource.name}\``,
              ja: `\`${resource.name}\`の${does.ja}の範囲が狭まります`,
            }
      default: {
        const of = listed(named)
        if (written)
          return more
            ? { en: `may ${does.en} ${of.en}`, ja: `${of.ja}を${does.ja}できるようになります` }
            : { en: `may no longer ${does.en} ${of.en}`, ja: `${of.ja}を${does.ja}できなくなります` }
        const [en, ja] =
          was === level
            ? ['on other rows or in another form', '対象または伏せ方が異なる']
            : [before.en, before.ja]
        return more
          ? {
              en: `shows ${of.en} ${shown.en} (before: ${en})`,
              ja: `${of.ja}を${shown.ja}利用します（従来: ${ja}）`,
            }
          : {
              en: `no longer shows ${of.en} ${shown.en} (now: ${en})`,
              ja: `${of.ja}を${shown.ja}利用しなくなります（今後: ${ja}）`,
            }
      }
    }
  })()
  const unsure = witness === 'too_many' ? UNSURE : { en: '', ja: '' }
  return { en: `\`${name}\`: ${what.en}${unsure.en}`, ja: `\`${name}\`: ${what.ja}${unsure.ja}` }
}

const UNSURE: Words = {
  en: ' (its conditions are too large to be compared: assumed)',
  ja: '（条件が大きすぎて比較できないため、そうみなしています）',
}
