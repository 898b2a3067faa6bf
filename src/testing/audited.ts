import type { AuditRecord, Policy } from '../index.js'
import { assertKnown, assertReason, hint, misuse } from './known.js'
import type { Verdict } from './verdicts.js'

/** A record as far as it is known: what is named must be as it says, of lists each element must be there. */
export type AuditPattern = { readonly [K in keyof AuditRecord]?: Part<AuditRecord[K]> }
type Part<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Part<T[K]> }
    : T

/** What has recorded: a `testGate`, a `memorySink`, or the records. */
export type Recorded =
  | { readonly records: readonly AuditRecord[]; readonly gate?: { readonly policy: Policy } }
  | readonly AuditRecord[]

const KEYS: readonly (keyof AuditRecord)[] = [
  ...([
    'v',
    'id',
    'type',
    'time',
    'mono',
    'app',
    'policy',
    'request',
    'traceparent',
    'actor',
    'mode',
  ] as const),
  ...(['purpose', 'clause', 'basis', 'justification', 'action', 'resource', 'subjects', 'effect'] as const),
  ...(['reason', 'rules', 'consent', 'fields', 'refused', 'outcome', 'http', 'gap', 'ext'] as const),
]

/** Whether a record was made that is as `pattern` says; with `times` exactly so many. */
export function audited(recorded: unknown, pattern: AuditPattern, times?: number, not = false): Verdict {
  const records = recordsOf(recorded)
  assertPattern(recorded, pattern)
  const found = records.filter((record) => unlike(record, pattern).length === 0).length
  const met = times === undefined ? found > 0 : found === times
  const title = `the trail (${records.length} ${records.length === 1 ? 'record' : 'records'})`
  if (met !== not) return { title, problems: [] }
  const what = times === undefined ? 'a record' : `${times} records`
  const expected = `expected ${not ? 'no' : what}${not ? ' record' : ''} of ${inWords(pattern)}, found ${found}`
  return { title, problems: [expected, ...(found === 0 ? closest(records, pattern) : [])] }
}

/** The record that differs least, and in what. */
function closest(records: readonly AuditRecord[], pattern: AuditPattern): string[] {
  const [nearest] = records
    .map((record) => ({ record, differences: unlike(record, pattern) }))
    .toSorted((a, b) => a.differences.length - b.differences.length)
  if (!nearest) return []
  const { type, effect, purpose, resource, reason, rules = [] } = nearest.record
  const what = [type, effect, reason, purpose && `for ${purpose}`, resource && `on ${resource.type}`]
  const by = rules.length > 0 ? `, by ${rules.join(', ')}` : ''
  return [
    `closest: ${what.filter(Boolean).join(' ')}${by}`,
    ...nearest.differences.map((line) => `  ${line}`),
  ]
}

/** Where a value is not as a part of it is expected to be. */
function unlike(value: unknown, part: unknown, at = ''): string[] {
  if (Array.isArray(part)) {
    const list: readonly unknown[] = Array.isArray(value) ? value : []
    const missing = part.filter((each) => !list.some((one) => unlike(one, each).length === 0))
    return missing.map((each) => `\`${at}\`: expected ${inWords(each)} among ${inWords(value)}`)
  }
  if (typeof part === 'object' && part !== null) {
    const held = Object(value) as { readonly [key: string]: unknown }
    return Object.entries(part).flatMap(([key, each]) =>
      unlike(Object.hasOwn(held, key) ? held[key] : undefined, each, at === '' ? key : `${at}.${key}`),
    )
  }
  return Object.is(value, part) ? [] : [`\`${at}\`: expected ${inWords(part)}, saw ${inWords(value)}`]
}

function recordsOf(recorded: unknown): readonly AuditRecord[] {
  const records = Array.isArray(recorded) ? recorded : (Object(recorded) as { records?: unknown }).records
  if (!Array.isArray(records))
    throw misuse('expected what has `records` (a `testGate`, a `memorySink`), or a list of records')
  return records as AuditRecord[]
}

/** A misspelt key or name would never be found, and pass wherever nothing is to be found. */
function assertPattern(recorded: unknown, pattern: AuditPattern): void {
  if (typeof pattern !== 'object' || pattern === null || Object.keys(pattern).length === 0)
    throw misuse('a record is expected as an object that says something, such as `{ purpose, effect }`')
  const stray = Object.keys(pattern).find((key) => !(KEYS as readonly string[]).includes(key))
  if (stray !== undefined) throw misuse(`a record has no \`${stray.slice(0, 80)}\`${hint(stray, KEYS)}`)
  const { purpose, resource, reason } = pattern
  if (reason !== undefined && !reason.startsWith('policy_')) assertReason(reason)
  const policy = (recorded as { gate?: { policy?: Policy } }).gate?.policy
  if (!policy) return
  if (purpose !== undefined) assertKnown(policy, 'purpose', [purpose])
  if (resource?.type !== undefined) assertKnown(policy, 'resource', [resource.type])
}

function inWords(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}
