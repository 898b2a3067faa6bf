import * as fc from 'fast-check'
import type { PolicyDocument } from '../../../../src/index.js'
import { documents } from '../../../laws/policies.js'

type Json = { readonly [key: string]: unknown }

/** A policy, and one that has some of its sections, some of its parts, or none. */
export const pairs = fc
  .tuple(
    documents,
    documents,
    fc.subarray(['roles', 'purposes', 'prohibitions', 'resources', 'categories'] as const),
    fc.subarray(['p0', 'p1', 'p2', 'r0', 'r1'] as const),
  )
  .map(([old, theirs, sections, parts]) => {
    const next: { [key: string]: unknown } = { ...old }
    for (const section of sections) next[section] = theirs[section] ?? []
    // fields are classified by the categories there are
    if (sections.includes('categories') || sections.includes('resources'))
      Object.assign(next, { categories: theirs.categories, resources: theirs.resources })
    for (const part of parts) {
      const section = part.startsWith('p') ? 'purposes' : 'roles'
      next[section] = { ...(next[section] as Json), [part]: (theirs[section] as Json)[part] }
    }
    return { old, next: next as unknown as PolicyDocument }
  })

/** The same policy in other words: lists turned round and doubled where that says nothing, ids renamed. */
export function respelt(document: PolicyDocument): PolicyDocument {
  const { roles, purposes, prohibitions = [], resources, ...rest } = document
  return {
    ...rest,
    resources: turned(resources),
    purposes: turned(purposes, ({ uses, within, ...purpose }) => ({
      ...purpose,
      uses: [...uses].reverse(),
      ...(within && { within: [...within].reverse() }),
      terms: purpose.terms ?? 1,
    })),
    roles: turned(roles, (grants) => {
      const list = [grants].flat().map((grant) => ({ ...grant, sees: turned(grant.sees) }))
      return [...list, ...list].reverse()
    }),
    prohibitions: [...prohibitions, ...prohibitions].reverse().map((each, i) => ({
      ...each,
      id: `other-${i}`,
    })),
  }
}

function turned<T>(
  record: { readonly [name: string]: T },
  change: (value: T) => T = (value) => value,
): { [name: string]: T } {
  return Object.fromEntries(
    Object.entries(record)
      .reverse()
      .map(([name, value]) => [name, change(value)]),
  )
}
