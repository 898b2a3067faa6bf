import { segments } from '../catalog/path.js'
import type { Verdict } from '../decide/decision.js'
import type { OpenRow } from '../decide/open-row.js'
import type { Ask } from '../decide/question.js'
import type { Written } from './draft.js'
import { valuesAt } from './leaves.js'
import type { Ground, Operation } from './operation.js'

/** What this actor would be shown of the row, reading it for this purpose. */
export interface Sight {
  readonly ask: Ask
  readonly open: OpenRow
  readonly verdict: Verdict
}

export function sightOf({ snapshot, bound }: Operation, open: OpenRow, { now, consents }: Ground): Sight {
  const ask = { ...bound.ask, action: 'read' as const }
  return { ask, open, verdict: snapshot.bind(ask).verdict(open, now, consents) }
}

/** Whether a leaf is shown as it is. */
export function isShownClear({ verdict: { decision } }: Sight, path: string): boolean {
  return decision.effect === 'permit' && decision.fields[path]?.outcome === 'clear'
}

/**
 * Whether a leaf of a patch is what this actor, reading the row for this purpose, is shown in place of its value.
 *
 * A form that was filled from a view gives masks back: written, they would destroy what they stand for.
 */
export function isWrittenBack(
  { snapshot }: Operation,
  { ask, open, verdict }: Sight,
  written: readonly Written[],
): boolean {
  const { effect, fields } = verdict.decision
  const veiled = written.filter(
    ({ field }) =>
      fields[field.path]?.outcome === 'masked' || (field.class === 'key' && ask.purpose.pseudonymous),
  )
  if (effect === 'deny' || veiled.length === 0) return false
  const view = snapshot.view(ask, open, verdict, [])
  return veiled.some(({ field, value }) =>
    valuesAt(view, segments(field.path)).some((shown) => shown !== null && shown === value),
  )
}
