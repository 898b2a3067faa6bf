import type { Catalog } from '../catalog/catalog.js'
import type { FieldDef } from '../catalog/field.js'
import { askAs, grantsFor } from './best-case.js'
import { CLEAR, HIDDEN, MASKED, type Sights } from './sights.js'

/** Whether the role's grants, joined, show as much as anybody could see of every personal field, each on all rows. */
export function seesEverything(catalog: Catalog, sights: Sights, role: string): boolean {
  const purposes = [...catalog.purposes.values()]
  const personal = [...catalog.resources.values()].filter(({ fields }) =>
    fields.some((field) => field.class === 'personal'),
  )
  return (
    personal.length > 0 &&
    personal.every((resource) => {
      const shown = purposes.flatMap((purpose) => {
        const ask = askAs(catalog, [role], purpose, resource)
        return grantsFor(ask)
          .filter((grant) => (grant.where?.get(resource.name) ?? 'all') === 'all')
          .flatMap((grant) => sights.of(grant, purpose, resource) ?? [])
      })
      return resource.fields.every((field, i) => {
        const most = mostOf(field)
        return most === HIDDEN || shown.some((levels) => (levels[i] as number) >= most)
      })
    })
  )
}

/** The most that anybody could see of a field; of one that is no personal data nothing is asked. */
function mostOf({ class: kind, ceilings, category }: FieldDef): number {
  if (kind !== 'personal' || category?.class?.name === 'card_security_code') return HIDDEN
  if (ceilings.some(({ most }) => most === 'hidden')) return HIDDEN
  return ceilings.length > 0 ? MASKED : CLEAR
}
