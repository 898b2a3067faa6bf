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
import type { ExceptionAccess, ExceptionContext } from './exception-contract.js'
import type { GuardedRepository, KindsCheck } from './guard-contract.js'
import type { HoldApi, HoldStore } from './hold-contract.js'
import type { Passage, PassageContext } from './passage-contract.js'
import type { Sources } from './source.js'
import type { SubjectContext, SubjectHandle } from './subject-contract.js'
import type { Erased, EraseOptions, Sweep } from './sweep-contract.js'

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
   * One person's data: what is held, who used it, for which purpose, to whom it went; and the person's rights.
   *
   * @throws PurposeboundError `input_invalid` for a person that the policy cannot know
   * @example
   * ```ts
   * await gate.subject('m-1', { purpose: 'audit', actor: { id: 'a-1', roles: ['auditor'] } }).accesses()
   * ```
   */
  subject(person: PersonOf<P>, context: SubjectContext<P>): SubjectHandle<P>
  /**
   * Use that a law lets be without consent, declared for one case: it answers for consent, objections and restrictions, and
   * under a legal hold for retention; for nothing else. Only a purpose that lists the item, only grants that
   * `may: ['exception']`; each operation is recorded as an alert, strictly, whatever the gate's delivery.
   *
   * @throws PurposeboundError `config_invalid` for a gate that records nothing
   * @example
   * ```ts
   * const access = gate.exception('support', {
   *   item: 'appi_18_3_2', justification: 'unconscious, hospital asks', actor, approvedBy, expiresAt: '2026-12-01T12:00:00Z',
   * })
   * await access.read('member', row)
   * ```
   */
  exception<const U extends PurposeName<P>>(purpose: U, context: ExceptionContext<P>): ExceptionAccess<P, U>
  readonly holds: HoldApi<P>
  /**
   * What has to be erased of a resource by now: a plan for a database, and `due` for rows that it selects.
   *
   * @throws PurposeboundError `input_invalid` for a resource that the policy does not know
   * @example
   * ```ts
   * const sweep = gate.expired('member')
   * for await (const { due } of sweep.due(db.members(sweep.where))) console.log(due)
   * ```
   */
  expired<N extends ResourceName<P>>(resource: N): Sweep<StoredRow<P, N>>
  /**
   * Erases what is due of `rows`, or what a `person` asked for, by your hook, page by page: recorded before, and what
   * became of it after. Under a legal hold nothing is erased.
   *
   * @throws whatever `run` throws, as it is; AccessDenied `audit_unavailable`, `held`; PurposeboundError `input_invalid`
   * @example
   * ```ts
   * await gate.erase('member', rows, { actor, run: (page) => db.transaction(() => page.forEach(erase)) })
   * ```
   */
  erase<N extends ResourceName<P>, T extends StoredRow<P, N>>(
    resource: N,
    rows: AsyncIterable<T> | Iterable<T>,
    options: EraseOptions<P, T>,
  ): Promise<Erased>
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
  /** Legal holds. Without it nobody is under one. */
  readonly holds?: HoldStore
  readonly audit: AuditOption
  /** The secrets behind pseudonyms. May be left out with memory sinks only. */
  readonly keys?: Keys
  readonly clock?: Clock
  /** Where the rows of each resource are, by person: for `gate.subject`. */
  readonly sources?: Sources<P>
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
