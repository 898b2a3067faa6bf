// what exists
export { definePolicy, parsePolicy } from './core/catalog/policy.js'
export { type Id, type Person, type PersonRef, personKey, samePerson, toPerson } from './core/catalog/person.js'
export type { Action } from './core/catalog/action.js'
export type { ActorRef, Comparison, Condition, Scalar } from './core/catalog/condition.js'
export type { Basis, PolicyDocument, Visibility } from './core/catalog/document.js'
export type { OperatorDeclaration } from './core/catalog/operator.js'
export type { LeafType, Schema } from './core/catalog/schema.js'
export type { InputOf, Policy, PurposeName, ResourceName, RoleName, RowOf, Within } from './core/catalog/declaration.js'

// may they?
export { decide } from './core/decide/decide.js'
export type { AccessRequest, Facts } from './core/decide/request.js'
export type { Decision, FieldDecision, OtherReason } from './core/decide/decision.js'
export type { Change, Explanation } from './core/decide/explain.js'
export {
  type ConsentAction,
  type ConsentEntry,
  type ConsentEvent,
  type ConsentState,
  type ConsentStop,
  type ConsentStore,
  foldConsent,
} from './core/decide/consent.js'

// what do they get?
export type { ColumnVisibility } from './core/enforce/plan.js'
export { boundTo, type Withheld, withheld } from './core/enforce/withheld.js'
export { isClear } from './core/enforce/is-clear.js'

// what happened?
export type { AuditRecord, PolicyReason, RecordedActor } from './core/record/record.js'
export type { AuditOption, AuditSink, Delivery, Durability } from './core/record/sink.js'
export type { Keys, Salt } from './core/record/keys.js'
export type { AppInfo } from './core/record/scribe.js'
export type { Closed } from './core/record/dispatch.js'

// the gate
export { createGate } from './core/gate.js'
export type { Clock } from './core/clock.js'
export type { Refused } from './core/release/release.js'
export type { ConsentStanding, ConsentStatus, PurposeStatus } from './core/release/consent-status.js'
export type { ConsentStatement } from './core/release/consent-event.js'
export type { PastStatement } from './core/release/consents.js'
export type { GuardKind } from './core/release/guard.js'

// when it goes wrong
export {
  AccessDenied,
  type ErrorCode,
  ERRORS,
  isPurposeboundError,
  PolicyError,
  type PolicyIssue,
  PurposeboundError,
  type Reason,
  REASONS,
} from './core/errors.js'
