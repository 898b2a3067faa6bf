import type { Policy, PurposeName, ResourceName } from '../catalog/declaration.js'
import type { Clock } from '../clock.js'
import type { ConsentStore } from '../decide/consent.js'
import type { StoredRow } from '../enforce/row-type.js'
import type { Keys } from '../record/keys.js'
import type { AppInfo } from '../record/scribe.js'
import type { Closed } from '../record/shutdown.js'
import type { Signal } from '../record/signal.js'
import type { AuditOption } from '../record/sink.js'
import type { AuditStats } from '../record/stats.js'
import type { Access } from './access-contract.js'
import type { ConsentApi } from './consent-contract.js'
import type { Context, PersonOf } from './context-contract.js'
import type { GuardedRepository, KindsCheck } from './guard-contract.js'
import type { Passage, PassageContext } from './passage-contract.js'
import type { SubjectContext, SubjectHandle } from './subject-contract.js'

/** The enforcement point: the one way from rows to views. */
export interface Gate<P extends Policy> {
  /** The policy in force. */
  readonly policy: Policy
  readonly consents: ConsentApi<P>
  /**
   * Access for one purpose.
   *
   * @example
   * ```ts
   * const access = gate.for('support', { actor: { id: 'a-17', roles: ['agent'] } })
   * ```
   */
  for<const U extends PurposeName<P>>(purpose: U, context: Context<P>): Access<P, U>
  /**
   * One HTTP request, for adapters: its access, and the records that only its response can tell.
   *
   * @example
   * ```ts
   * const passage = gate.passage('support', { actor, request: id, http: { method: 'GET', route: '/members/:id' } })
   * await passage.admit()
   * ```
   */
  passage<const U extends PurposeName<P>>(purpose: U, context: PassageContext<P>): Passage<P, U>
  /**
   * Puts the gate before a repository: what is not listed does not exist on the guarded one.
   *
   * @example
   * ```ts
   * const members = gate.guard('member', { findById: 'one', list: 'many' }, repository)
   * await members.for('support', { actor }).findById('m-1')
   * ```
   */
  guard<N extends ResourceName<P>, Repo extends object, const K extends KindsCheck<K, Repo, StoredRow<P, N>>>(
    resource: N,
    kinds: K,
    repository: Repo,
  ): GuardedRepository<P, N, Repo, K>
  /**
   * One person's data: who used it, for which purpose, and to whom it went.
   *
   * @throws PurposeboundError `input_invalid` for a person that the policy cannot know
   * @example
   * ```ts
   * await gate.subject('m-1', { purpose: 'audit', actor: { id: 'a-1', roles: ['auditor'] } }).accesses()
   * ```
   */
  subject(person: PersonOf<P>, context: SubjectContext<P>): SubjectHandle
  /**
   * Puts another policy in force, once it is on record with what it changes (`diffPolicies`); what is under way ends on the
   * one it began with. A policy that is invalid, or cannot be recorded, changes nothing; what people said about a purpose
   * that is gone is kept, and permits nothing.
   *
   * @throws PolicyError `policy_invalid`; AccessDenied `audit_unavailable`
   */
  reload(policy: Policy): Promise<void>
  /** What became of the records so far, and how each sink is doing: numbers for a monitor, and no name but those of sinks. */
  stats(): AuditStats
  /** Writes what is waiting, says in the trail that this is its end, then closes sinks and store. */
  close(options?: { readonly timeoutMs?: number }): Promise<Closed>
}

/** What a gate is made of. */
export interface GateOptions<P extends Policy> {
  readonly policy: P
  readonly consents: ConsentStore
  readonly audit: AuditOption
  /** The secrets behind pseudonyms. May be left out with memory sinks only. */
  readonly keys?: Keys
  readonly clock?: Clock
  /** Says in each record which program wrote it. @defaultValue the name of the policy */
  readonly app?: AppInfo
  /** How long the consent store may take, ms. @defaultValue 2000 */
  readonly deadlineMs?: number
  readonly onWarning?: (message: string) => void
  /**
   * Told of what the policy's `signals` give notice of: refs, names and counts. It is not waited for, and whatever it does
   * changes no access.
   */
  readonly onSignal?: (signal: Signal) => unknown
}
