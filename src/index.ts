// what exists
export { definePolicy, parsePolicy } from './core/catalog/policy.js'
export {
  type Id,
  type Person,
  type PersonRef,
  personKey,
  samePerson,
  toPerson,
} from './core/catalog/person.js'
export { suggest } from './core/catalog/name.js'
export type { Action } from './core/catalog/action.js'
export { ACTIONS } from './core/catalog/document.js'
export type { ActorRef, Comparison, Condition, Scalar } from './core/catalog/condition.js'
export type { Basis, PolicyDocument, Visibility } from './core/catalog/document.js'
export type {
  BulkSignal,
  DenialsSignal,
  SignalsDeclaration,
} from './core/catalog/signals-declaration.js'
export { type Right, RIGHTS } from './core/catalog/right.js'
export { LEGAL_ITEMS, type LegalItem, type LegalItemText } from './core/catalog/legal-item.js'
export type {
  RecipientDeclaration,
  RecipientKind,
  TransferBasis,
  TransferDeclaration,
} from './core/catalog/recipient-declaration.js'
export type { Duration, RetentionDeclaration } from './core/catalog/retention-declaration.js'
export type { CompatibilityDeclaration } from './core/catalog/compatibility-declaration.js'
export type {
  MessagesDeclaration,
  MostMessages,
  QuietHours,
} from './core/catalog/messages-declaration.js'
export type { Title } from './core/catalog/title.js'
export type { OperatorDeclaration } from './core/catalog/operator.js'
export type { LeafType, Schema } from './core/catalog/schema.js'
export type {
  DefinePolicy,
  InputOf,
  Policy,
  PopulationName,
  PurposeName,
  RecipientName,
  ResourceName,
  RoleName,
  RowOf,
  Spec,
  Within,
} from './core/catalog/declaration.js'

// may they?
export { decide } from './core/decide/decide.js'
export type { AccessRequest, Facts } from './core/decide/request.js'
export type { Decision, FieldDecision, OtherReason } from './core/decide/decision.js'
export type { Change } from './core/decide/change.js'
export type { Explanation } from './core/decide/explain.js'
export type {
  Appended,
  ConsentAction,
  ConsentCount,
  ConsentEntry,
  ConsentEvent,
  ConsentEvidence,
  ConsentGuardian,
  ConsentListener,
  ConsentMoment,
  ConsentNotice,
  ConsentProof,
  ConsentState,
  ConsentStop,
  ConsentStore,
  EventAction,
  RecipientStop,
  LookupOptions,
} from './core/decide/consent.js'
export { checkEvent } from './core/decide/check-event.js'
export { foldConsent } from './core/decide/fold-consent.js'

// what do they get?
export type { ColumnVisibility } from './core/enforce/plan.js'
export { boundTo, withheld } from './core/enforce/withheld.js'
export type { Withheld } from './core/enforce/manifest.js'
export { isClear } from './core/enforce/is-clear.js'
export type { Bound, IsClear, Masked, Requirable, View } from './core/enforce/view-type.js'
export type { Draft, StoredRow } from './core/enforce/row-type.js'

// what happened?
export { answers } from './core/record/answers.js'
export type {
  AuditRecord,
  ConfigReason,
  PolicyReason,
  RecordedActor,
} from './core/record/record.js'
export type { ProvisionRecord } from './core/record/provision-record.js'
export type {
  AuditOption,
  AuditSink,
  BufferMark,
  Delivery,
  Durability,
  FeedOptions,
  LedgerQuery,
  SinkFeed,
} from './core/record/sink.js'
export type { Keys, Salt } from './core/record/keys.js'
export { pseudonyms, type Refs } from './core/record/refs.js'
export type { RecordedUse } from './core/record/recorded-use.js'
export type { Signal } from './core/record/signal.js'
export type { AppInfo } from './core/record/scribe.js'
export type { Closed } from './core/record/shutdown.js'
export type { AuditStats, SinkStats } from './core/record/stats.js'

