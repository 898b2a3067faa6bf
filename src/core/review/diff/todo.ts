import type { Catalog } from '../../catalog/catalog.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ChangeVerdict, PolicyChange } from './policy-change.js'
import type { Relation } from './related.js'
import { titleOf } from './titles.js'
import type { Words } from './words.js'

/** What a change asks of whoever puts the new policy in force. */
export type Duty = 'nothing' | 'announce' | 'ask' | 'review'

/** What stands in the way of putting the new policy in force. */
export interface Missing extends Words {
  readonly code: 'terms_not_raised' | 'basis_not_consent' | 'related_to_consent' | 'undetermined'
}

interface Changed {
  readonly verdict: ChangeVerdict
  readonly before: PurposeDef | undefined
  readonly after: PurposeDef | undefined
  readonly relation: Relation
  readonly changes: readonly PolicyChange[]
  readonly catalog: Catalog
}

/** Whom a change of a purpose concerns, in words. */
export function todoOf(changed: Changed): Words & {
  readonly duty: Duty
  readonly missing: readonly Missing[]
} {
  const { verdict, catalog, before, after } = changed
  const purpose = (after ?? before) as PurposeDef
  const { en, ja } = titleOf(catalog, purpose.name)
  switch (verdict) {
    case 'wider_new':
      return asking(changed, purpose, { en, ja })
    case 'wider_related':
      return {
        duty: 'announce',
        missing: Object.freeze(unraised(changed)),
        en: `announce before it takes effect, and wait for that: \`${purpose.name}\` (${en}) is used for more`,
        ja: `効力発生前に公表または通知し、効力発生日まで利用しないでください:「${ja}」（\`${purpose.name}\`）の利用が広がります`,
      }
    case 'undetermined':
      return {
        duty: 'review',
        missing: Object.freeze([UNDETERMINED]),
        en: `let somebody judge: what changes for \`${purpose.name}\` (${en}) cannot be compared, and counts as new until then`,
        ja: `人による確認が必要です:「${ja}」（\`${purpose.name}\`）の変更は比較できないため、確認までは新たな利用とみなします`,
      }
    default:
      return {
        duty: 'nothing',
        missing: Object.freeze([]),
        en: `nobody is to be told or asked about \`${purpose.name}\` (${en})`,
        ja: `「${ja}」（\`${purpose.name}\`）について、本人への公表・通知・同意の取得は不要です`,
      }
  }
}

function asking(changed: Changed, { name, basis }: PurposeDef, { en, ja }: Words) {
  const missing = [
    ...(basis !== 'consent' ? [changed.relation === 'to_consent' ? RELATED_TO_CONSENT : NOT_ON_CONSENT] : []),
    ...(basis === 'consent' ? unraised(changed) : []),
  ]
  return {
    duty: 'ask' as const,
    missing: Object.freeze(missing),
    en: `ask each person for consent before \`${name}\` (${en}) uses what was collected until now`,
    ja: `「${ja}」（\`${name}\`）のために、これまでに取得した個人情報を利用する前に、本人の同意を得てください`,
  }
}

/** What was agreed to, or announced, before must not count for more. */
function unraised({ before, after }: Changed): Missing[] {
  if (!before || !after || after.terms > before.terms) return []
  return [
    {
      code: 'terms_not_raised',
      en: `\`terms\` must rise above ${before.terms}, or what was said to the earlier terms counts for these`,
      ja: `\`terms\`を${before.terms}より大きくしてください（以前の条件に対する同意や公表が、そのまま有効になってしまいます）`,
    },
  ]
}

const NOT_ON_CONSENT: Missing = Object.freeze({
  code: 'basis_not_consent',
  en: 'it does not rest on `consent`: let it, or declare by `compatibleWith` what makes it compatible (GDPR 6(4), APPI 17(2))',
  ja: '根拠が`consent`ではありません。同意を根拠とするか、従来の目的と関連性があることを`compatibleWith`で宣言してください（個人情報保護法17条2項、GDPR6条4項）',
})
const RELATED_TO_CONSENT: Missing = Object.freeze({
  code: 'related_to_consent',
  en: 'the purpose that it is said to be compatible with rested on `consent`: only fresh consent widens that',
  ja: '関連する目的の根拠が同意であるため、公表では足りず、あらためて同意が必要です',
})
const UNDETERMINED: Missing = Object.freeze({
  code: 'undetermined',
  en: 'what cannot be compared needs a person to judge',
  ja: '比較できない変更があり、人による判断が必要です',
})
