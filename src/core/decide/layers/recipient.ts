import type { FieldDef } from '../../catalog/field.js'
import type { RecipientDef } from '../../catalog/recipient.js'
import { deny, type Finding } from '../finding.js'
import { standsOf } from '../provision.js'
import type { Question } from '../question.js'

type Asked = Pick<Question, 'action' | 'recipient' | 'purpose' | 'resource' | 'provision' | 'parts'>

/**
 * 8. May it go there: known, instructed, certified and looked at in time, with a basis for another country, and consented
 * where that is needed? Asked of `disclose` alone. (articles 5, 7, 11)
 */
export const recipient = ({
  action,
  recipient: to,
  purpose,
  resource,
  provision,
  parts,
}: Asked): readonly Finding[] => {
  if (action !== 'disclose') return []
  if (!to) return [deny('recipient_unknown', '/recipients')]
  const denials = (bits: number) => standsOf(bits, to, purpose).map(({ reason, rule }) => deny(reason, rule))
  return [
    ...denials(provision),
    ...resource.fields.flatMap((field): Finding[] => {
      const part = field.part === undefined ? undefined : parts[field.part]
      const more = isItem(field, to) ? [] : [deny('recipient_outside_instructions', `${to.rule}/of`)]
      return [...(part ? denials(part.provision & ~provision) : []), ...more].map((finding) => ({
        ...finding,
        field: field.path,
      }))
    }),
  ]
}

/** Whether the recipient is to have a field; keys and what is nonpersonal go with every row. */
function isItem({ class: kind, within }: FieldDef, { of }: RecipientDef): boolean {
  return kind !== 'personal' || !of || within.some((target) => of.has(target))
}
