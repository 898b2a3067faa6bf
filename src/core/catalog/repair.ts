import type * as z from 'zod'
import type { Data } from './data.js'
import type { ShapeIssue } from './shape-issue.js'

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
export function repair(data: Data, issues: readonly ShapeIssue[]): Data {
  const copy = structuredClone(data)
  for (const issue of issues) {
    const at = (path: readonly PropertyKey[]) =>
      path.reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], copy) as Tree | undefined
    const parent = at(issue.path.slice(0, -1))
    const key = issue.path.at(-1)
    if (issue.code === 'unrecognized_keys') {
      const owner = at(issue.path)
      for (const extra of issue.keys) if (owner) delete owner[extra]
    } else if (typeof parent === 'object' && parent !== null && key !== undefined) {
      const instead = standInFor(issue)
      if (instead === undefined) delete parent[key]
      else parent[key] = instead
    }
  }
  return copy
}

/** Something of a form that may stand there; of visibilities `clear`, from which nothing follows. */
function standInFor(issue: z.core.$ZodIssue): unknown {
  if (issue.code === 'invalid_type') return STAND_IN[issue.expected]?.()
  if (issue.code === 'invalid_value') return issue.values.includes('clear') ? 'clear' : issue.values[0]
  if (issue.code !== 'invalid_union') return undefined
  return issue.errors
    .flat()
    .map(standInFor)
    .find((each) => each !== undefined)
}
