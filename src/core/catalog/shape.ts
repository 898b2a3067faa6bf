import type * as z from 'zod'
import type { Data } from './data.js'
import { DOCUMENT_KEYS, documentSchema, type PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { suggest } from './name.js'
import { pointer } from './pointer.js'
import { repair } from './repair.js'

/** What the design names and this version does not enforce: refused, since a promise that is not kept is worse than none. */
const LATER = ['retention', 'recipients', 'exceptions', 'compatibleWith', 'message', 'signals']

/**
 * Checks the shape of a document: every wrong key and type becomes an issue.
 *
 * What comes back then is repaired, only so that its references can be checked as well.
 */
export function checkShape(data: Data, issues: Issues): PolicyDocument | undefined {
  const first = documentSchema.safeParse(data)
  if (first.success) return first.data
  for (const issue of first.error.issues) report(issue, [])
  let result: z.ZodSafeParseResult<PolicyDocument> = first
  for (let tries = 0, repaired = data; !result.success && tries < 4; tries++) {
    repaired = repair(repaired, result.error.issues)
    result = documentSchema.safeParse(repaired)
  }
  return result.data

  function report(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): void {
    const path = [...above, ...issue.path] as (string | number)[]
    if (issue.code === 'invalid_union') {
      // the branch whose own type fits is the one that was meant
      const branches = issue.errors.filter(
        (branch) => !branch.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
      )
      const meant = (branches.length > 0 ? branches : issue.errors).toSorted((a, b) => a.length - b.length)[0]
      if (meant && branches.length > 0) for (const inner of meant) report(inner, path)
      else issues.add(pointer(...path), 'this is none of the forms that may stand here')
    } else if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        if (LATER.includes(key))
          issues.add(pointer(...path, key), `\`${key}\` is not enforced by this version`)
        else
          issues.add(
            pointer(...path, key),
            `\`${key.slice(0, 80)}\` does not belong here`,
            suggest(key, DOCUMENT_KEYS),
          )
      }
    } else if (issue.code === 'invalid_value') {
      const given = path.reduce<unknown>(
        (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
        data,
      )
      const values = issue.values.map(String)
      issues.add(
        pointer(...path),
        `expected one of ${values.map((v) => `\`${v}\``).join(', ')}`,
        typeof given === 'string' ? suggest(given, values) : undefined,
      )
    } else if (issue.code === 'invalid_key') {
      issues.add(pointer(...path), 'a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters')
    } else if (issue.code === 'invalid_type') {
      issues.add(pointer(...path), `expected ${issue.expected}`)
    } else {
      issues.add(pointer(...path), issue.message)
    }
  }
}
