import type * as z from 'zod'
import type { Data } from './data.js'

type Tree = { [key: PropertyKey]: unknown }

const STAND_IN: { readonly [expected: string]: () => unknown } = {
  string: () => 'repaired',
  array: () => [],
  object: () => ({}),
  record: () => ({}),
  boolean: () => false,
  number: () => 1,
  int: () => 1,
}

/**
 * A copy of `data` in which each place that `issues` name is made acceptable or taken out, so that the
 * references of a malformed policy can be checked too and everything wrong is said at once.
 */
export function repair(data: Data, issues: readonly z.core.$ZodIssue[]): Data {
  const copy = structuredClone(data)
  for (const issue of issues) {
    const parent = issue.path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Tree | undefined)?.[key], copy) as Tree | undefined
    const key = issue.path.at(-1)
    if (issue.code === 'unrecognized_keys') {
      const owner = (key === undefined ? copy : parent?.[key]) as Tree | undefined
      for (const extra of issue.keys) if (owner) delete owner[extra]
    } else if (typeof parent === 'object' && parent !== null && key !== undefined) {
      if (issue.code === 'invalid_type' && STAND_IN[issue.expected])
        parent[key] = STAND_IN[issue.expected]?.()
      else if (issue.code === 'invalid_value') parent[key] = issue.values[0]
      else delete parent[key]
    }
  }
  return copy
}
