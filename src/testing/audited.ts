import type { AuditRecord, Policy } from '../index.js'
import { type AuditPattern, assertPattern } from './audit-pattern.js'
import { hint, misuse } from './known.js'
import type { Verdict } from './verdicts.js'

/** What has recorded: a `testGate`, a `memorySink`, or the records. */
export type Recorded =
  | { readonly records: readonly AuditRecord[]; readonly gate?: { readonly policy: Policy } }
  | readonly AuditRecord[]

/** Whether a record was made that is as `pattern` says; with `times` exactly so many. */
export function audited(recorded: unknown, pattern: AuditPattern, options?: unknown, not = false): Verdict {
  const records = recordsOf(recorded)
  const times = timesIn(options)
  assertPattern(pattern, (recorded as { gate?: { policy?: Policy } }).gate?.policy)
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

/** How many records are expected; undefined for some. */
function timesIn(options: unknown): number | undefined {
  if (options === undefined) return undefined
  const keys = Object.keys(Object(options))
  const stray = keys.find((key) => key !== 'times')
  if (stray !== undefined)
    throw misuse(`there is no option \`${stray.slice(0, 80)}\`${hint(stray, ['times'])}`)
  const { times } = Object(options) as { readonly times?: unknown }
  if (keys.length > 0 && !(Number.isSafeInteger(times) && (times as number) >= 0))
    throw misuse('`times` is a whole number')
  return times as number | undefined
}

function inWords(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}
