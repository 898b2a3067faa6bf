/** A duration in calendar time: months and days are counted on the calendar (UTC), the rest in milliseconds. */
export interface Period {
  readonly months: number
  readonly days: number
  readonly ms: number
}

const ISO_8601 =
  /^P(?=.)(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/
/** Nothing is kept for longer: 1,000 years. */
const MOST_DAYS = 365_000

/** `P5Y`, `P1Y6M`, `P2W`, `P90D`, `PT36H`; undefined for anything else, for none, and for more than 1,000 years. */
export function periodOf(text: string): Period | undefined {
  const found = ISO_8601.exec(text)
  if (!found) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = found.slice(1).map((n) => Number(n ?? 0))
  const period = {
    months: years! * 12 + months!,
    days: weeks! * 7 + days!,
    ms: ((hours! * 60 + minutes!) * 60 + seconds!) * 1000,
  }
  const long = period.months * 30.4 + period.days + period.ms / 86_400_000
  return long > 0 && long <= MOST_DAYS ? Object.freeze(period) : undefined
}

/**
 * The instant at which `period` from `start` (ms since 1970) is over: a month later is the same day of that month, or
 * its last day where there is none. NaN where the calendar has no such time.
 */
export function endOf(start: number, { months, days, ms }: Period): number {
  const from = new Date(start)
  const day = from.getUTCDate()
  const there = new Date(start)
  there.setUTCDate(1)
  there.setUTCMonth(there.getUTCMonth() + months)
  const last = new Date(Date.UTC(2000, there.getUTCMonth() + 1, 0))
  last.setUTCFullYear(there.getUTCFullYear(), there.getUTCMonth() + 1, 0)
  there.setUTCDate(Math.min(day, last.getUTCDate()))
  there.setUTCDate(there.getUTCDate() + days)
  return there.getTime() + ms
}
