import { HYPHENS, usualWidth } from './graphemes.js'

export interface CalendarDate {
  readonly year: number
  /** Undefined where the order of day and month is anyone's guess: 04/05/1991. */
  readonly month?: number
}

const ERAS: { readonly [era: string]: readonly [start: number, years: number] } = {
  明治: [1868, 45],
  大正: [1912, 15],
  昭和: [1926, 64],
  平成: [1989, 31],
  令和: [2019, 99],
}
const INITIALS: { readonly [initial: string]: string } = {
  M: '明治',
  T: '大正',
  S: '昭和',
  H: '平成',
  R: '令和',
}
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
)

const TIME =
  '[T ](?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?: ?(?:Z|[+-]\\d{2}(?::?\\d{2})?))?'
/** 1991-05-01T09:00:00Z, 1991/5/1, 1991年5月1日, 平成3年5月1日, H3.5.1 */
const YEAR_FIRST = new RegExp(
  `^(?:(\\d{4})|(${Object.keys(ERAS).join('|')}|[MTSHR]) ?(\\d{1,2}|元)) ?[年/.${HYPHENS}] ?(\\d{1,2}) ?[月/.${HYPHENS}] ?(\\d{1,2}) ?日?(?:${TIME})?$`,
  'i',
)
/** 01/05/1991, 1.5.1991 */
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/
/** 1 May 1991, 1st May 1991, 01-May-1991 */
const DAY_MONTH = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/i
/** May 1, 1991 */
const MONTH_DAY = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i

/** The day that `text` names, in a Japanese or Western form; undefined for anything else, and for a day that is none. */
export function dateOf(text: string): CalendarDate | undefined {
  if (text.length > 40) return undefined
  const date = usualWidth(text).replace(/\s+/g, ' ')
  return yearFirst(date) ?? yearLast(date) ?? english(date)
}

/** The day of a time in milliseconds since 1970, in UTC. */
export function dateOfTime(time: number): CalendarDate | undefined {
  const date = new Date(time)
  return day(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}

function yearFirst(date: string): CalendarDate | undefined {
  const [, plain, era = '', inEra, month, day_] = YEAR_FIRST.exec(date) ?? []
  return day(
    plain ? Number(plain) : yearInEra(era, inEra === '元' ? 1 : Number(inEra)),
    Number(month),
    Number(day_),
  )
}

function yearInEra(era: string, year: number): number {
  const [start, years] = ERAS[INITIALS[era.toUpperCase()] ?? era] ?? [0, 0]
  return year >= 1 && year <= years ? start + year - 1 : Number.NaN
}

function yearLast(date: string): CalendarDate | undefined {
  const [, a, , b, year] = YEAR_LAST.exec(date)?.map(Number) ?? []
  if (a === undefined || b === undefined || year === undefined) return undefined
  const [dayFirst, monthFirst] = [day(year, b, a), day(year, a, b)]
  if (dayFirst && monthFirst && a !== b) return { year }
  return dayFirst ?? monthFirst
}

function english(date: string): CalendarDate | undefined {
  const [, dayA, monthA, yearA] = DAY_MONTH.exec(date) ?? []
  const [, monthB, dayB, yearB] = MONTH_DAY.exec(date) ?? []
  const month = (monthA ?? monthB)?.toLowerCase()
  const index = MONTHS.findIndex((each) => month !== undefined && each.startsWith(month))
  return day(Number(yearA ?? yearB), index + 1, Number(dayA ?? dayB))
}

function day(year: number, month: number, day: number): CalendarDate | undefined {
  const exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
  return exists && day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? { year, month } : undefined
}
