import type { Catalog } from '../catalog/catalog.js'
import { atoms } from '../catalog/condition.js'
import type { ResourceDef } from '../catalog/resource.js'
import { RowReader } from './row.js'

const READERS = new WeakMap<ResourceDef, RowReader>()

/** The reader of a resource, made once: it reads what the conditions of all grants test. */
export function readerOf(catalog: Catalog, resource: ResourceDef): RowReader {
  let reader = READERS.get(resource)
  if (!reader) {
    const grants = [...catalog.roles.values()].flat()
    const conditions = grants.flatMap((grant) => grant.where?.get(resource.name) ?? [])
    const paths = conditions.flatMap((condition) =>
      condition === 'all' ? [] : atoms(condition).map((atom) => atom.path),
    )
    reader = new RowReader(catalog, resource, [...new Set(paths)].sort(), (inner) => readerOf(catalog, inner))
    READERS.set(resource, reader)
  }
  return reader
}
