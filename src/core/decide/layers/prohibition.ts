import type { ProhibitionDef } from '../../catalog/prohibition.js'
import type { ResourceDef } from '../../catalog/resource.js'
import { deny, type Finding } from '../finding.js'
import type { Question } from '../question.js'

type Asked = Pick<Question, 'catalog' | 'purpose' | 'action' | 'recipient'> & {
  readonly resource: Pick<ResourceDef, 'fields'>
}

/** 4. Is it forbidden? `of` forbids those fields and all below them; without it, all. Wins over everything. (article 5) */
export const prohibition = (question: Asked): readonly Finding[] =>
  question.catalog.prohibitions
    .filter((each) => applies(each, question))
    .flatMap((each) => findings(each, question))

function findings({ rule, of }: ProhibitionDef, { resource }: Asked): Finding[] {
  if (!of) return [deny('prohibited', rule)]
  return resource.fields
    .filter(({ within }) => within.some((target) => of.has(target)))
    .map(({ path }) => ({ ...deny('prohibited', rule), field: path }))
}

function applies(
  { purposes, recipients, actions }: ProhibitionDef,
  { purpose, recipient, action }: Asked,
): boolean {
  return (
    (!purposes || purposes.has(purpose.name)) &&
    (!recipients || (recipient !== undefined && recipients.has(recipient.name))) &&
    (!actions || actions.has(action) || (action === 'exception' && actions.has('read')))
  )
}
