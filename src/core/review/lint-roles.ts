import type { Catalog } from '../catalog/catalog.js'
import { askAs, grantsFor } from './best-case.js'
import { CLEAR, type Sights } from './sights.js'

/** Whether the role's grants, joined, show every personal field of every resource clear, each on all rows. */
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
      return resource.fields.every(
        ({ class: kind, ceilings, category }, i) =>
          kind !== 'personal' ||
          ceilings.length > 0 ||
          category?.class?.name === 'card_security_code' ||
          shown.some((levels) => levels[i] === CLEAR),
      )
    })
  )
}
