import type { ProhibitionDef } from '../../catalog/prohibition.js'
import { deny, type Finding, type Layer } from '../finding.js'
import type { Question } from '../question.js'

/** 4. Is it forbidden? `of` forbids those fields and all below them; without it, all. Wins over everything. (article 5) */
export const prohibition: Layer = (question) =>
  question.catalog.prohibitions
    .filter((each) => applies(each, question))
    .flatMap((each) => findings(each, question))

function findings({ rule, of }: ProhibitionDef, { resource }: Question): Finding[] {
  if (!of) return [deny('prohibited', rule)]
  return resource.fields
    .filter(({ within }) => within.some((target) => of.has(target)))
    .map(({ path }) => ({ ...deny('prohibited', rule), field: path }))
}

function applies({ purposes, actions }: ProhibitionDef, { purpose, action }: Question): boolean {
  return (!purposes || purposes.has(purpose.name)) && (!actions || actions.has(action))
}
