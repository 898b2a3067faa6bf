import type { Catalog } from '../catalog/catalog.js'
import { atoms } from '../catalog/condition.js'
import type { ResourceDef } from '../catalog/resource.js'
import { startPath } from '../catalog/retention.js'
import { attributeReader, type Tested, timeReader } from './scalar.js'

/** What the conditions of all grants test and, behind it, the times that the periods of all purposes run from. */
export function testedOf({ roles, purposes }: Catalog, resource: ResourceDef): Tested[] {
  const conditions = [...roles.values()].flat().flatMap((grant) => grant.where?.get(resource.name) ?? [])
  const tested = conditions.flatMap((condition) =>
    condition === 'all' ? [] : atoms(condition).map((atom) => atom.path),
  )
  const periods = [
    ...[...purposes.values()].flatMap(({ retention }) => retention ?? []),
    ...resource.fields.flatMap(({ retentions }) => retentions),
  ]
  const times = periods
    .flatMap((retention) => startPath(retention, resource) ?? [])
    .filter((path) => resource.attributes.has(path))
  return [
    ...sorted(tested).map((path) => ({ path, reader: attributeReader })),
    ...sorted(times).map((path) => ({ path, reader: timeReader })),
  ]
}

function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort()
}
