import type { PurposeDef } from '../../catalog/purpose.js'
import { pointer } from '../../catalog/pointer.js'
import { fieldAt } from '../permission.js'
import { HIDDEN } from '../sights.js'
import type { Extra } from './beyond.js'
import type { PolicyChange } from './policy-change.js'
import { actionWords, askedWords, LEVEL_WORDS, listed, type Words } from './words.js'

/** Which of two policies permits what was found: the new one more, or the old one. */
type Direction = 'wider' | 'narrower'

/** What a wider use is taken for, where it goes beyond the purpose as it was. */
type Outside = 'wider_related' | 'wider_new'

interface Group {
  readonly about: PolicyChange['about']
  readonly extras: Extra[]
}

/** A basis that asks less of people is related to nothing, and new; these are no question of the basis. */
const HOWS: { readonly [how: string]: PolicyChange['verdict'] } = {
  'without a justification': 'wider_within',
  // whose data it is: nobody can be asked for that
  'of another tenant': 'undetermined',
  'about other people': 'undetermined',
}
const AGAIN = 'for a person who agreed to earlier terms'

/** Everything found about one purpose, as sentences: what is true of several roles or fields is said once. */
export function changesOf(
  purpose: PurposeDef,
  extras: Iterable<Extra>,
  direction: Direction,
  outside: Outside,
): PolicyChange[] {
  const all = [...extras]
  const rows = new Set(all.filter((each) => each.at === 0 && each.outside).map(placeOf))
  const groups = new Map<string, Group>()
  for (const extra of all) {
    // of rows that are new all fields are
    if (extra.at > 0 && extra.outside && (extra.was ?? HIDDEN) >= extra.level && rows.has(placeOf(extra)))
      continue
    const about = aboutOf(extra, direction)
    const key = [about, placeOf(extra), ...particulars(about, extra)].join(' ')
    const group = groups.get(key) ?? { about, extras: [] }
    groups.set(key, group)
    group.extras.push(extra)
  }
  return [...groups.values()].map((group) => changeOf(purpose, group, direction, outside))
}

function placeOf({ ask }: Extra): string {
  return `${ask.resource.name} ${ask.action}`
}

function aboutOf({ at, how, outside }: Extra, direction: Direction): PolicyChange['about'] {
  if (how === AGAIN && direction === 'narrower') return 'terms'
  if (how !== undefined) return 'basis'
  if (!outside) return 'role'
  return at === 0 ? 'rows' : 'field'
}

function particulars(about: PolicyChange['about'], { at, level, how = '', role = '' }: Extra): string[] {
  if (about === 'field') return [`${at} ${level}`]
  return about === 'role' ? [role] : [how]
}

function changeOf(
  purpose: PurposeDef,
  { about, extras }: Group,
  direction: Direction,
  outside: Outside,
): PolicyChange {
  const first = extras[0] as Extra
  const { resource, action } = first.ask
  const field = about === 'field' ? fieldAt(first.at, resource)?.path : undefined
  const roles = [...new Set(extras.flatMap(({ role }) => role ?? []))].sort()
  const { en, ja } = sentence(purpose, about, extras, roles, direction)
  return Object.freeze({
    verdict: verdictOf(about, extras, direction, outside),
    about,
    ...(about !== 'basis' && about !== 'terms' && { resource: resource.name, action }),
    ...(field !== undefined && { field }),
    ...(roles.length > 0 && { roles: Object.freeze(roles) }),
    rules: Object.freeze([
      ...new Set([...extras.map(({ rule }) => rule), pointer('purposes', purpose.name)]),
    ]),
    en,
    ja,
  })
}

function verdictOf(
  about: PolicyChange['about'],
  extras: readonly Extra[],
  direction: Direction,
  outside: Outside,
): PolicyChange['verdict'] {
  if (extras.some(({ witness }) => witness === 'too_many')) return 'undetermined'
  if (direction === 'narrower') return 'narrower'
  const { how } = extras[0] as Extra
  if (how !== undefined) return HOWS[how] ?? 'wider_new'
  return about === 'role' ? 'wider_within' : outside
}

function sentence(
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
          ? { en: `may ${does.en} more of \`${resource.name}\``, ja: `\`${resource.name}\`の${does.ja}の範囲が広がります` }
          : { en: `may ${does.en} less of \`${resource.name}\``, ja: `\`${resource.name}\`の${does.ja}の範囲が狭まります` }
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
          ? { en: `shows ${of.en} ${shown.en} (before: ${en})`, ja: `${of.ja}を${shown.ja}利用します（従来: ${ja}）` }
          : { en: `no longer shows ${of.en} ${shown.en} (now: ${en})`, ja: `${of.ja}を${shown.ja}利用しなくなります（今後: ${ja}）` }
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