// was it right?
export { type Rehearsal, rehearse, type Supposed } from './core/review/rehearse.js'
export { type AtBest, decideAtBest } from './core/review/at-best.js'
export {
  type Matrix,
  type MatrixEntry,
  type MatrixGrant,
  type MatrixOptions,
  matrix,
} from './core/review/matrix.js'
export { matrixText } from './core/review/matrix-text.js'
export type { Claim, EveryIs, NeverSees, PermitsWithin } from './core/review/claim.js'
export type { CounterExample } from './core/review/counter-example.js'
export { type Proof, prove } from './core/review/prove.js'
export { type Coverage, type CoveredGrant, coverage, type Exercised } from './core/review/coverage.js'
export { type ReplayOptions, replay } from './core/review/replay.js'
export type { Replay, ReplayGroup } from './core/review/tally.js'
export type { Redecided } from './core/review/redecide.js'
export {
  type Seen,
  type SeenPerson,
  seenBy,
  type TrailQuery,
  usesOf,
} from './core/review/seen-by.js'
export { type Affected, type AffectedPurpose, affected } from './core/review/diff/affected.js'
export { diffPolicies, type PolicyDiff } from './core/review/diff/diff.js'
export type { ChangeVerdict, PolicyChange } from './core/review/diff/policy-change.js'
export type { PurposeDiff } from './core/review/diff/purpose-diff.js'
export type { RecipientChange } from './core/review/diff/recipient-changes.js'
export type { RecipientDiff } from './core/review/diff/recipient-diff.js'
export type { Duty, Missing } from './core/review/diff/todo.js'
export type { Wording } from './core/review/diff/wording.js'
export { reportPage } from './core/review/report-page.js'
export type { Lang } from './core/review/report-words.js'
export { checkNotice } from './core/review/notice/check-notice.js'
export type { NoticeDrift } from './core/review/notice/drift.js'
export type { Language } from './core/review/notice/language.js'
export { type NoticeOptions, notice } from './core/review/notice/notice.js'
export { type Ropa, type RopaEntry, ropa } from './core/review/ropa.js'
export { ropaCsv } from './core/review/ropa-csv.js'
export { type Lint, lint } from './core/review/lint.js'
export type { LintCode } from './core/review/lint-rules.js'

// the gate
export { createGate } from './core/gate.js'
export type { Gate, GateOptions } from './core/release/contract.js'
export type { Access, Facts as GivenFacts, Plan, Views } from './core/release/access-contract.js'
export type { Actor, Context, PersonOf, Time } from './core/release/context-contract.js'
export type { KeptAnnouncement } from './core/release/announcement.js'
export type {
  Agreement,
  Announcement,
  ConsentApi,
  PastAgreement,
  Refusal,
  Standing,
  Statement,
} from './core/release/consent-contract.js'
export type { Contact } from './core/release/contact.js'
export type { Ending, Passage, PassageContext } from './core/release/passage-contract.js'
export type { ExceptionAccess, ExceptionContext } from './core/release/exception-contract.js'
export type { Hold, HoldApi, HoldOrder, HoldStore } from './core/release/hold-contract.js'
export type {
  Cutoff,
  DueField,
  DuePage,
  DueRow,
  Erased,
  EraseOptions,
  Erasing,
  Sweep,
} from './core/release/sweep-contract.js'
export type { Patience, Span, SubjectContext, SubjectHandle } from './core/release/subject-contract.js'
export type { Source, Sources } from './core/release/source.js'
export type { Erasure } from './core/release/erase-person.js'
export { EraseIncomplete } from './core/release/erase-incomplete.js'
export type { Portable } from './core/release/portability.js'
export type { KeptUntil } from './core/release/kept-until.js'
export type {
  ReportHeld,
  ReportProvision,
  ReportPurpose,
  ReportRecipient,
  ReportRow,
  ReportUse,
  SubjectReport,
} from './core/release/report-contract.js'
export type { Guarded, GuardedRepository, KindsCheck } from './core/release/guard-contract.js'
export type { Clock } from './core/clock.js'
export type { Refused } from './core/release/release.js'
export type { ConsentStatus, PurposeStatus } from './core/release/consent-status.js'
export type { ConsentReceipt, ReceiptEvent, ReceiptProcessing } from './core/release/consent-receipt.js'
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
  type ReasonFamily,
  REASONS,
} from './core/errors.js'
