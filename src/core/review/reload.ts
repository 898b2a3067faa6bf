import type { Policy } from '../catalog/declaration.js'
import { isPurposeboundError, PurposeboundError } from '../errors.js'
import type { AuditRecord } from '../record/record.js'
import { assertOpen, type Engine, submit } from '../release/engine.js'
import { Snapshot } from '../release/snapshot.js'
import { diffPolicies } from './diff/diff.js'

/**
 * Puts another policy in force, once what it changes is on record; what is under way ends on the policy it began with.
 *
 * One that is invalid, or cannot be recorded, changes nothing.
 */
export async function reload(engine: Engine, next: Policy, warn: (message: string) => void): Promise<void> {
  assertOpen(engine)
  const { snapshot } = engine
  let loaded: Snapshot
  try {
    loaded = new Snapshot(next, engine.pseudonyms)
  } catch (error) {
    await submit(engine, snapshot, [{ type: 'policy', reason: 'policy_reload_failed' }])
    throw isPurposeboundError(error) ? error : new PurposeboundError('policy_invalid')
  }
  const change = changeOf(snapshot.policy, next)
  await submit(engine, loaded, [{ type: 'policy', reason: 'policy_reloaded', change }])
  engine.snapshot = loaded
  if (!change.ready)
    warn(`the policy in force permits more than people were asked for or told: see \`purposebound diff\``)
}

/** What a record says of the change; what cannot be compared is no reason to keep the old policy in force. */
function changeOf(old: Policy, next: Policy): NonNullable<AuditRecord['change']> {
  const from = { name: old.name, version: old.version, digest: old.digest }
  try {
    const { verdict, ready, purposes, recipients } = diffPolicies(old, next)
    const counts: Record<string, number> = {}
    for (const each of [...purposes, ...recipients]) counts[each.verdict] = (counts[each.verdict] ?? 0) + 1
    return { from, verdict, ready, counts }
  } catch {
    return { from, verdict: 'undetermined', ready: false, counts: {} }
  }
}
