import * as fc from 'fast-check'
import type { PolicyDocument } from '../../src/index.js'
import { type Case, cases } from './cases.js'
import { condition, tests } from './conditions.js'
import type { Actor } from './oracle-question.js'
import { soundRows } from './rows.js'
import { PURPOSES, ROLES } from './vocabulary.js'

type Row = { readonly [key: string]: unknown }
/** For whom somebody acts, if for anybody: often of another tenant. */
const principal = fc.option(
  fc.record({ id: fc.constant('u2'), roles: fc.constant(ROLES), tenant: fc.constantFrom('t1', 't2', 7) }),
  { nil: undefined },
)
/** A list of rows, and somebody who gets as far as the rows; everybody has consented, so that only the policy selects. */
export const lists = fc
  .tuple(cases, fc.constantFrom('member', 'member', 'visit'), principal)
  .chain(([each, resource, onBehalfOf]) =>
    fc.record({
      each: fc.constant(eager(each, resource, onBehalfOf)),
      rows: fc.array(soundRows[resource as 'member'], { maxLength: 8 }),
    }),
  )
  .map(({ each, rows }) => ({ each, rows: rows as Row[] }))

/** A list of rows, of which one condition and nothing else decides. */
export const alone = lists.chain(({ each, rows }) => {
  const resource = each.question.resource as 'member'
  return fc
    .oneof(tests[resource] as fc.Arbitrary<object>, condition(resource))
    .map((where) => ({ each: reduced(each, where), rows, where }))
})

function eager({ document, question, known }: Case, resource: string, onBehalfOf: Actor | undefined): Case {
  const { allowedPurposes: _, ...asked } = question
  const actor = { ...question.actor, roles: ROLES, ...(onBehalfOf && { onBehalfOf }) }
  return {
    document,
    question: { ...asked, resource, justification: 'ticket 7', actor },
    known: { ...known, usual: [{ action: 'give', purposes: PURPOSES }], said: {} },
  }
}

/** The case with one grant that shows all of the rows of which `where` is true. */
function reduced({ document, question, known }: Case, where: object): Case {
  const { resource } = question
  const { prohibitions: _, ...rest } = document
  const { onBehalfOf: __, subject: ___, ...actor } = question.actor
  const { tenant: ____, ...open } = document.resources[resource]!
  const p0 = { title: 'All', basis: 'contract' as const, uses: [] }
  const r0 = { purposes: ['p0'], sees: {}, where: { [resource]: where } }
  // the first person of a row alone, whom every row has
  const subject = [open.subject].flat().slice(0, 1)
  const resources = { ...document.resources, [resource]: { ...open, subject } }
  return {
    known,
    document: { ...rest, resources, purposes: { p0 }, roles: { r0 } } as PolicyDocument,
    question: { purpose: 'p0', resource, row: question.row, actor: { ...actor, roles: ['r0'] } },
  }
}
