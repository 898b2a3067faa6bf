import type { Visibility } from '../../catalog/document.js'
import type { FieldDef } from '../../catalog/field.js'
import { pointer } from '../../catalog/pointer.js'
import type { GrantDef } from '../../catalog/role.js'
import { deny, type Finding, type Layer } from '../finding.js'
import type { Question } from '../question.js'

/** 10. How clearly do the effective grants show it, joined; and what does the field itself allow at most? (article 11) */
export const exposure: Layer = (question) =>
  question.resource.fields
    .filter((field) => field.class === 'personal')
    .flatMap((field) => [...ofGrants(field, question), ...ofField(field)])

function ofGrants(field: FieldDef, question: Question): Finding[] {
  const shown = effectiveFor(field, question).map((grant) => look(grant, field.chain))
  // the person's own grant alone, and the field is about somebody else
  if (shown.length === 0 && question.effective.length > 0)
    return [{ ...deny('role_hidden', '/roles'), field: field.path }]
  if (shown.length === 0 || shown.some(({ sees }) => sees === 'clear')) return []
  const masked = shown.filter(({ sees }) => sees === 'masked')
  return masked.length > 0
    ? masked.map(({ rule }) => ({ ceiling: 'masked', reason: 'role_masked', rule, field: field.path }))
    : shown.map(({ rule }) => ({ ...deny('role_hidden', rule), field: field.path }))
}

/** What the field, or a place above it, allows at most; a card security code is never shown. */
function ofField({ path, category, ceilings }: FieldDef): Finding[] {
  const never =
    category?.class?.name === 'card_security_code' ? [deny('ceiling_hidden', category.class.rule)] : []
  const capped = ceilings.map(
    ({ most, rule }): Finding =>
      most === 'hidden'
        ? deny('ceiling_hidden', rule)
        : { ceiling: 'masked', reason: 'ceiling_masked', rule },
  )
  return [...never, ...capped].map((finding) => ({ ...finding, field: path }))
}

/** A field about other people than the row's is open to the actor's own grant only where it is about the actor. */
function effectiveFor({ part }: FieldDef, { effective, purpose, parts }: Question): readonly GrantDef[] {
  return part === undefined || parts[part]?.self
    ? effective
    : effective.filter((grant) => grant !== purpose.self)
}

/** What a grant says about the nearest of the field's targets, and where; absent is hidden. */
function look({ sees, rule }: GrantDef, chain: readonly string[]): { sees: Visibility; rule: string } {
  const target = chain.find((each) => sees.has(each))
  return target === undefined
    ? { sees: 'hidden', rule: `${rule}/sees` }
    : { sees: sees.get(target) as Visibility, rule: rule + pointer('sees', target) }
}
