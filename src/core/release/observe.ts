import { conclude, type Decision, type Verdict } from '../decide/decision.js'
import { deny } from '../decide/finding.js'
import { openRows } from '../decide/open-rows.js'
import { type Engine, submit } from './engine.js'
import { judge } from './judged.js'
import { groundFor, type Intent, prepare } from './operation.js'
import { entriesOfOne } from './release.js'

/** Decides and records as `observed`; undefined, with that recorded, where nothing could be asked of any row. */
export async function observeRow(
  engine: Engine,
  intent: Intent,
  resource: string,
  row: unknown,
): Promise<Decision | undefined> {
  const operation = prepare(engine, intent, resource, 'read', 'observed')
  if ('finding' in operation) {
    await submit(engine, operation.snapshot, [operation.entry])
    return undefined
  }
  const rows = openRows(operation.bound, [row])
  const ground = await groundFor(operation, rows.people)
  const judged = judge(operation, rows, ground, [])
  await submit(engine, operation.snapshot, entriesOfOne(operation, judged, ground))
  const { decision } = judged.verdicts[0] as Verdict
  const refusal = judged.refusals[0]
  // what no view could be made of is no permit either
  return refusal && decision.effect === 'permit'
    ? conclude([deny(refusal.reason, refusal.rule)], operation.bound.ask.resource.fields)
    : decision
}
