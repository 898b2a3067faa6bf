import type { Plan } from '../enforce/plan.js'
import { AccessDenied, isPurposeboundError, PurposeboundError } from '../errors.js'
import { isThenable } from './consult.js'
import { nowOf, submit } from './engine.js'
import type { Operation } from './operation.js'
import { type Released, releaseRows } from './release.js'
import { entryOfRequest } from './requested.js'

/**
 * Records, runs, decides on every row again, records the people, releases.
 *
 * Whatever goes wrong after the first record is followed by one that says so; the caller gets what was thrown.
 */
export async function queryRows(
  operation: Operation,
  plan: Plan,
  run: (plan: Plan) => Iterable<unknown> | PromiseLike<Iterable<unknown>>,
  require: readonly string[],
): Promise<Released> {
  const { engine, snapshot, bound } = operation
  if (typeof run !== 'function') throw new PurposeboundError('input_invalid', '`run` is a function')
  const now = bound.request(nowOf(engine))
  // a plan that denied gives nothing to run by, whatever the policy of now says
  const asked = plan.kind === 'deny' && now.effect === 'permit' ? { effect: plan.kind, ...plan } : now
  await submit(engine, snapshot, [entryOfRequest(operation, asked)])
  if (asked.effect === 'deny') throw new AccessDenied(asked.reason ?? 'evaluation_error', asked.rule ?? '')
  try {
    const found = run(plan)
    return await releaseRows(operation, rowsOf(isLater(found) ? await found : found), require)
  } catch (error) {
    const code = isPurposeboundError(error) ? (error.reason ?? error.code) : 'run_failed'
    const outcome = { status: 'error', rows: 0, code } as const
    const about = { ...operation.base, resource: { type: bound.ask.resource.name } }
    const written = (async () => submit(engine, snapshot, [{ ...about, type: 'outcome', outcome }]))()
    // a trail that fails now does not hide why the query ended
    await written.catch(() => {})
    throw error
  }
}

/** @throws PurposeboundError `input_invalid` */
export function rowsOf(rows: unknown): readonly unknown[] {
  if (isList(rows)) return rows
  if (typeof rows !== 'object' || rows === null || !(Symbol.iterator in rows)) throw noRows()
  return [...(rows as Iterable<unknown>)]
}

/** Whether what was found is a promise of it. @throws PurposeboundError `input_invalid` for what cannot be asked */
export function isLater(found: unknown): found is PromiseLike<unknown> {
  try {
    return isThenable(found)
  } catch {
    throw noRows()
  }
}

function isList(rows: unknown): rows is readonly unknown[] {
  try {
    return Array.isArray(rows)
  } catch {
    // a proxy that was revoked
    throw noRows()
  }
}

function noRows(): PurposeboundError {
  return new PurposeboundError('input_invalid', 'rows are a list, or anything else that can be iterated')
}
