import type { FieldDef } from '../catalog/field.js'
import { byCodeUnit } from '../catalog/pointer.js'
import { REASONS, type Reason } from '../errors.js'
import type { Finding } from './finding.js'

/** One more reason why, behind the one that counts. */
export interface OtherReason {
  readonly reason: Reason
  readonly rule: string
}

/** What becomes of one field, and why when it is not clear. */
export interface FieldDecision {
  readonly outcome: 'clear' | 'masked' | 'hidden'
  readonly reason?: Reason
  readonly rule?: string
  readonly also?: readonly OtherReason[]
}

/** The answer: frozen, shared between rows that are decided alike, and free of data values. */
export interface Decision {
  readonly effect: 'permit' | 'deny'
  readonly reason?: Reason
  readonly rule?: string
  readonly also?: readonly OtherReason[]
  /** Every leaf of the resource by its path. */
  readonly fields: { readonly [path: string]: FieldDecision }
}

/** A decision with the grants behind it: shared by all rows that are decided alike. */
export interface Verdict {
  readonly decision: Decision
  /** The rules of the effective grants, sorted. */
  readonly grants: readonly string[]
}

/** The meet of all findings: the lowest ceiling's reason; among equals the earliest layer; within a layer the least rule. */
export function conclude(
  findings: readonly Finding[],
  fields: readonly FieldDef[],
  nothingVisible?: Finding,
): Decision {
  const about = byField(findings)
  const rows = ranked(about.get(undefined) ?? [])
  const whole = fieldDecision(rows)
  const decided = Object.fromEntries(
    fields.map(({ path }) => {
      const own = about.get(path)
      return [path, own ? fieldDecision(ranked([...rows, ...own])) : whole]
    }),
  )
  const visible = fields.some(
    (field) => field.class === 'personal' && decided[field.path]?.outcome !== 'hidden',
  )
  if (rows.length === 0 && nothingVisible && !visible) {
    const unseen = fieldDecision([nothingVisible])
    for (const { path } of fields) if (decided[path]?.outcome !== 'hidden') decided[path] = unseen
    return frozen([nothingVisible], decided)
  }
  return frozen(rows, decided)
}

/** Asked for each field, a filter of all findings would be quadratic in the fields. */
function byField(findings: readonly Finding[]): ReadonlyMap<string | undefined, readonly Finding[]> {
  const about = new Map<string | undefined, Finding[]>()
  for (const finding of findings) {
    const known = about.get(finding.field)
    if (known) known.push(finding)
    else about.set(finding.field, [finding])
  }
  return about
}

function frozen(denied: readonly Finding[], fields: Decision['fields']): Decision {
  return Object.freeze({
    effect: denied.length > 0 ? 'deny' : 'permit',
    ...because(denied),
    fields: Object.freeze(fields),
  })
}

function fieldDecision(findings: readonly Finding[]): FieldDecision {
  return Object.freeze({ outcome: findings[0]?.ceiling ?? 'clear', ...because(findings) })
}

function because([first, ...others]: readonly Finding[]) {
  if (!first) return {}
  const also = others.map(({ reason, rule }) => Object.freeze({ reason, rule }))
  return { reason: first.reason, rule: first.rule, ...(also.length > 0 && { also: Object.freeze(also) }) }
}

function ranked(findings: readonly Finding[]): readonly Finding[] {
  const sorted = findings.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      layer(a) - layer(b) ||
      byCodeUnit(a.rule, b.rule) ||
      REASONS[a.reason].order - REASONS[b.reason].order,
  )
  return sorted.filter(
    (finding, index) =>
      finding.reason !== sorted[index - 1]?.reason || finding.rule !== sorted[index - 1]?.rule,
  )
}

const rank = ({ ceiling }: Finding) => (ceiling === 'hidden' ? 0 : 1)
const layer = ({ reason }: Finding) => REASONS[reason].layer
