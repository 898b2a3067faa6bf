import type { Catalog } from '../catalog/catalog.js'
import { pointer } from '../catalog/pointer.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import { awaitsAnnouncement } from '../decide/announced.js'
import { consentFor } from '../decide/provision.js'
import { isInTime } from '../decide/question.js'
import { REASONS, type Reason } from '../errors.js'
import type { AuditRecord } from '../record/record.js'
import { askAs, grantsFor, selfGrant } from './best-case.js'
import { conditionKey } from './condition-key.js'

/** Something that a record says, denies or leaves open. */
export type Known = boolean | undefined

/**
 * What a record says of the row and its people: facts that stand whatever policy they are decided by.
 *
 * `was` is the policy that it was recorded under, where that is at hand. Without it nothing is known of what depended on
 * a condition.
 */
export class RecordedFacts {
  readonly record: AuditRecord
  readonly was: Catalog | undefined
  readonly #rules: ReadonlySet<string>
  readonly #reason: Reason | undefined
  /** Whether the row was looked at: what the request alone was denied for says nothing of it. */
  readonly #looked: boolean
  readonly #layer: number
  /** Whether tenant and people of the row may stand elsewhere in it than they did: who they are is not on record. */
  readonly moved: boolean

  constructor(record: AuditRecord, was: Catalog | undefined, resource: ResourceDef) {
    this.moved = personsIn(was?.resources.get(resource.name)) !== personsIn(resource)
    this.record = record
    this.was = was
    this.#rules = new Set(record.rules)
    this.#reason = record.reason as Reason | undefined
    this.#layer = this.#reason === undefined ? 99 : (REASONS[this.#reason]?.layer ?? 0)
    this.#looked = record.effect === 'permit' || this.#layer >= 5 || this.#reason === 'tenant_mismatch'
  }

