import type { Action } from '../catalog/action.js'
import type { Catalog } from '../catalog/catalog.js'
import type { Person } from '../catalog/person.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from './actor.js'
import { type BasisBits, basisOfAll, type ConsentLookup } from './basis.js'
import { bind } from './bind.js'
import { type ExceptionClaim, hasEnded } from './exception.js'
import type { OpenRow } from './open-row.js'
import { type ProvisionBits, provisionOf, provisionTo } from './provision.js'
import { readerOf } from './readers.js'
import { isLapsed, type Kept, keptOf } from './retention.js'
import { matches } from './rules.js'

/** A request whose names are all known. */
export interface Ask {
  readonly catalog: Catalog
  readonly purpose: PurposeDef
  readonly resource: ResourceDef
  readonly action: Action
  readonly actor: ResolvedActor
  readonly justified: boolean
  readonly allowedHere: boolean
  /** To whom it is to go, of `disclose`. */
  readonly recipient?: RecipientDef | undefined
  /** The case of law by which data is to be used without consent. */
  readonly exception?: ExceptionClaim | undefined
}

/** A question with everything that the layers judge. */
export interface Question extends Ask {
  /** Absent when only the request is judged. */
  readonly row?: OpenRow
  /** Grants of the actor's roles that name the purpose. */
  readonly candidates: readonly GrantDef[]
  /** Candidates that name the action, are in time and cover the resource. */
  readonly inForce: readonly GrantDef[]
  /** Whether the row is about the actor, and the purpose open to them. */
  readonly self: boolean
  /** What stands between the purpose and the row's people. */
  readonly basis: BasisBits
  /** What stands between the recipient and the row's data; 0 where there is none. */
  readonly provision: ProvisionBits
  /** Whether the exception that is claimed has ended. */
  readonly ended: boolean
  /** What each timer of the purpose and the resource says of the row. */
  readonly kept: Kept
  /** Whether an exception is claimed for rows of people who are all under a legal hold: it answers for retention. */
  readonly held: boolean
  /** The same for each part, and whether it is about the actor. */
  readonly parts: readonly {
    readonly basis: BasisBits
    readonly provision: ProvisionBits
    readonly held?: boolean
    readonly self: boolean
    readonly problem?: 'row_invalid' | 'subject_missing'
  }[]
  /** Grants in force whose condition is true of the row. */
  readonly matched: readonly GrantDef[]
  /** The grants that show fields of this row: the matched ones, and the person's own. */
  readonly effective: readonly GrantDef[]
}

/** Where no row is asked about, or one against which nothing speaks. */
export const NOTHING_STANDS: Pick<Question, 'basis' | 'ended' | 'kept' | 'held'> = Object.freeze({
  basis: 0,
  ended: false,
  kept: Object.freeze([]),
  held: false,
})

/** Asks about one row; `consents` absent means that the basis is not asked for. */
export function askRow(ask: Ask, row: OpenRow, now: number, consents?: ConsentLookup): Question {
  const { purpose, resource, catalog, recipient } = ask
  const candidates = candidatesOf(ask)
  const inForce = candidates.filter((grant) => covers(grant, ask) && isInTime(grant, now))
  const self = row.people.some((person) => isSelf(ask, person))
  const ended = hasEnded(ask, now)
  const stands = (people: readonly Person[]) =>
    ask.exception ? 0 : basisOfAll(purpose, people, now, consents)
  const provided = (people: readonly Person[]) =>
    recipient ? provisionTo(recipient, purpose, people, now, consents) : 0
  const isHeld = (people: readonly Person[]) =>
    ask.exception !== undefined && areHeld(people, resource, consents)
  const basis = stands(row.people)
  const provision = provided(row.people)
  const held = isHeld(row.people)
  const parts = row.parts.map((people) =>
    typeof people === 'string'
      ? { basis: 0, provision: 0, self: false, problem: people }
      : {
          basis: stands(people),
          provision: provided(people),
          held: isHeld(people),
          self: people.some((person) => isSelf(ask, person)),
        },
  )
  const { attributes } = readerOf(catalog, resource)
  const kept = keptOf(ask, attributes, row, now)
  const matched = row.problem ? [] : inForce.filter((grant) => reaches(grant, ask, attributes, row))
  // what binds the others binds their grants: without consent, or too late, a person sees their row by their own alone
  const own = self && (basis !== 0 || (!held && isLapsed(ask, kept)))
  const granted = own ? [] : matched
  const effective = [...granted, ...(self && purpose.self ? [purpose.self] : [])]
  const found = { self, basis, provision, ended, kept, held, parts, matched, effective }
  return { ...ask, row, candidates, inForce, ...found }
}

/** Asks about the request alone: what no row could change. */
export function askRequest(ask: Ask, now: number): Question {
  const candidates = candidatesOf(ask)
  const inForce = candidates.filter((grant) => covers(grant, ask) && isInTime(grant, now))
  const { recipient, purpose } = ask
  return {
    ...ask,
    ...NOTHING_STANDS,
    candidates,
    inForce,
    self: maySelf(ask),
    provision: recipient ? provisionOf(recipient, purpose, now) : 0,
    ended: hasEnded(ask, now),
    parts: [],
    matched: [],
    effective: [],
  }
}

export function candidatesOf({ catalog, actor, purpose }: Ask): GrantDef[] {
  return actor.roles
    .flatMap((role) => catalog.roles.get(role) ?? [])
    .filter((grant) => grant.purposes.has(purpose.name))
}

/** Whether a grant names the action and covers the resource; a grant with `where` covers only what it names. */
export function covers(grant: GrantDef, { action, resource }: Ask): boolean {
  return grant.may.has(action) && (!grant.where || grant.where.has(resource.name))
}

export function isInTime({ until }: GrantDef, now: number): boolean {
  return until === undefined || now < until
}

/** Whether the purpose is open to persons themselves for this action, and the actor is a person at all. */
export function maySelf({ purpose, action, actor }: Ask): boolean {
  return actor.subject !== undefined && purpose.self?.may.has(action) === true
}

/** Whether the person is the actor: by tenant, population and typed id, never by `actor.id`. */
export function isSelf(ask: Ask, person: Person): boolean {
  const me = ask.actor.subject
  if (!me || person.id !== me.id || person.population !== me.population || !maySelf(ask)) return false
  return person.tenant === (me.tenant ?? (ask.resource.tenant === undefined ? undefined : ask.actor.tenant))
}

function areHeld(
  people: readonly Person[],
  { name }: ResourceDef,
  consents: ConsentLookup | undefined,
): boolean {
  return people.length > 0 && people.every((person) => consents?.held?.(person, name) === true)
}

function reaches(grant: GrantDef, { actor, resource }: Ask, paths: readonly string[], row: OpenRow): boolean {
  const where = grant.where?.get(resource.name)
  if (where === undefined || where === 'all') return true
  const bound = bind(where, actor)
  return bound !== undefined && matches(bound, paths, row.attributes)
}
