import { byCodeUnit } from './pointer.js'
import type { ResourceDef } from './resource.js'

/** Leaf paths with their JSON types, for the digest: a policy means something else over another schema. */
export function leavesOf({ leaves }: ResourceDef): { readonly [path: string]: readonly string[] } {
  return Object.fromEntries([...leaves].map(([path, types]) => [path, [...types].toSorted(byCodeUnit)]))
}
