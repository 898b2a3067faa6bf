import { DEFAULT_POPULATION, type Person } from '../catalog/person.js'
import { resolveRequest } from '../decide/ask.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { Verdict } from '../decide/decision.js'
import { asksBasis, decideLedger, type LedgerAsk } from '../decide/ledger.js'
import { AccessDenied, isPurposeboundError, PurposeboundError } from '../errors.js'
import { recordRules } from '../record/entry.js'
import { findUses, type Sought } from '../record/find.js'
import type { RecordedUse } from '../record/recorded-use.js'
import { refsUnder } from '../record/refs.js'
import { type Entry, timeText } from '../record/scribe.js'
import { consultFor } from './consult.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import { flush } from './flush.js'
import { baseOf, type Intent } from './operation.js'
import type { Snapshot } from './snapshot.js'
import { readSpan } from './span.js'
import type { SubjectHandle } from './subject-contract.js'

/** One read of one person's trail: on one policy, by one intent. */
interface Reading {
  readonly engine: Engine
  readonly snapshot: Snapshot
  readonly ask: LedgerAsk
  readonly base: Entry
  readonly atLeast: Intent['atLeast']
}

/** What was decided, and on what. */
interface Stand {
  readonly verdict: Verdict
  readonly narrowed: number
  readonly consent: Pick<Entry, 'consent'>
}

/** The handle that `gate.subject` gives. */
export function createSubject(engine: Engine, person: Person, intent: Intent): SubjectHandle {
  return Object.freeze({
    accesses: (span?: unknown) => accesses(engine, person, intent, span),
    provisions: async (span?: unknown) => {
      const uses = await accesses(engine, person, intent, span)
      return Object.freeze(uses.filter(({ type }) => type === 'provision'))
    },
  })
}

/**
 * Decides, reads, decides again on what holds by then, records, and only then releases: nobody makes a sink work by
 * asking, and the record says what was true when the trail was given out.
 */
async function accesses(
  engine: Engine,
  person: Person,
  intent: Intent,
  given: unknown,
): Promise<readonly RecordedUse[]> {
  assertOpen(engine)
  const { timeoutMs, ...span } = readSpan(given)
  const { ledger: sink, snapshot } = engine
  if (!sink)
    throw new PurposeboundError(
      'config_invalid',
      'no sink of `audit` can be read: the ledger needs one with `find`, such as a journal',
    )
  const names = namesOf(engine, person)
  const base = { ...baseOf(engine, snapshot, intent, 'audit'), ...('refs' in names && about(names.refs)) }
  const { purpose, actor, justification, allowedPurposes, atLeast } = intent
  const asked = resolveRequest(snapshot.catalog, {
    purpose,
    actor,
    justification,
    allowedPurposes,
    action: 'audit',
  })
  if ('reason' in asked) return denied(engine, snapshot, base, asked)
  const reading = { engine, snapshot, ask: { ...asked, person }, base, atLeast }
  await assertPermitted(reading, await standOf(reading))
  const uses = await read(reading, names, span, timeoutMs, sink)

  const stand = await standOf(reading)
  await assertPermitted(reading, stand)
  await submit(engine, snapshot, [
    {
      ...base,
      ...stand.consent,
      effect: 'permit',
      rules: recordRules(stand.verdict.decision, stand.verdict.grants),
    },
  ])
  for (let { narrowed } = stand; engine.narrowed !== narrowed; ) {
    const again = await standOf(reading)
    narrowed = again.narrowed
    const { reason } = again.verdict.decision
    if (reason === undefined) continue
    await submit(engine, snapshot, [outcome(base, 'aborted', reason)])
    throw new AccessDenied(reason, again.verdict.decision.rule ?? '')
  }
  return uses
}

/** What the sink tells; that it failed somebody who was permitted is recorded. */
async function read(
  { engine, snapshot, base }: Reading,
  names: Names,
  span: Pick<Sought, 'since' | 'until'>,
  timeoutMs: number,
  sink: NonNullable<Engine['ledger']>,
): Promise<readonly RecordedUse[]> {
  try {
    if ('error' in names) throw names.error
    await flush(engine, sink)
    return await findUses(sink, { subjects: names.refs, ...span }, timeoutMs)
  } catch (error) {
    const code = isPurposeboundError(error) ? error.code : 'sink_failed'
    await submit(engine, snapshot, [outcome(base, 'error', code)])
    throw error
  }
}

async function standOf({ engine, ask, atLeast }: Reading): Promise<Stand> {
  const now = nowOf(engine)
  const { narrowed } = engine
  let consents: ConsentLookup | undefined
  if (asksBasis(ask)) consents = await consultFor(engine, ask.purpose, [ask.person], atLeast)
  const consent = consents ? { consent: { asOf: timeText(now), source: 'store' as const } } : {}
  return { verdict: decideLedger(ask, now, consents), narrowed, consent }
}

async function assertPermitted(
  { engine, snapshot, base }: Reading,
  { verdict: { decision }, consent }: Stand,
): Promise<void> {
  const { effect, reason = 'evaluation_error', rule = '' } = decision
  if (effect === 'deny') await denied(engine, snapshot, { ...base, ...consent }, { reason, rule })
}

async function denied(
  engine: Engine,
  snapshot: Snapshot,
  base: Entry,
  { reason, rule }: Pick<AccessDenied, 'reason' | 'rule'>,
): Promise<never> {
  await submit(engine, snapshot, [{ ...base, effect: 'deny', reason, rules: rule === '' ? [] : [rule] }])
  throw new AccessDenied(reason, rule)
}

type Names = { readonly refs: readonly string[] } | { readonly error: unknown }

/** Under which names the person is on record. That a salt is gone is told to nobody but who may read the trail. */
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

function outcome(base: Entry, status: 'aborted' | 'error', code: string): Entry {
  return { ...base, type: 'outcome', outcome: { status, rows: 0, code } }
}
