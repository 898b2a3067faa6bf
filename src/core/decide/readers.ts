import type { Catalog } from '../catalog/catalog.js'
import type { ResourceDef } from '../catalog/resource.js'
import { RowReader } from './row.js'
import { testedOf } from './tested.js'

const READERS = new WeakMap<ResourceDef, RowReader>()

/** The reader of a resource, made once: it reads what the conditions of all grants and the periods of all purposes test. */
export function readerOf(catalog: Catalog, resource: ResourceDef): RowReader {
  let reader = READERS.get(resource)
  if (!reader) {
    reader = new RowReader(catalog, resource, testedOf(catalog, resource), (inner) =>
      readerOf(catalog, inner),
    )
    READERS.set(resource, reader)
  }
  return reader
}
