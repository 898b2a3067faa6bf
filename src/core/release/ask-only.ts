import { toInstant } from '../catalog/instant.js'
import { samePerson } from '../catalog/person.js'
import { isFinding, resolve } from '../decide/ask.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { BoundPlan } from '../decide/bound-plan.js'
import type { ConsentState } from '../decide/consent.js'
import type { Decision } from '../decide/decision.js'
import { OneRow } from '../decide/one-row.js'
import { type Plan, planOf } from '../enforce/plan.js'
import { consultFor } from './consult.js'
import { consultHolds } from './consult-holds.js'
import { type Engine, nowOf } from './engine.js'
import { type Intent, usedFor } from './operation.js'
import type { Snapshot } from './snapshot.js'

/** What a caller lays before a decision instead of the gate's store and clock. */
export interface GivenFacts {
  readonly consents?: readonly ConsentState[]
  readonly now?: Date | number | string
  /** Asks about a provision to this recipient, and not about a read. */
  readonly to?: unknown
}

/** To whom the caller asks about; what cannot be read is nobody. */
export function recipientIn(facts: GivenFacts): unknown {
  try {
    return facts.to
  } catch {
    return null
  }
}

/** What is made of a row that was laid before a decision. */
type Use<T> = (row: OneRow, now: number, consents: ConsentLookup) => T

/** Lays one row before a decision by which nothing is released or recorded; undefined where none can be made. */
export function lay<T>(
  engine: Engine,
  { atLeast, exception }: Intent,
  bound: BoundPlan,
  row: unknown,
  facts: GivenFacts | undefined,
  use: Use<T>,
): T | Promise<T> | undefined {
  let now: number | undefined
  let states: readonly ConsentState[] | undefined
  // facts are the caller's word, and nothing is decided on less
  try {
    const time = facts?.now
    now = time === undefined ? nowOf(engine) : toInstant(time)
    states = facts?.consents
    if (states !== undefined && !Array.isArray(states)) return undefined
  } catch {
    return undefined
  }
  if (now === undefined || Number.isNaN(now)) return undefined
  const one = new OneRow(bound, row)
  if (states !== undefined) return use(one, now, lookupIn(states))
  const found = exception
    ? consultHolds(engine, one.people)
    : consultFor(engine, bound.ask.purpose, one.people, atLeast)
  return found instanceof Promise ? found.then((consents) => use(one, now, consents)) : use(one, now, found)
}

export function decisionOn(row: OneRow, now: number, consents: ConsentLookup): Decision {
  return row.verdict(now, consents).decision
}

/** What may be read at all, before any row is; bound to the policy in force. */
export function planOnly(engine: Engine, { catalog }: Snapshot, intent: Intent, resource: string): Plan {
  const asked = resolve(catalog, { ...intent, resource, action: usedFor(intent, 'read') })
  if (isFinding(asked)) return { kind: 'deny', reason: asked.reason, rule: asked.rule }
  const bound = engine.snapshot.bind(asked)
  const now = nowOf(engine)
  const { effect, reason = 'evaluation_error', rule = '', fields } = bound.request(now)
  if (effect === 'deny' || Number.isNaN(now))
    return { kind: 'deny', reason: Number.isNaN(now) ? 'evaluation_error' : reason, rule }
  return planOf(
    asked,
    now,
    Object.fromEntries(Object.entries(fields).map(([path, { outcome }]) => [path, outcome])),
  )
}

function lookupIn(states: readonly ConsentState[]): ConsentLookup {
  return (person) => {
    for (let i = 0; i < states.length; i++) {
      const state = states[i] as ConsentState
      if (samePerson(state.person, person)) return state
    }
    return undefined
  }
}
