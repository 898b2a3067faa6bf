import type { Decision } from '../../src/index.js'

/** How much each outcome shows. */
const RANK = { hidden: 0, masked: 1, clear: 2 } as const
type Outcome = keyof typeof RANK
type Outcomes = { readonly [path: string]: Outcome }

/** What a decision shows; of a row that is denied, nothing. */
export function shown({ fields, effect }: Decision): Outcomes {
  return Object.fromEntries(
    Object.entries(fields).map(([path, { outcome }]) => [path, effect === 'deny' ? 'hidden' : outcome]),
  )
}

/** The fields that `after` shows more of than `before`. */
export function more(before: Decision, after: Decision): string[] {
  const [was, is] = [shown(before), shown(after)]
  return Object.keys(is).filter((path) => RANK[is[path]!] > RANK[was[path] ?? 'hidden'])
}

/** The paths of what stands in a row or view, as a schema names them; what is a leaf of `known` is not looked into. */
export function leavesIn(value: unknown, known: readonly string[]): string[] {
  return [...new Set(walk(value, ''))]

  function walk(at: unknown, path: string): string[] {
    if (typeof at !== 'object' || at === null || at instanceof Date || known.includes(path)) return [path]
    if (Array.isArray(at)) return at.flatMap((each) => walk(each, `${path}[]`))
    const record = known.includes(`${path}.*`)
    return Object.entries(at).flatMap(([key, inner]) =>
      walk(inner, [...(path === '' ? [] : [path]), record ? '*' : key].join('.')),
    )
  }
}
