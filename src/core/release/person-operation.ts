import type { Action } from '../catalog/action.js'
import { DEFAULT_POPULATION, type Person } from '../catalog/person.js'
import { resolveRequest } from '../decide/ask.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { Verdict } from '../decide/decision.js'
import { asksBasis, decideLedger, type LedgerAsk, type PersonLayer } from '../decide/ledger.js'
import { AccessDenied, type Reason } from '../errors.js'
import { recordRules } from '../record/entry.js'
import { refsUnder } from '../record/refs.js'
import { type Entry, timeText } from '../record/scribe.js'
import { consultFor } from './consult.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import { baseOf, type Intent } from './operation.js'
import type { Snapshot } from './snapshot.js'

/** Something done about one person as such: on one policy, by one intent. */
export interface PersonOperation {
  readonly engine: Engine
  readonly snapshot: Snapshot
  readonly ask: LedgerAsk
  readonly base: Entry
  readonly atLeast: Intent['atLeast']
  /** Under which names the person is on record. */
  readonly names: Names
}

/** What was decided, and on what. */
export interface Stand {
  readonly verdict: Verdict
  readonly narrowed: number
  readonly consent: Pick<Entry, 'consent'>
}

/** Begins, or denies and says so in the trail. @throws AccessDenied; PurposeboundError `gate_closed` */
export async function beginPerson(
  engine: Engine,
  person: Person,
  intent: Intent,
  action: Action,
  more: Partial<Entry> = {},
): Promise<PersonOperation> {
  assertOpen(engine)
  const { snapshot } = engine
  const names = namesOf(engine, person)
  const base = {
    ...baseOf(engine, snapshot, intent, action),
    ...('refs' in names && about(names.refs)),
    ...more,
  }
  const { purpose, actor, justification, allowedPurposes, atLeast } = intent
  const asked = resolveRequest(snapshot.catalog, { purpose, actor, justification, allowedPurposes, action })
  if ('reason' in asked) return denied({ engine, snapshot, base }, asked)
  return { engine, snapshot, ask: { ...asked, person }, base, atLeast, names }
}

/** Decides on what holds now; `last` asks more of the person than their consent, and always asks for it. */
export async function standOf({ engine, ask, atLeast }: PersonOperation, last?: PersonLayer): Promise<Stand> {
  const now = nowOf(engine)
  const { narrowed } = engine
  let consents: ConsentLookup | undefined
  if (last || asksBasis(ask)) consents = await consultFor(engine, ask.purpose, [ask.person], atLeast)
  const consent = consents
    ? { consent: { asOf: timeText(now - (consents.ageMs ?? 0)), source: 'store' as const } }
    : {}
  return { verdict: decideLedger(ask, now, consents, last), narrowed, consent }
}

/** @throws AccessDenied, recorded */
export async function assertPermitted(
  { engine, snapshot, base }: PersonOperation,
  { verdict: { decision }, consent }: Stand,
): Promise<void> {
  const { effect, reason = 'evaluation_error', rule = '' } = decision
  if (effect === 'deny') await denied({ engine, snapshot, base: { ...base, ...consent } }, { reason, rule })
}

/** The record of what was permitted. */
export function permitOf({ base }: PersonOperation, { verdict, consent }: Stand): Entry {
  return {
    ...base,
    ...consent,
    effect: 'permit',
    rules: recordRules(verdict.decision, verdict.grants),
  }
}

/** Records what is permitted, and asks again for as long as consent is narrowed meanwhile. @throws AccessDenied */
export async function permit(operation: PersonOperation, stand: Stand, last?: PersonLayer): Promise<void> {
  const { engine, snapshot, base } = operation
  await submit(engine, snapshot, [permitOf(operation, stand)])
  for (let { narrowed } = stand; engine.narrowed !== narrowed; ) {
    const again = await standOf(operation, last)
    narrowed = again.narrowed
    const { reason } = again.verdict.decision
    if (reason === undefined) continue
    await submit(engine, snapshot, [outcome(base, 'aborted', reason)])
    throw new AccessDenied(reason, again.verdict.decision.rule ?? '')
  }
}

/** @throws AccessDenied, recorded; `detail` is told and not recorded */
export async function denied(
  { engine, snapshot, base }: Pick<PersonOperation, 'engine' | 'snapshot' | 'base'>,
  { reason, rule, detail }: { readonly reason: Reason; readonly rule: string; readonly detail?: string },
): Promise<never> {
  await submit(engine, snapshot, [{ ...base, effect: 'deny', reason, rules: rule === '' ? [] : [rule] }])
  throw new AccessDenied(reason, rule, detail)
}

export function outcome(base: Entry, status: 'aborted' | 'error', code: string): Entry {
  return { ...base, type: 'outcome', outcome: { status, rows: 0, code } }
}

type Names = { readonly refs: readonly string[] } | { readonly error: unknown }

/** That a salt is gone is told to nobody but who may read the trail. */
function namesOf({ keys }: Engine, { id, population = DEFAULT_POPULATION, tenant }: Person): Names {
  try {
    return { refs: refsUnder(keys).person({ id, population, ...(tenant !== undefined && { tenant }) }) }
  } catch (error) {
    return { error }
  }
}

function about([current]: readonly string[]): Pick<Entry, 'subjects'> {
  return current === undefined ? {} : { subjects: { refs: [current] } }
}
