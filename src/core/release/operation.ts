import type { Action } from '../catalog/action.js'
import type { Person } from '../catalog/person.js'
import type { ResolvedActor } from '../decide/actor.js'
import { isFinding, resolve } from '../decide/ask.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { BoundPlan } from '../decide/bound-plan.js'
import type { ExceptionClaim } from '../decide/exception.js'
import type { Finding } from '../decide/finding.js'
import { AccessDenied, type Reason } from '../errors.js'
import { recordActor } from '../record/entry.js'
import { recordedException } from '../record/recorded-exception.js'
import type { Entry } from '../record/scribe.js'
import { said, timeText } from '../record/scribe.js'
import { consultFor } from './consult.js'
import { consultHolds } from './consult-holds.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import { recipientOf } from './provision.js'
import type { Snapshot } from './snapshot.js'
import type { AtLeast } from './token.js'
import { httpOf, type Trail } from './trail.js'

/** What a handle was made with; nothing in it but the actor has been checked. */
export interface Intent {
  readonly purpose: unknown
  /** Read once, when the handle was made. */
  readonly actor: ResolvedActor | Reason
  readonly justification?: unknown
  readonly allowedPurposes?: unknown
  /** To whom it is to go, of `disclose`. */
  readonly to?: unknown
  readonly request?: unknown
  readonly traceparent?: unknown
  readonly ext?: unknown
  /** What was claimed, where data is to be used by an exception. */
  readonly exception?: ExceptionClaim | 'invalid' | undefined
  /** How new what is known of people must be. */
  readonly atLeast?: AtLeast | undefined
  /** What one HTTP request has left behind so far. */
  readonly trail?: Trail | undefined
}

/** One operation: what is asked, on one policy, and what all its records have in common. */
export interface Operation {
  readonly engine: Engine
  readonly snapshot: Snapshot
  readonly bound: BoundPlan
  readonly base: Entry
  readonly trail: Trail | undefined
  readonly atLeast: AtLeast | undefined
}

/** A request that cannot be asked of any row, with the record that says so. */
export interface Rejected {
  readonly snapshot: Snapshot
  readonly finding: Finding
  readonly entry: Entry
}

/** Begins an operation, or says why it cannot begin. @throws PurposeboundError `gate_closed` */
export function prepare(
  engine: Engine,
  intent: Intent,
  resource: string,
  action: Action,
  mode?: 'observed',
): Operation | Rejected {
  assertOpen(engine)
  const { snapshot } = engine
  const bound = bindTo(snapshot, intent, resource, action)
  const base = baseOf(engine, snapshot, intent, action, mode)
  if (!('reason' in bound)) {
    const { trail, atLeast } = intent
    return { engine, snapshot, bound, base, trail, atLeast }
  }
  const { reason, rule } = bound
  return {
    snapshot,
    finding: bound,
    entry: { ...base, effect: 'deny', reason, rules: rule === '' ? [] : [rule] },
  }
}

/** The same, with the rejection recorded. @throws AccessDenied when a name of the request is missing, malformed or unknown */
export async function begin(
  engine: Engine,
  intent: Intent,
  resource: string,
  action: Action,
  mode?: 'observed',
): Promise<Operation> {
  const prepared = prepare(engine, intent, resource, action, mode)
  if (!('finding' in prepared)) return prepared
  await submit(engine, prepared.snapshot, [prepared.entry])
  throw new AccessDenied(prepared.finding.reason, prepared.finding.rule)
}

export function bindTo(
  snapshot: Snapshot,
  intent: Intent,
  resource: string,
  action: Action,
): BoundPlan | Finding {
  const { purpose, actor, justification, allowedPurposes, to: recipient, exception } = intent
  const asked = resolve(snapshot.catalog, {
    purpose,
    actor,
    resource,
    action: usedFor(intent, action),
    recipient,
    justification,
    allowedPurposes,
    exception,
  })
  return isFinding(asked) ? asked : snapshot.bind(asked)
}

/** What is read by an exception is used for it: other grants count. */
export function usedFor({ exception }: Intent, action: Action): Action {
  return exception !== undefined && action === 'read' ? 'exception' : action
}

/** What all records of one request or operation have in common. */
export function baseOf(
  { pseudonyms }: Engine,
  { catalog }: Snapshot,
  intent: Intent,
  action?: Action,
  mode?: 'observed',
): Entry {
  const purpose = typeof intent.purpose === 'string' ? catalog.purposes.get(intent.purpose) : undefined
  return {
    type: 'decision',
    ...said(intent),
    ...(mode && { mode }),
    ...(typeof intent.actor !== 'string' && {
      actor: recordActor(intent.actor, (role) => catalog.roles.has(role), pseudonyms),
    }),
    ...(purpose && {
      purpose: purpose.name,
      basis: purpose.basis,
      ...(purpose.clause !== undefined && { clause: purpose.clause }),
    }),
    ...(action && { action: usedFor(intent, action) }),
    ...recipientOf(catalog, intent.to),
    ...(intent.exception !== undefined && recordedException(intent.exception, catalog, pseudonyms)),
    ...(intent.trail && httpOf(intent.trail)),
  }
}

/** The time of a decision and the consent it rests on; consent is not asked for where the request is denied whatever the row. */
export interface Ground {
  readonly now: number
  readonly consents?: ConsentLookup
  /** The engine's count of narrowings when consent was looked up. */
  readonly narrowed: number
}

export function groundFor(
  { engine, bound, atLeast }: Operation,
  people: readonly Person[],
): Ground | Promise<Ground> {
  const now = nowOf(engine)
  const { narrowed } = engine
  const { ask } = bound
  if (bound.request(now).effect === 'deny') return { now, narrowed }
  const found = ask.exception
    ? consultHolds(engine, people)
    : consultFor(engine, ask.purpose, people, atLeast)
  return found instanceof Promise
    ? found.then((consents) => ({ now, consents, narrowed }))
    : { now, consents: found, narrowed }
}

/** What a record says of the consent a decision rests on. */
export function consentOf({ now, consents }: Ground): Pick<Entry, 'consent'> {
  // in an exception nobody is asked for consent
  return consents && !consents.held
    ? { consent: { asOf: timeText(now - (consents.ageMs ?? 0)), source: 'store' } }
    : {}
}
