import type { Person } from '../catalog/person.js'
import { byCodeUnit } from '../catalog/pointer.js'
import type { ResolvedActor } from '../decide/actor.js'
import type { Decision } from '../decide/decision.js'
import type { Pseudonyms } from './pseudonym.js'
import type { RecordedActor } from './record.js'

/** An actor as records name it: only roles that the policy knows, since any other may be data. */
export function recordActor(
  actor: ResolvedActor,
  knows: (role: string) => boolean,
  pseudonyms: Pseudonyms,
): RecordedActor {
  const { kind, id, roles, tenant, onBehalfOf } = actor
  return {
    kind,
    ref: pseudonyms.ref(id, 'actor', tenant),
    roles: roles.filter(knows).sort(),
    ...(tenant !== undefined && { tenant: String(tenant) }),
    ...(onBehalfOf && { onBehalfOf: recordActor(onBehalfOf, knows, pseudonyms) }),
  }
}

export function recordPerson({ id, population, tenant }: Person, pseudonyms: Pseudonyms): string {
  return pseudonyms.ref(id, population, tenant)
}

/** The schema paths of a decision by outcome, sorted, and how many columns the schema does not name. */
export function recordFields({ fields }: Decision, unknown: number) {
  const of = (outcome: string) =>
    Object.keys(fields)
      .filter((path) => fields[path]?.outcome === outcome)
      .sort(byCodeUnit)
  return { clear: of('clear'), masked: of('masked'), hidden: of('hidden'), ...(unknown > 0 && { unknown }) }
}

/** The rules that determined a decision, those of its effective grants included, sorted and each once. */
export function recordRules(decision: Decision, grants: readonly string[]): string[] {
  const fields =
    decision.effect === 'permit' ? Object.values(decision.fields).flatMap(({ rule }) => rule ?? []) : []
  const own = decision.rule === undefined ? [] : [decision.rule]
  return [...new Set([...grants, ...own, ...fields])].filter((rule) => rule !== '').sort(byCodeUnit)
}
