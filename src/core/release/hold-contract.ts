import type { ResourceName } from '../catalog/declaration.js'
import type { Person } from '../catalog/person.js'
import type { Actor, PersonOf, Time } from './context-contract.js'

/** A legal hold: what it covers is not erased, and nothing becomes readable by it. */
export interface Hold {
  /** UUIDv7. */
  readonly id: string
  /** Absent where it is on everybody's rows of `resource`. */
  readonly person?: Person
  /** Absent where it is on all rows of the person. */
  readonly resource?: string
  /** Milliseconds since 1970. */
  readonly placedAt: number
  /** Milliseconds since 1970, exclusive; without it, until it is lifted. */
  readonly until?: number
}

/** Where holds are kept. One without `place`, `lift` and `list` is read-only: it looks into a register of your own. */
export interface HoldStore {
  readonly name: string
  /** Every hold on each of `people`, those on everybody included, in the same order. Ended ones may be among them. */
  lookup(people: readonly Person[]): readonly (readonly Hold[])[] | PromiseLike<readonly (readonly Hold[])[]>
  place?(hold: Hold): void | PromiseLike<void>
  lift?(id: string): void | PromiseLike<void>
  list?(): readonly Hold[] | PromiseLike<readonly Hold[]>
}

/** On whom and what a hold is to be, and who says so. */
export interface HoldOrder<P> {
  /** Without it, everybody; then `resource` is named. */
  readonly person?: PersonOf<P>
  /** Without it, every resource. */
  readonly resource?: ResourceName<P>
  readonly until?: Time
  /** Who places or lifts it. */
  readonly actor: Actor<P>
  /** The case, the order of a court: it stands in the trail. */
  readonly justification: string
}

/** Legal holds. Each is recorded before it is placed or lifted; who may do so is your own code's to say. */
export interface HoldApi<P> {
  /**
   * @throws PurposeboundError `input_invalid`, `store_read_only`, `store_failed`; AccessDenied `audit_unavailable`,
   * `actor_unresolved`, `justification_required`
   * @example
   * ```ts
   * const { id } = await gate.holds.place({ person: 'm-1', actor, justification: 'Tokyo District Court 2026-wa-123' })
   * await gate.holds.lift(id, { actor, justification: 'settled' })
   * ```
   */
  place(order: HoldOrder<P>): Promise<Hold>
  /** Ends a hold; one that is not there is ended already. */
  lift(id: string, by: Pick<HoldOrder<P>, 'actor' | 'justification'>): Promise<void>
  /** The holds that have not ended. */
  list(): Promise<readonly Hold[]>
}
