import { type Person, samePerson } from '../catalog/person.js'
import { pointer } from '../catalog/pointer.js'
import type { GrantDef } from '../catalog/role.js'
import { awaitsAnnouncement } from './announced.js'
import { basisOfAll, type ConsentLookup } from './basis.js'
import { principals } from './decide.js'
import { conclude, type Decision, type Verdict } from './decision.js'
import { deny, type Finding } from './finding.js'
import { reasons } from './layers/basis.js'
import { prohibition } from './layers/prohibition.js'
import { purpose } from './layers/purpose.js'
import { isInTime, type Question } from './question.js'

/** Who wants to do something about whom. */
export type LedgerAsk = Pick<
  Question,
  'catalog' | 'purpose' | 'action' | 'actor' | 'justified' | 'allowedHere'
> & { readonly person: Person }

/** What is asked of the person last: their consent, or more. */
export type PersonLayer = (
  ask: LedgerAsk,
  now: number,
  consents: ConsentLookup | undefined,
) => readonly Finding[]

/** It shows no field: what a prohibition says of fields is not asked. */
const NO_FIELDS = { fields: [] } as const

/**
 * Decides what may be done about one person as such: read their trail, write to them … By the layers of every other decision, as far as there is no row.
 *
 * A grant with `where` reaches rows, and so no trail. Consent is asked for where the purpose rests on it; a restriction
 * binds the use of data and not the account of it.
 */
export function decideLedger(
  ask: LedgerAsk,
  now: number,
  consents?: ConsentLookup,
  last: PersonLayer = basis,
): Verdict {
  const all = principals(ask)
  const findings = all.flatMap((each) => [
    ...purpose(each),
    ...tenant(each),
    ...role(each, now),
    ...prohibition({ ...each, resource: NO_FIELDS }),
    ...pseudonymous(each),
    ...last(each, now, consents),
  ])
  const decision: Decision = conclude(Number.isNaN(now) ? [deny('evaluation_error', '')] : findings, [])
  const grants = all.flatMap((each) => grantsFor(each, now).map(({ rule }) => rule))
  return { decision, grants: [...new Set(grants)].sort() }
}

/** Whether the basis has to be looked up. */
export function asksBasis(ask: LedgerAsk): boolean {
  return principals(ask).some(
    (each) => (each.purpose.basis === 'consent' || awaitsAnnouncement(each.purpose)) && !isSelf(each),
  )
}

/** 2. An actor sees the people of its own tenant; those of none, where it has none itself, or is the person. */
function tenant(ask: LedgerAsk): Finding[] {
  const { catalog, actor, person } = ask
  if (person.tenant === actor.tenant) return []
  const tenanted = [...catalog.resources.values()].find((resource) => resource.tenant !== undefined)
  if (person.tenant === undefined && (!tenanted || isSelf(ask))) return []
  return [deny('tenant_mismatch', tenanted ? pointer('resources', tenanted.name, 'tenant') : '/resources')]
}

/** 3. Does a grant in force name the action in `may` for this purpose, or is the person the actor? */
function role(ask: LedgerAsk, now: number): Finding[] {
  if (grantsFor(ask, now).length > 0) return []
  const { actor, catalog, purpose, action } = ask
  const known = actor.roles.flatMap((name) => catalog.roles.get(name) ?? [])
  const candidates = known.filter((grant) => grant.purposes.has(purpose.name))
  const expired = candidates.filter((grant) => covers(grant, ask) && !isInTime(grant, now))
  if (expired.length > 0) return expired.map(({ rule }) => deny('role_expired', `${rule}/until`))
  if (candidates.length > 0)
    return candidates.map(({ rule, may }) =>
      deny('role_not_permitted', `${rule}/${may.has(action) ? 'where' : 'may'}`),
    )
  return known.length > 0
    ? known.map(({ rule }) => deny('role_not_permitted', `${rule}/purposes`))
    : [deny('role_not_permitted', '/roles')]
}

/** Pseudonymised data is not joined back to a person, whoever asks (APPI 41(7) to (9)). */
function pseudonymous({ purpose }: LedgerAsk): Finding[] {
  return purpose.pseudonymous ? [deny('pseudonymous', pointer('purposes', purpose.name, 'pseudonymous'))] : []
}

/** 5. Asked only where the purpose rests on consent, and never of the person themselves. */
function basis(ask: LedgerAsk, now: number, consents: ConsentLookup | undefined): Finding[] {
  const { purpose, person } = ask
  if (purpose.basis !== 'consent' || isSelf(ask)) return []
  const known = consents ?? (() => 'unavailable' as const)
  return reasons(basisOfAll(purpose, [person], now, known), purpose.name)
}

function grantsFor(ask: LedgerAsk, now: number): readonly GrantDef[] {
  const { actor, catalog, purpose } = ask
  const granted = actor.roles
    .flatMap((name) => catalog.roles.get(name) ?? [])
    .filter((grant) => grant.purposes.has(purpose.name) && covers(grant, ask) && isInTime(grant, now))
  return isSelf(ask) && purpose.self ? [...granted, purpose.self] : granted
}

function covers({ may, where }: GrantDef, { action }: LedgerAsk): boolean {
  return may.has(action) && where === undefined
}

/** By tenant, population and typed id, never by `actor.id`; and only where the purpose is open to persons for this. */
function isSelf({ actor, person, purpose, action }: LedgerAsk): boolean {
  const { subject: me } = actor
  if (!me || purpose.self?.may.has(action) !== true) return false
  return (
    samePerson(me, person) ||
    (me.tenant === undefined &&
      samePerson({ ...me, ...(actor.tenant !== undefined && { tenant: actor.tenant }) }, person))
  )
}
