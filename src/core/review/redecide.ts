import type { Catalog } from '../catalog/catalog.js'
import { judge } from '../decide/decide.js'
import type { Decision } from '../decide/decision.js'
import { consentFor, provisionOf } from '../decide/provision.js'
import { type Ask, candidatesOf, isInTime, type Question } from '../decide/question.js'
import { isLapsed } from '../decide/retention.js'
import type { Reason } from '../errors.js'
import type { AuditRecord, RecordedActor } from '../record/record.js'
import { askAs, bestCase, grantsFor, selfGrant } from './best-case.js'
import { nestedStand, standsAlike } from './ground.js'
import { type Known, RecordedFacts } from './recorded-facts.js'
import { recordedKept } from './recorded-kept.js'

/** What becomes of a recorded decision under another policy. */
export type Redecided =
  | 'same'
  | 'newly_permitted'
  | 'newly_denied'
  /** Permitted as before, and some field is shown more clearly. */
  | 'wider'
  /** Permitted as before, and some field is shown less clearly, none more. */
  | 'narrower'
  /** It turns on something that is not on record. */
  | 'undetermined'

/** What no policy decides. */
const FAILURES: readonly Reason[] = [
  'input_invalid',
  'actor_unresolved',
  'no_context',
  'evaluation_error',
  'purpose_missing',
  'purpose_not_allowed_here',
  'audit_unavailable',
]
const RANK = { hidden: 0, masked: 1, clear: 2 } as const

/**
 * Decides a record again, once with everything that is not on record for it and once against: by the layers of the
 * decision, which only take away or join, all other cases lie between. Where both agree it is decided.
 */
export function redecide(record: AuditRecord, catalog: Catalog, was: Catalog | undefined): Redecided {
  const { effect, actor, resource: type } = record
  const reason = record.reason as Reason | undefined
  if (record.policy.digest === catalog.digest) return 'same'
  if (effect === 'deny' && reason !== undefined && FAILURES.includes(reason)) return 'same'
  if (record.purpose === undefined || !type || !actor)
    return effect === 'deny' && reason !== 'purpose_unknown' && reason !== 'resource_unknown'
      ? 'same'
      : 'undetermined'
  const purpose = catalog.purposes.get(record.purpose)
  const resource = catalog.resources.get(type.type)
  if (!purpose || !resource) return effect === 'deny' ? 'same' : 'newly_denied'

  const facts = new RecordedFacts(record, was, resource)
  const now = Date.parse(record.time)
  // a name that no policy knew is not on record
  if (reason === 'recipient_unknown') return catalog.recipients.size === 0 ? 'same' : 'undetermined'
  const to = record.recipient && catalog.recipients.get(record.recipient.id)
  if (record.recipient && !to) return effect === 'deny' ? 'same' : 'newly_denied'
  const asks = chain(actor).map(({ roles }) => ({
    ...askAs(catalog, roles, purpose, resource, record.action, to),
    justified: (record.justification ?? '').trim() !== '',
  }))
  if (standsAlike(asks, was, resource.name)) return 'same'
  const [most, least] = [true, false].map((open) =>
    judge(asks.map((ask) => questionOf(ask, facts, now, open))),
  )
  // a row that is read otherwise may be none
  const ill = reason === 'row_invalid' || reason === 'subject_missing' || facts.moved
  if (!most || !least || most.effect !== (ill ? 'deny' : least.effect)) return 'undetermined'
  if (most.effect === 'deny') return effect === 'deny' ? 'same' : 'newly_denied'
  if (effect === 'deny') return refusedForFields(record, reason) ? 'undetermined' : 'newly_permitted'
  if (resource.fields.some(({ path }) => most.fields[path]?.outcome !== least.fields[path]?.outcome))
    return 'undetermined'
  return nestedStand(record, asks, was) ? compare(record, most) : 'undetermined'
}

/** The question with what is open answered one way or the other. */
function questionOf(ask: Ask, facts: RecordedFacts, now: number, open: boolean): Question {
  const { purpose, resource, actor, recipient } = ask
  const settle = (known: Known, ifOpen: boolean) => known ?? ifOpen
  const inForce = grantsFor(ask).filter((grant) => isInTime(grant, now))
  const own = selfGrant(ask)
  const self = own !== undefined && settle(facts.isSelf(purpose), open) ? own : undefined
  const basis = settle(facts.blocked(purpose), !open) ? 1 : 0
  const needed = recipient ? consentFor(recipient, purpose) : 0
  const provided = (known: Known) => (settle(known, open) ? 0 : needed)
  const agreed = recipient && facts.provided(recipient, purpose)
  const provision = recipient ? provisionOf(recipient, purpose, now) | provided(agreed) : 0
  const matched = inForce.filter((grant) => settle(facts.reached(grant, actor.roles, now), open))
  const kept = recordedKept(facts.record, facts.was, purpose, resource, {
    self: facts.isSelf(purpose),
    open,
  })
  const granted = self && (basis !== 0 || isLapsed(ask, kept)) ? [] : matched
  const best = bestCase(ask, granted, self)
  const tenant = settle(facts.sameTenant, open) ? actor.tenant : undefined
  return {
    ...best,
    row: { ...(best.row as NonNullable<Question['row']>), tenant },
    candidates: candidatesOf(ask),
    inForce,
    basis,
    provision,
    kept,
    parts: resource.parts.map((_, part) => {
      const paths = resource.fields.filter((field) => field.part === part).map(({ path }) => path)
      const stands = settle(facts.partBlocked(purpose, paths), !open)
      const shown = facts.partSeen(paths) ? agreed : undefined
      return { basis: stands ? 1 : 0, provision: provided(shown), self: open && self !== undefined }
    }),
    matched,
  }
}

/** Refused for a field that was to be clear, or to be written: which one is not on record. */
function refusedForFields({ rules = [] }: AuditRecord, reason: Reason | undefined): boolean {
  const ofField: readonly (Reason | undefined)[] = [
    'not_needed',
    'purpose_masked',
    'role_hidden',
    'role_masked',
    'ceiling_hidden',
    'ceiling_masked',
  ]
  return ofField.includes(reason) || rules.some((rule) => rule.endsWith('/writes'))
}

function compare({ fields }: AuditRecord, { fields: after }: Decision): Redecided {
  let [more, less] = [false, false]
  const [clear, masked] = [new Set(fields?.clear), new Set(fields?.masked)]
  for (const [path, { outcome }] of Object.entries(after)) {
    const before = clear.has(path) ? 2 : masked.has(path) ? 1 : 0
    if (RANK[outcome] > before) more = true
    if (RANK[outcome] < before) less = true
  }
  return more ? 'wider' : less ? 'narrower' : 'same'
}

function chain(actor: RecordedActor): RecordedActor[] {
  return actor.onBehalfOf ? [actor, ...chain(actor.onBehalfOf)] : [actor]
}
