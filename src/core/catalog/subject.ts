import type { SubjectDocument } from './document.js'
import type { Issues } from './issues.js'
import { nodeAt } from './path.js'
import { DEFAULT_POPULATION } from './person.js'
import type { SchemaNode } from './schema.js'

/** Where a row says whose data it is. */
export interface SubjectDef {
  readonly population: string
  readonly path: string
}

const ID_TYPES = new Set(['string', 'number', 'bigint', 'null'])

/** Reads `subject`: a path, `{ population, at }`, or a list of these. */
export function readSubject(
  declared: SubjectDocument,
  node: SchemaNode,
  rule: string,
  { populations, issues }: { readonly populations: readonly string[]; readonly issues: Issues },
): SubjectDef[] {
  const listed = Array.isArray(declared)
  return (listed ? declared : [declared]).map((each, index) => {
    const at = listed ? `${rule}/${index}` : rule
    const { population, at: path } =
      typeof each === 'string' ? { population: DEFAULT_POPULATION, at: each } : each
    const known = [DEFAULT_POPULATION, ...populations]
    if (!known.includes(population)) issues.unknown(`${at}/population`, 'population', population, known)
    const found = nodeAt(node, path)
    if (!found) issues.unknown(at, 'path', path, node.props?.keys() ?? [])
    else if (found.types.size === 0 || [...found.types].some((type) => !ID_TYPES.has(type)))
      issues.add(at, `\`${path}\` is no identifier: a person's id is a string, an integer or a bigint`)
    return { population, path }
  })
}
