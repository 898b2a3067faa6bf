import { principals } from './decide.js'
import type { OtherReason } from './decision.js'
import { type Ask, covers } from './question.js'

/** The roles that have a grant for this already. */
export function rolesFor(ask: Ask): { readonly role: string; readonly ends: boolean }[] {
  return [...ask.catalog.roles].flatMap(([role, grants]) => {
    const fit = grants.filter((grant) => grant.purposes.has(ask.purpose.name) && covers(grant, ask))
    return fit.length === 0 ? [] : [{ role, ends: fit.every(({ until }) => until !== undefined) }]
  })
}

/** Those of `places` that serve the first of all who act; the others are asked about once that is done. */
export function ofFirst(places: readonly OtherReason[], ask: Ask): readonly OtherReason[] {
  const groups = principals(ask).map((each) => places.filter(({ rule }) => isOf(rule, each)))
  return groups.find((group) => group.length > 0) ?? places
}

/** Whether a place stands in a grant of the actor. */
function isOf(rule: string, { actor, catalog, purpose }: Ask): boolean {
  const grants = actor.roles.flatMap((role) => catalog.roles.get(role) ?? [])
  if (rule === '/roles') return grants.length === 0
  return [...grants, ...(purpose.self ? [purpose.self] : [])].some((grant) =>
    rule.startsWith(`${grant.rule}/`),
  )
}
