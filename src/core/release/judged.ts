import { segments } from '../catalog/path.js'
import { pointer } from '../catalog/pointer.js'
import type { Verdict } from '../decide/decision.js'
import type { OpenRows } from '../decide/rows.js'
import { Unreleasable } from '../enforce/opaque.js'
import type { Reason } from '../errors.js'
import type { Refusal } from '../record/decision-entries.js'
import type { Ground, Operation } from './operation.js'
import type { Inner } from './snapshot.js'

/** Rows after their decisions: of each a view that is not yet released, or why there is none. */
export interface Judged {
  readonly rows: OpenRows
  readonly verdicts: readonly Verdict[]
  readonly views: readonly (object | undefined)[]
  readonly refusals: readonly (Refusal | undefined)[]
  /** The rows nested in each, where the resource has any. */
  readonly inner: readonly (readonly Inner[])[]
}

const NONE: readonly never[] = Object.freeze([])

/** Decides on opened rows and makes their views. Never throws: whatever fails is a reason. */
export function judge(
  operation: Operation,
  rows: OpenRows,
  ground: Ground,
  require: readonly string[],
): Judged {
  const { length } = rows
  const verdicts = new Array<Verdict>(length)
  const views = new Array<object | undefined>(length)
  const refusals = new Array<Refusal | undefined>(length)
  const nested = operation.bound.ask.resource.nested.size > 0
  const inner = nested ? new Array<readonly Inner[]>(length) : NONE
  for (let i = 0; i < length; i++) {
    const verdict = rows.verdict(i, ground.now, ground.consents)
    verdicts[i] = verdict
    const refusal = refusalOf(operation, verdict, ground, require)
    if (refusal) refusals[i] = refusal
    else {
      try {
        const within = nested ? innerOf(operation, rows, i, ground) : NONE
        if (nested) (inner as (readonly Inner[])[])[i] = within
        views[i] = viewOf(operation, rows, i, verdict, within, require)
      } catch (error) {
        // a getter that throws, a value that its schema does not allow or that is required and missing
        refusals[i] = invalid(operation, error)
      }
    }
  }
  return { rows, verdicts, views, refusals, inner }
}

/** The rows nested in one row, decided each on its own. */
export function innerOf(
  { snapshot, bound }: Operation,
  rows: OpenRows,
  index: number,
  { now, consents }: Ground,
): readonly Inner[] {
  return snapshot.inner(bound.ask, rows.at(index), now, consents)
}

/** Why a row is refused whatever its values, if it is. */
function refusalOf(
  { bound }: Operation,
  { decision }: Verdict,
  { consents }: Ground,
  require: readonly string[],
): Refusal | undefined {
  if (decision.effect === 'deny') return because(decision)
  // a permit on a basis that nobody asked for is none
  if (!consents)
    return { reason: 'consent_unavailable', rule: pointer('purposes', bound.ask.purpose.name, 'basis') }
  if (require.length === 0) return undefined
  for (const path of require) {
    const field = Object.hasOwn(decision.fields, path) ? decision.fields[path] : undefined
    if (!field) return { reason: 'input_invalid', rule: '' }
    if (field.outcome !== 'clear') return because(field)
  }
  return undefined
}

/** @throws Unreleasable, or whatever a getter throws */
function viewOf(
  { snapshot, bound }: Operation,
  rows: OpenRows,
  index: number,
  verdict: Verdict,
  inner: readonly Inner[],
  require: readonly string[],
): object {
  const view = snapshot.viewAt(bound.ask, rows, index, verdict, inner)
  if (require.length === 0) return view
  for (const path of require) if (!isPresent(view, segments(path))) throw new Unreleasable()
  return view
}

function invalid({ bound }: Operation, error: unknown): Refusal {
  const at = error instanceof Unreleasable && error.key !== undefined ? [error.key] : []
  return { reason: 'row_invalid', rule: pointer('resources', bound.ask.resource.name, 'schema', ...at) }
}

export function because({
  reason = 'evaluation_error',
  rule = '',
}: {
  readonly reason?: Reason
  readonly rule?: string
}): Refusal {
  return { reason, rule }
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
