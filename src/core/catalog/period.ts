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

const DAY = 86_400_000

/**
 * The instant at which `period` from `start` (ms since 1970, UTC) is over. A month later is the same day of that month
 * or, where there is none, the end of its last day (Civil Code of Japan 143(2); Regulation 1182/71, 3(2)). NaN where the
 * calendar has no such time.
 */
export function endOf(start: number, { months, days, ms }: Period): number {
  const { month, day, rest } = dateOf(start)
  const then = month + months
  const there = day <= lengthOf(then) ? startOf(then) + (day - 1) * DAY + rest : startOf(then + 1)
  return within(there + days * DAY + ms)
}

/**
 * The latest start of which `period` is over at `end`: what began then, or before, has ended, and nothing that began
 * later. NaN where the calendar has no such time.
 */
export function cutoffOf(end: number, { months, days, ms }: Period): number {
  const { month, day, rest } = dateOf(within(end - ms - days * DAY))
  const then = month - months
  return within(day <= lengthOf(then) ? startOf(then) + (day - 1) * DAY + rest : startOf(then + 1) - 1)
}

/** Months since the beginning of the year 0, the day in it from 1, and the rest in milliseconds. */
function dateOf(time: number) {
  const date = new Date(time)
  return {
    month: date.getUTCFullYear() * 12 + date.getUTCMonth(),
    day: date.getUTCDate(),
    rest: ((time % DAY) + DAY) % DAY,
  }
}

function startOf(month: number): number {
  const year = Math.floor(month / 12)
  // a year below 100 is not one of the last century
  return new Date(0).setUTCFullYear(year, month - year * 12, 1)
}

function lengthOf(month: number): number {
  return (startOf(month + 1) - startOf(month)) / DAY
}

function within(time: number): number {
  return Math.abs(time) <= 8.64e15 ? time : Number.NaN
}
