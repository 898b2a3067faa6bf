import type { Issues } from './issues.js'
import { pointer } from './pointer.js'

/** When nobody is disturbed. */
export interface QuietHoursDef {
  readonly rule: string
  /** Whether they hold at `now`, ms since 1970; at no time they do. */
  holds(now: number): boolean
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Reads `{ from, to, timeZone }`; what is wrong with it becomes issues. */
export function readQuietHours(
  { from, to, timeZone }: { readonly from: string; readonly to: string; readonly timeZone: string },
  issues: Issues,
): QuietHoursDef {
  const rule = pointer('messages', 'quiet')
  const minutes = (text: string, key: string): number => {
    const [, hours, rest] = TIME_OF_DAY.exec(text) ?? []
    if (hours === undefined) issues.add(`${rule}/${key}`, 'a time of day is `hh:mm`, such as `21:00`')
    return Number(hours) * 60 + Number(rest)
  }
  const [begin, end] = [minutes(from, 'from'), minutes(to, 'to')]
  if (begin === end) issues.add(`${rule}/to`, 'quiet hours end at another time than they begin')
  const clock = clockIn(timeZone)
  if (!clock) issues.add(`${rule}/timeZone`, 'a time zone is one of the tz database, such as `Asia/Tokyo`')
  return {
    rule,
    holds(now) {
      const at = clock?.(now)
      if (at === undefined || Number.isNaN(at)) return true
      return begin < end ? at >= begin && at < end : at >= begin || at < end
    },
  }
}

/** Minutes since midnight, as clocks there show it; an offset such as `+09:00` knows no summer time, and is none. */
function clockIn(timeZone: string): ((now: number) => number) | undefined {
  if (!/^[A-Z]/.test(timeZone)) return undefined
  try {
    const format = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
    })
    return (now) => {
      if (Number.isNaN(now)) return Number.NaN
      const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]))
      return Number(parts['hour']) * 60 + Number(parts['minute'])
    }
  } catch {
    return undefined
  }
}
