import { conclude, type Decision, type Verdict } from '../decide/decision.js'
import { deny, type Finding } from '../decide/finding.js'
import { openRows } from '../decide/open-rows.js'
import { type Engine, submit } from './engine.js'
import { judge } from './judged.js'
import { groundFor, type Intent, prepare } from './operation.js'
import { entriesOfOne } from './release.js'

/** Decides and records as `observed`, releases nothing; undefined where the request can be asked of no row. */
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
    ? deniedOn(engine, resource, deny(refusal.reason, refusal.rule))
    : decision
}

/** The decision that denies a resource, as the policy in force has it. */
export function deniedOn({ snapshot }: Engine, resource: string, finding: Finding): Decision {
  return conclude([finding], snapshot.catalog.resources.get(resource)?.fields ?? [])
}
