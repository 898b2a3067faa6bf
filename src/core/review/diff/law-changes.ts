import type { Catalog } from '../../catalog/catalog.js'
import { LEGAL_ITEMS, type LegalItem } from '../../catalog/legal-item.js'
import type { ProhibitionDef } from '../../catalog/prohibition.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import { awaitsAnnouncement } from '../../decide/announced.js'
import { periodsOf } from './periods.js'
import { change, type PolicyChange } from './policy-change.js'
import { inBoth } from './titles.js'
import { listed, type Words } from './words.js'

type Outside = 'wider_related' | 'wider_new'

/** How long data serves a purpose. */
export function* retentionChanges(
  before: PurposeDef,
  after: PurposeDef,
  was: Catalog,
  is: Catalog,
  outside: Outside,
): Generator<PolicyChange> {
  const found = [...is.resources.values()].flatMap((resource) => {
    const old = was.resources.get(resource.name)
    const kept = old ? [...periodsOf(before, after, old, resource)] : []
    return kept.map((each) => ({ ...each, path: `${resource.name}.${each.path}` }))
  })
  const words = {
    longer: [outside, { en: 'kept longer', ja: 'の保存期間が長くなります' }],
    shorter: ['narrower', { en: 'kept less long', ja: 'の保存期間が短くなります' }],
    unknown: [
      'undetermined',
      { en: 'kept for another time', ja: 'の保存期間が変わります（長短は比較できません）' },
    ],
  } as const
  for (const kept of ['longer', 'shorter', 'unknown'] as const) {
    const fields = found.filter((each) => each.kept === kept).map(({ path }) => path)
    if (fields.length === 0) continue
    const [verdict, { en, ja }] = words[kept]
    const of = listed(fields)
    yield change(verdict, 'retention', after.name, {
      en: `${of.en} ${fields.length === 1 ? 'is' : 'are'} ${en}`,
      ja: `${of.ja}${ja}`,
    })
  }
}

/** What the law is told of a purpose. */
export function* lawChanges(
  before: PurposeDef,
  after: PurposeDef,
  outside: Outside,
): Generator<PolicyChange> {
  const about = (verdict: PolicyChange['verdict'], words: Words) => change(verdict, 'law', after.name, words)
  for (const item of after.exceptions)
    if (!before.exceptions.has(item))
      yield about('wider_within', {
        en: `may be used without consent where ${titleOf(item).en}`,
        ja: `「${titleOf(item).ja}」に同意なく利用できるようになります`,
      })
  for (const item of before.exceptions)
    if (!after.exceptions.has(item))
      yield about('narrower', {
        en: `is no longer used without consent where ${titleOf(item).en}`,
        ja: `「${titleOf(item).ja}」であっても同意なく利用しなくなります`,
      })
  if (before.message !== after.message)
    yield about(messageVerdict(before.message, after.message, outside), {
      en: `sends ${after.message ?? 'no'} messages (before: ${before.message ?? 'none'})`,
      ja: `送信する連絡の種類が変わります（従来: ${SORTS[before.message ?? 'none']}、今後: ${SORTS[after.message ?? 'none']}）`,
    })
  if (before.incidental !== after.incidental)
    yield about(after.incidental ? 'narrower' : outside, {
      en: after.incidental ? 'is only incidental from now on' : 'is no longer only incidental',
      ja: after.incidental ? '付随的な目的になります' : '付随的な目的ではなくなります',
    })
}

const SORTS = { none: 'なし', transactional: '取引に関する連絡', marketing: '広告・宣伝' } as const

function messageVerdict(
  before: PurposeDef['message'],
  after: PurposeDef['message'],
  outside: Outside,
): PolicyChange['verdict'] {
  if (after === undefined) return 'narrower'
  return before === 'transactional' ? 'undetermined' : outside
}

function titleOf(item: LegalItem): Words {
  return inBoth(LEGAL_ITEMS[item].title)
}

/** From when on a change holds, and what it grew out of: whoever was asked for consent to that is asked again. */
export function* originChanges(before: PurposeDef, after: PurposeDef): Generator<PolicyChange> {
  if (!awaitsAnnouncement(before) || !awaitsAnnouncement(after)) return
  const [was, is] = [originOf(before), originOf(after)]
  const gone = [...was.roots].filter((each) => !is.roots.has(each))
  if (gone.length > 0 || is.from < was.from)
    yield change('undetermined', 'basis', after.name, {
      en: 'it is said to have grown out of less, or to hold from an earlier time',
      ja: '関連する目的の宣言が減るか、効力発生日が早まります',
    })
  else if (is.roots.size > was.roots.size || is.from > was.from)
    yield change('narrower', 'basis', after.name, {
      en: 'it is said to have grown out of more, or to hold from a later time',
      ja: '関連する目的の宣言が増えるか、効力発生日が遅くなります',
    })
}

function originOf({ compatibleWith }: PurposeDef) {
  return {
    roots: new Set(compatibleWith.map(({ purpose }) => purpose)),
    from: Math.max(...compatibleWith.map(({ effective = Number.NEGATIVE_INFINITY }) => effective)),
  }
}

/** To whom data must not go is no question of rows. */
export function* forbiddenChanges({ name }: PurposeDef, was: Catalog, is: Catalog): Generator<PolicyChange> {
  const [before, after] = [keysOf(was, name), keysOf(is, name)]
  const gone = before.filter((each) => !after.includes(each))
  const come = after.filter((each) => !before.includes(each))
  if (gone.length > 0)
    yield change('undetermined', 'recipient', name, {
      en: 'it is no longer forbidden, or forbidden otherwise, to provide data to some recipients',
      ja: '一部の提供先に対する提供の禁止が、なくなるか変わります',
    })
  else if (come.length > 0)
    yield change('narrower', 'recipient', name, {
      en: 'it is forbidden to provide data to more recipients',
      ja: '提供を禁止する提供先が増えます',
    })
}

function keysOf({ prohibitions }: Catalog, purpose: string): string[] {
  const about = ({ purposes, recipients }: ProhibitionDef) =>
    recipients !== undefined && (!purposes || purposes.has(purpose))
  return prohibitions
    .filter(about)
    .map(({ of, actions, recipients }) =>
      [of, actions, recipients].map((each) => (each ? [...each].sort().join() : 'all')).join(' | '),
    )
}
