import type { Catalog } from '../catalog/catalog.js'
import { pointer } from '../catalog/pointer.js'
import { nearest } from '../catalog/target.js'

/** Purposes that use fields for which neither they nor the fields say how long; one word where nobody says anything. */
export function keptForEver({ purposes, resources }: Catalog): { path: string; message: string }[] {
  const fields = [...resources.values()].flatMap((resource) => resource.fields)
  const silent = [...purposes.values()].filter(({ uses }) => uses.size > 0)
  const said =
    silent.some(({ retention }) => retention) || fields.some(({ retentions }) => retentions.length > 0)
  if (!said) return [{ path: '/purposes', message: 'no purpose says how long its data is kept' }]
  return silent
    .filter(
      ({ retention, uses }) =>
        !retention &&
        fields.some(
          ({ class: kind, chain, retentions }) =>
            kind === 'personal' && retentions.length === 0 && nearest(chain, uses),
        ),
    )
    .map(({ name }) => ({
      path: pointer('purposes', name),
      message: `\`${name}\` does not say how long its data is kept`,
    }))
}
