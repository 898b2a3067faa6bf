import { segments } from '../catalog/path.js'
import type { OpenRow } from '../decide/open-row.js'
import type { Written } from './draft.js'
import type { Ground, Operation } from './operation.js'

/**
 * Whether a leaf of a patch is what this actor, reading the row for this purpose, is shown in place of its value.
 *
 * A form that was filled from a view gives masks back: written, they would destroy what they stand for.
 */
export function isWrittenBack(
  { snapshot, bound }: Operation,
  open: OpenRow,
  { now, consents }: Ground,
  written: readonly Written[],
): boolean {
  const ask = { ...bound.ask, action: 'read' as const }
  const verdict = snapshot.bind(ask).verdict(open, now, consents)
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

function valuesAt(value: unknown, [segment, ...rest]: readonly string[]): readonly unknown[] {
  if (segment === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  const inner =
    segment === '[]' || segment === '*'
      ? Object.values(value)
      : [(value as { readonly [key: string]: unknown })[segment]]
  return inner.flatMap((each) => valuesAt(each, rest))
}
