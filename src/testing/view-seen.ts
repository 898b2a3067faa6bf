import { type FieldDecision, withheld } from '../index.js'
import type { Seen } from './look.js'

/** What a view shows: what it withholds by its list, and what is in it besides. Keys cannot be told from other fields. */
export function seenInView(
  view: object,
  { purpose, resource }: { readonly purpose: string; readonly resource: string },
): Seen {
  const fields: { [path: string]: FieldDecision } = {}
  const held = withheld(view) ?? []
  for (const { path, ...field } of held) fields[path] = field
  const paths = held.map(({ path }) => path)
  for (const path of clearIn(view, '', paths)) fields[path] = { outcome: 'clear' }
  const title = `the view for ${purpose} on ${resource}`
  return { title, resource, effect: 'permit', fields, always: [], grants: [] }
}

/** The paths that are shown clear; inside of one of which nothing is withheld nobody looks: it may hold anything. */
function clearIn(value: unknown, at: string, withheld: readonly string[]): string[] {
  const below = withheld.filter((path) => at === '' || path.startsWith(`${at}.`) || path.startsWith(`${at}[`))
  if (withheld.includes(at)) return []
  if (at !== '' && below.length === 0) return [at]
  if (Array.isArray(value)) return [...new Set(value.flatMap((each) => clearIn(each, `${at}[]`, withheld)))]
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  // the keys of a record are data
  if (below.some((path) => path.startsWith(`${at}.*`))) return []
  return Object.entries(value).flatMap(([key, each]) =>
    clearIn(each, at === '' ? key : `${at}.${key}`, withheld),
  )
}
