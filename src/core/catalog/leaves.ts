import { byCodeUnit } from './pointer.js'
import type { ResourceDef } from './resource.js'

/** The declared fields that `uses`, `sees`, `writes`, `masks` and `of` may name. */
export function targetsOf({ name, fields }: ResourceDef): string[] {
  return [...new Set(fields.map((field) => field.chain[0] as string))].filter((target) =>
    target.startsWith(`${name}.`),
  )
}

/** Leaf paths with their JSON types, for the digest: a policy means something else over another schema. */
export function leavesOf({ fields }: ResourceDef): { readonly [path: string]: readonly string[] } {
  return Object.fromEntries(fields.map(({ path, node }) => [path, [...node.types].toSorted(byCodeUnit)]))
}
