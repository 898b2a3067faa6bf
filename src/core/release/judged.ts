import { segments } from '../catalog/path.js'
import { pointer } from '../catalog/pointer.js'
import type { OpenRow } from '../decide/open-row.js'
import { Unreleasable } from '../enforce/opaque.js'
import type { Reason } from '../errors.js'
import type { Decided } from '../record/decision-entries.js'
import type { Ground, Operation } from './operation.js'
import type { Inner } from './snapshot.js'

const NONE: readonly never[] = Object.freeze([])

/** One row after its decision: a view that is not yet released, or why there is none. */
export interface Judged extends Decided {
  readonly inner: readonly Inner[]
  readonly view?: object
}

/** Decides on an opened row and makes its view. Never throws: whatever fails is a reason. */
export function judgeRow(
  { snapshot, bound }: Operation,
  open: OpenRow,
  { now, consents }: Ground,
  require: readonly string[],
): Judged {
  const { ask } = bound
  const verdict = bound.verdict(open, now, consents)
  const { decision } = verdict
  const { resource } = ask
  const refuse = (reason: Reason, rule: string): Judged => ({
    resource,
    open,
    verdict,
    inner: NONE,
    reason,
    rule,
  })
  if (decision.effect === 'deny') return refuse(decision.reason ?? 'evaluation_error', decision.rule ?? '')
  // a permit on a basis that nobody asked for is none
  if (!consents) return refuse('consent_unavailable', pointer('purposes', ask.purpose.name, 'basis'))
  for (const path of require) {
    const field = Object.hasOwn(decision.fields, path) ? decision.fields[path] : undefined
    if (!field) return refuse('input_invalid', '')
    if (field.outcome !== 'clear') return refuse(field.reason ?? 'evaluation_error', field.rule ?? '')
  }
  try {
    const inner = snapshot.inner(ask, open, now, consents)
    const view = snapshot.view(ask, open, verdict, inner)
    for (const path of require) if (!isPresent(view, segments(path))) throw new TypeError('required')
    return { resource, open, verdict, inner, view }
  } catch (error) {
    // a getter that throws, a value that its schema does not allow or that is required and missing
    const at = error instanceof Unreleasable && error.key !== undefined ? [error.key] : []
    return refuse('row_invalid', pointer('resources', ask.resource.name, 'schema', ...at))
  }
}

export function judgeAll(
  operation: Operation,
  rows: readonly OpenRow[],
  ground: Ground,
  require: readonly string[],
): readonly Judged[] {
  const judged = new Array<Judged>(rows.length)
  for (let i = 0; i < rows.length; i++)
    judged[i] = judgeRow(operation, rows[i] as OpenRow, ground, require)
  return judged
}

/** Whether a leaf is there, wherever what holds it is there. */
function isPresent(value: unknown, [segment, ...rest]: readonly string[]): boolean {
  if (segment === undefined) return value !== undefined
  if (typeof value !== 'object' || value === null)
    return rest.length > 0 || segment === '[]' || segment === '*'
  if (segment === '[]') return Array.isArray(value) && value.every((item) => isPresent(item, rest))
  if (segment === '*') return Object.values(value).every((item) => isPresent(item, rest))
  return isPresent((value as { readonly [key: string]: unknown })[segment], rest)
}
