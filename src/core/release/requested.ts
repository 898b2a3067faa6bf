import type { Decision } from '../decide/decision.js'
import type { Entry } from '../record/scribe.js'
import { nowOf, submit } from './engine.js'
import type { Operation } from './operation.js'
import type { Released } from './release.js'

/** What is recorded of a request where no row speaks for it. */
export function entryOfRequest(
  { base, bound }: Operation,
  decision: Pick<Decision, 'effect' | 'reason' | 'rule'>,
): Entry {
  const about = { ...base, resource: { type: bound.ask.resource.name } }
  if (decision.effect === 'permit') return { ...about, effect: 'permit' }
  const { reason = 'evaluation_error', rule = '' } = decision
  return { ...about, effect: 'deny', reason, rules: rule === '' ? [] : [rule] }
}

/** A list without rows: that somebody asked for one is recorded, with what any row of it would have met. */
export async function releaseNone(operation: Operation): Promise<Released> {
  const { engine, snapshot, bound } = operation
  const entry = entryOfRequest(operation, bound.request(nowOf(engine)))
  await submit(engine, snapshot, [entry.effect === 'deny' ? { ...entry, refused: 0 } : entry])
  return { views: [], refused: [] }
}
