import { toInstant } from '../catalog/instant.js'
import { samePerson } from '../catalog/person.js'
import { isFinding, resolve } from '../decide/ask.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { BoundPlan } from '../decide/bound-plan.js'
import type { ConsentState } from '../decide/consent.js'
import { conclude, type Decision } from '../decide/decision.js'
import { deny, type Finding } from '../decide/finding.js'
import { openToDecide } from '../decide/open-rows.js'
import type { Ask } from '../decide/question.js'
import { type Plan, planOf } from '../enforce/plan.js'
import { consult } from './consult.js'
import { type Engine, nowOf } from './engine.js'
import type { Intent } from './operation.js'
import type { Snapshot } from './snapshot.js'

/** What a caller lays before a decision instead of the gate's store and clock. */
export interface GivenFacts {
  readonly consents?: readonly ConsentState[]
  readonly now?: Date | number | string
}

/** Decides on the row at hand for somebody else. */
type Again = (ask: Ask) => Decision

/** The decision on one row without releasing or recording anything; a value where nothing has to be awaited. */
export function decideOnly<T>(
  engine: Engine,
  bound: BoundPlan | Finding,
  row: unknown,
  facts: GivenFacts | undefined,
  fieldsOf: () => Ask['resource']['fields'],
  use: (decision: Decision, again?: Again) => T,
): T | Promise<T> {
  const refuse = (finding: Finding): T => use(conclude([finding], fieldsOf()))
  if ('reason' in bound) return refuse(bound)
  const known = read(facts)
  const now = known && (known.now === undefined ? nowOf(engine) : toInstant(known.now))
  if (now === undefined || Number.isNaN(now)) return refuse(deny('evaluation_error', ''))
  const rows = openToDecide(bound, row)
  const decide = (consents: ConsentLookup): T =>
    use(
      rows.verdict(0, now, consents).decision,
      (ask) => engine.snapshot.bind(ask).verdict(rows.at(0), now, consents).decision,
    )
  const given = known?.consents
  if (given !== undefined) return decide(lookupIn(given))
  const found = consult(engine.store, rows.people, engine.deadlineMs)
  return found instanceof Promise ? found.then(decide) : decide(found)
}

/** Facts, read once; undefined where they are none: they are the caller's word, and nothing is decided on less. */
function read(facts: GivenFacts | undefined): GivenFacts | undefined {
  try {
    const { now, consents } = facts ?? {}
    if (consents !== undefined && !Array.isArray(consents)) return undefined
    return { ...(now !== undefined && { now }), ...(consents !== undefined && { consents }) }
  } catch {
    return undefined
  }
}

/** What may be read at all, before any row is; bound to the policy in force. */
export function planOnly(engine: Engine, { catalog }: Snapshot, intent: Intent, resource: string): Plan {
  const asked = resolve(catalog, { ...intent, resource, action: 'read' })
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
