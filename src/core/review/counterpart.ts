import type { ResourceDef } from '../catalog/resource.js'

const COUNTERPARTS = new WeakMap<ResourceDef, WeakMap<ResourceDef, Int32Array>>()

/**
 * For each field of a resource the place of the same field in the resource of another policy, by its path; -1 where there
 * is none, or where it is about other people.
 */
export function counterpartsOf(mine: ResourceDef, other: ResourceDef): Int32Array {
  const known = COUNTERPARTS.get(mine) ?? new WeakMap<ResourceDef, Int32Array>()
  COUNTERPARTS.set(mine, known)
  const made = known.get(other) ?? make(mine, other)
  known.set(other, made)
  return made
}

function make(mine: ResourceDef, other: ResourceDef): Int32Array {
  const places = new Map(other.fields.map(({ path }, i) => [path, i]))
  return Int32Array.from(mine.fields, ({ path }, i) => {
    const place = places.get(path) ?? -1
    return place !== -1 && peopleAt(mine, i) === peopleAt(other, place) ? place : -1
  })
}

/** The people that a field is about, where they are not those of the row. */
function peopleAt({ fields, parts }: ResourceDef, at: number): string | undefined {
  const part = fields[at]?.part
  return part === undefined ? undefined : JSON.stringify(parts[part])
}
