import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { endOf, type Period, periodOf } from './period.js'
import { pointer } from './pointer.js'
import type { PurposeDef } from './purpose.js'
import { type QuietHoursDef, readQuietHours } from './quiet-hours.js'

/** What people are spared of marketing. */
export interface MessagesDef {
  /** Channel -> the purpose that is consented to for it. */
  readonly channels: ReadonlyMap<string, PurposeDef>
  readonly most: readonly {
    readonly count: number
    readonly period: Period
    /** No message counts that is older than this, ms. */
    readonly longestMs: number
    readonly rule: string
  }[]
  readonly quiet?: QuietHoursDef
}

type Declared = NonNullable<PolicyDocument['messages']>

const DAY_MS = 86_400_000
const MOST_DAYS = 366
const NONE: MessagesDef = Object.freeze({ channels: new Map(), most: [] })

export function buildMessages(
  declared: Declared | undefined,
  purposes: ReadonlyMap<string, PurposeDef>,
  issues: Issues,
): MessagesDef {
  if (!declared) return NONE
  const quiet = declared.quiet && readQuietHours(declared.quiet, issues)
  return {
    channels: channelsOf(declared.channels ?? {}, purposes, issues),
    most: mostOf(declared.most, issues),
    ...(quiet && { quiet }),
  }
}

/** A yes to a channel is a consent like any other: given, withdrawn and shown as one. */
function channelsOf(
  declared: NonNullable<Declared['channels']>,
  purposes: ReadonlyMap<string, PurposeDef>,
  issues: Issues,
): ReadonlyMap<string, PurposeDef> {
  const channels = new Map<string, PurposeDef>()
  for (const [channel, name] of Object.entries(declared)) {
    const at = pointer('messages', 'channels', channel)
    const purpose = purposes.get(name)
    if (!purpose) issues.unknown(at, 'purpose', name, purposes.keys())
    else if (purpose.basis !== 'consent')
      issues.add(at, `\`${name}\` does not rest on \`consent\`: a channel is agreed to`)
    else channels.set(channel, purpose)
  }
  return channels
}

function mostOf(declared: Declared['most'], issues: Issues): MessagesDef['most'] {
  const listed = Array.isArray(declared)
  const all = listed ? declared : declared === undefined ? [] : [declared]
  return all.flatMap(({ count, per }, index) => {
    const rule = listed ? pointer('messages', 'most', index) : pointer('messages', 'most')
    const period = periodOf(per)
    // the calendar is asked for a longest one: leap days and months of 31 days
    const longestMs = period ? Math.max(...[0, 1, 2, 3].map((year) => lengthIn(2024 + year, period))) : 0
    if (period && longestMs <= MOST_DAYS * DAY_MS)
      return [{ count, period, longestMs: longestMs + DAY_MS, rule }]
    issues.add(`${rule}/per`, 'a period is an ISO 8601 duration of at most a year, such as `P1W`')
    return []
  })
}

function lengthIn(year: number, period: Period): number {
  return Math.max(
    ...Array.from({ length: 12 }, (_, month) => {
      const start = Date.UTC(year, month, 1)
      return endOf(start, period) - start
    }),
  )
}
