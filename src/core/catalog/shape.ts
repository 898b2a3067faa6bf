import type * as z from 'zod'
import type { Data } from './data.js'
import { documentSchema, type PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { suggest } from './name.js'
import { checkNames } from './names.js'
import { pointer } from './pointer.js'
import { repair } from './repair.js'
import { flatten, type ShapeIssue } from './shape-issue.js'
import { keysAt } from './shape-keys.js'

/** Each repair may lay bare what is missing one level below. */
const MAX_REPAIRS = 8

const EXPECTED: { readonly [type: string]: string } = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: '`true` or `false`',
  number: 'a number',
  int: 'a whole number',
}

/**
 * Checks the shape of a document: every wrong name, key and type becomes an issue.
 *
 * What comes back then is repaired, only so that its references can be checked as well.
 */
export function checkShape(data: Data, issues: Issues): PolicyDocument | undefined {
  issues.settle()
  let result: z.ZodSafeParseResult<PolicyDocument> = documentSchema().safeParse(data)
  const found = flatten(result.error?.issues ?? [])
  const isChoice = (issue: ShapeIssue) => issue.code === 'invalid_value'
  for (const issue of found.filter((each) => !isChoice(each))) report(issue, data, issues)
  issues.settle()
  // nothing follows from a choice that was missed, and the name that it is made for may be wrong as well
  for (const issue of found.filter(isChoice)) report(issue, data, issues)
  for (let tries = 0, repaired = data; !result.success && tries < MAX_REPAIRS; tries++) {
    repaired = repair(repaired, flatten(result.error.issues))
    result = documentSchema().safeParse(repaired)
  }
  if (result.data) checkNames(result.data, issues)
  return result.data
}

function report(issue: ShapeIssue, data: Data, issues: Issues): void {
  if (issue.code === 'unrecognized_keys') for (const key of issue.keys) reportKey(key, issue.path, issues)
  else issues.add(pointer(...issue.path), messageOf(issue), suggestionFor(issue, data))
}

function reportKey(key: string, path: readonly (string | number)[], issues: Issues): void {
  const at = pointer(...path, key)
  issues.add(at, `\`${key.slice(0, 80)}\` does not belong here`, suggest(key, keysAt(path)))
}

function messageOf(issue: ShapeIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `expected one of ${issue.values.map((value) => `\`${String(value)}\``).join(', ')}`
    case 'invalid_type':
      return `expected ${EXPECTED[issue.expected] ?? issue.expected}`
    case 'too_small':
    case 'too_big':
      return sizeOf(issue)
    default:
      // ours: the document says what it expects of each union and format
      return issue.message
  }
}

function suggestionFor(issue: ShapeIssue, data: Data): string | undefined {
  const given = issue.code === 'invalid_value' ? valueAt(data, issue.path) : undefined
  return issue.code === 'invalid_value' && typeof given === 'string'
    ? suggest(given, issue.values.map(String))
    : undefined
}

function sizeOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [size, limit] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum]
  if (issue.origin === 'string')
    return `expected a text of ${size} ${limit} character${limit === 1 ? '' : 's'}`
  if (issue.origin === 'array') return `expected a list of ${size} ${limit}`
  return `expected a whole number, ${size} ${limit}`
}

function valueAt(data: Data, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at as { readonly [key: string]: unknown } | undefined)?.[key],
    data,
  )
}