  /** Whether the row was of the actor's tenant. */
  get sameTenant(): Known {
    if (this.moved) return undefined
    if (this.#reason === 'tenant_mismatch') return false
    return this.#looked ? true : undefined
  }

  /** Whether the people of the row stood in the way of `purpose`. An objection or a restriction that is not on record is none. */
  blocked(purpose: PurposeDef): Known {
    const { name, basis, terms, objectable } = purpose
    if (this.moved) return undefined
    const was = this.was?.purposes.get(name)
    const reason = this.#reason
    if (awaitsAnnouncement(purpose)) {
      const stood = was && awaitsAnnouncement(was) ? was.terms : 0
      if (reason === 'not_announced' && stood > 0) return terms >= stood ? true : undefined
      // what was announced is on record only where it had to be
      if (terms > stood) return undefined
    } else if (reason === 'not_announced') return undefined
    if (reason === 'restricted' || reason === 'consent_unavailable') return true
    if (reason === 'objected') return objectable
    if (reason?.startsWith('consent_')) {
      if (basis !== 'consent') return false
      return reason === 'consent_outdated' && (!was || terms < was.terms) ? undefined : true
    }
    // in their own matter nobody's consent is asked for, and nothing of it is on record
    if (this.#ownOnly(name) || this.#mayBeOwn(name)) return undefined
    const asked = this.#looked && this.#reason !== 'tenant_mismatch'
    if (basis === 'consent' && !asked) return undefined
    // whether they have consented is on record only where it had to be asked
    if (basis === 'consent' && this.record.basis !== 'consent') return undefined
    if (basis === 'consent' && terms > (was?.terms ?? 1)) return undefined
    return was && objectable && !was.objectable ? undefined : false
  }

  /** Whether the row was about the actor. */
  isSelf(purpose: PurposeDef): Known {
    const { name } = purpose
    if (this.moved) return undefined
    // of those who act for one another nobody says whose row it was
    if (this.#rules.has(pointer('purposes', name, 'self'))) return this.#alone ? true : undefined
    if (!this.#wasOpen(name) || this.#mayBeOwn(name)) return undefined
    if (!this.#alone && this.record.effect === 'deny') return undefined
    // where it was open to them and they are not named, it was not about them
    const asked = (this.#looked || this.#layer === 3) && this.#reason !== 'tenant_mismatch'
    return asked ? false : undefined
  }

  /** Whether those whom some fields are about stood in the way, where they are others than the people of the row. */
  partBlocked(purpose: PurposeDef, paths: readonly string[]): Known {
    return this.partSeen(paths) ? this.blocked(purpose) : undefined
  }

  /** Whether anything of these fields was shown. */
  partSeen(paths: readonly string[]): boolean {
    const { clear = [], masked = [] } = this.record.fields ?? {}
    return paths.some((path) => clear.includes(path) || masked.includes(path))
  }

  /** Whether the people had agreed to a recipient: on record only where they were asked, and under no other terms. */
  provided({ name, names }: RecipientDef, purpose: PurposeDef): Known {
    if (this.moved) return undefined
    if (this.#reason === 'recipient_not_consented')
      return this.record.recipient?.id === name ? false : undefined
    const then = this.was?.purposes.get(purpose.name)
    const recipient = this.was?.recipients.get(name)
    if (this.record.effect !== 'permit' || !then || !recipient || purpose.terms > then.terms) return undefined
    const same = recipient.names.every((each) => names.includes(each))
    return same && consentFor(recipient, then) !== 0 ? true : undefined
  }

  /** Whether a grant of today reached the row: known for a condition that was asked about then. */
  reached(grant: GrantDef, roles: readonly string[], now: number): Known {
    const type = this.record.resource?.type ?? ''
    const where = grant.where?.get(type) ?? 'all'
    if (where === 'all') return true
    const answered = this.record.effect === 'permit' || this.#reason === 'condition_not_met'
    if (!answered || !this.was) return undefined
    const twin = this.#grantsThen(this.was, roles, now).find(
      (each) => conditionKey(each.where?.get(type) ?? 'all') === conditionKey(where),
    )
    if (!twin) return undefined
    if (this.#reason === 'condition_not_met') return this.#alone ? false : undefined
    if (this.#rules.has(twin.rule)) return this.#alone ? true : undefined
    return this.#ownOnly(this.record.purpose ?? '') ? undefined : false
  }

  /** Whether the actor acted for nobody else. */
  get #alone(): boolean {
    return this.record.actor?.onBehalfOf === undefined
  }

  /** Whether a row was about the actor, and no grant of a role is on record. */
  #ownOnly(purpose: string): boolean {
    return this.#rules.has(pointer('purposes', purpose, 'self')) && !this.#grantsNamed()
  }

  /** Denied for what the row itself would show: whether it was about the actor is not on record. */
  #mayBeOwn(purpose: string): boolean {
    return this.#layer >= 9 && this.record.effect === 'deny' && (!this.was || this.#wasOpen(purpose))
  }

  #wasOpen(purpose: string): boolean {
    return this.was?.purposes.get(purpose)?.self?.may.has(this.record.action ?? 'read') === true
  }

  #grantsNamed(): boolean {
    const rules = [...(this.was?.roles.values() ?? [])].flat().map(({ rule }) => rule)
    return rules.some((rule) => this.#rules.has(rule))
  }

  /** The grants that were asked about the row. */
  #grantsThen(was: Catalog, roles: readonly string[], now: number): GrantDef[] {
    const purpose = was.purposes.get(this.record.purpose ?? '')
    const resource = was.resources.get(this.record.resource?.type ?? '')
    if (!purpose || !resource) return []
    const ask = askAs(was, roles, purpose, resource, this.record.action)
    return grantsFor(ask).filter((grant) => isInTime(grant, now) && grant !== selfGrant(ask))
  }
}

/** Where a row says whose it is: by tenant, by its people, and by those of some fields. */
function personsIn(resource: ResourceDef | undefined): string {
  return JSON.stringify(resource ? [resource.tenant, resource.subject, resource.parts] : 'unknown')
}
