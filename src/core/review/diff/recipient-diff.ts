import type { Catalog } from '../../catalog/catalog.js'
import { type ChangeVerdict, worst } from './policy-change.js'
import { type RecipientChange, recipientChanges } from './recipient-changes.js'
import { inBoth } from './titles.js'
import type { Duty } from './todo.js'
import type { Words } from './words.js'

/** How one recipient differs, and whom that concerns. */
export interface RecipientDiff extends Words {
  readonly recipient: string
  readonly verdict: ChangeVerdict
  readonly duty: Duty
  readonly changes: readonly RecipientChange[]
}

/** The recipients that differ between two policies; each is a recipient by its name. */
export function recipientDiffs(was: Catalog, is: Catalog): RecipientDiff[] {
  const names = new Set([...is.recipients.keys(), ...was.recipients.keys()])
  return [...names].flatMap((name) => {
    const [before, after] = [was.recipients.get(name), is.recipients.get(name)]
    const changes = [...recipientChanges(before, after, was, is)]
    if (changes.length === 0) return []
    const verdict = worst(changes.map((each) => each.verdict))
    const said = inBoth((after ?? before)?.declared.title ?? name)
    return [
      Object.freeze({
        recipient: name,
        verdict,
        changes: Object.freeze(changes),
        ...dutyOf(verdict, `\`${name}\` (${said.en})`, `「${said.ja}」（\`${name}\`）`),
      }),
    ]
  })
}

function dutyOf(verdict: ChangeVerdict, en: string, ja: string): Words & { readonly duty: Duty } {
  switch (verdict) {
    case 'wider_new':
      return {
        duty: 'ask',
        en: `ask each person before anything goes to ${en}: nothing goes there without`,
        ja: `${ja}への提供の前に、本人の同意を得てください（同意がなければ提供されません）`,
      }
    case 'wider_related':
      return {
        duty: 'announce',
        en: `announce what changes about ${en} before anything goes there`,
        ja: `${ja}に関する変更を、提供の前に公表または通知してください`,
      }
    case 'undetermined':
      return {
        duty: 'review',
        en: `let somebody judge what changes about ${en}`,
        ja: `${ja}の変更には、人による確認が必要です`,
      }
    default:
      return {
        duty: 'nothing',
        en: `nobody is to be told about ${en}`,
        ja: `${ja}について、公表・通知は不要です`,
      }
  }
}
