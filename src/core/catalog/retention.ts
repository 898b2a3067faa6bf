import type { RetentionDocument } from './document.js'
import type { Issues } from './issues.js'
import { type Period, periodOf } from './period.js'

/** How long data is kept, and from when. */
export interface RetentionDef {
  readonly period: Period
  /** As the policy writes it: `P5Y`. */
  readonly text: string
  /** `'collectedAt'`, which each resource says for itself, or the path of an event's date. */
  readonly from: string
  readonly rule: string
}

/** A resource, by what it says of time. */
interface Timed {
  readonly name: string
  readonly collectedAt?: string
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>
}

/** The path in a row at which a period begins; undefined where the resource has no such time. */
export function startPath(
  { from }: RetentionDef,
  { collectedAt }: Pick<Timed, 'collectedAt'>,
): string | undefined {
  return from === 'collectedAt' ? collectedAt : from
}

/** Reads `retention`: a duration, or `{ period, from }`. What is no duration becomes an issue. */
export function readRetention(
  declared: RetentionDocument,
  rule: string,
  issues: Issues,
): RetentionDef | undefined {
  const { period: text, from = 'collectedAt' } =
    typeof declared === 'string' ? { period: declared } : declared
  const period = periodOf(text)
  if (period) return { period, text, from, rule }
  issues.add(
    typeof declared === 'string' ? rule : `${rule}/period`,
    'a retention period is an ISO 8601 duration above zero of whole numbers, such as `P5Y` or `P90D`, of at most 1,000 years',
  )
  return undefined
}

/** A period begins at a time that the rows of the resource have. */
export function checkStart(retention: RetentionDef, resource: Timed, issues: Issues): void {
  const { from, rule } = retention
  if (from === 'collectedAt') {
    if (resource.collectedAt === undefined)
      issues.add(
        rule,
        `rows of \`${resource.name}\` do not say when they were collected: name its \`collectedAt\``,
      )
    return
  }
  const types = resource.attributes.get(from)
  if (!types)
    issues.unknown(`${rule}/from`, `time of \`${resource.name}\``, from, [
      'collectedAt',
      ...timesOf(resource),
    ])
  else if (!isTime(types))
    issues.add(
      `${rule}/from`,
      `\`${from}\` of \`${resource.name}\` is no time: a date, RFC 3339 text or a number of milliseconds`,
    )
}

function timesOf({ attributes }: Timed): string[] {
  return [...attributes].filter(([, types]) => isTime(types)).map(([path]) => path)
}

const TIMES: ReadonlySet<string> = new Set(['date', 'string', 'number', 'null'])

function isTime(types: ReadonlySet<string>): boolean {
  return [...types].every((type) => TIMES.has(type))
}
