import type { Readers } from './by-type.js'
import { type CalendarDate, dateOf, dateOfTime } from './date.js'

/** Rounds numbers down to a multiple of `to`, dates to their year (`1991`) or month (`1991-05`); a Date is read in UTC. */
export function generalize(to: number | 'year' | 'month'): Readers {
  if (typeof to === 'number') return { number: (number) => floorTo(to, number) }
  const period = to === 'year' ? yearOf : monthOf
  return { text: (text) => period(dateOf(text)), date: (time) => period(dateOfTime(time)) }
}

/** The year of a date of birth and nothing else: `1991`; a Date is read in UTC. */
export const birthDate: Readers = generalize('year')

function yearOf(date: CalendarDate | undefined): string | undefined {
  return date && String(date.year).padStart(4, '0')
}

function monthOf(date: CalendarDate | undefined): string | undefined {
  return date?.month === undefined ? undefined : `${yearOf(date)}-${String(date.month).padStart(2, '0')}`
}

/** Undefined where a number has no room for a multiple of `step`: shown as it is, nothing would be hidden. */
function floorTo(step: number, number: number): number | undefined {
  if (!Number.isFinite(number)) return undefined
  if (Number.isSafeInteger(number) && Number.isSafeInteger(step)) {
    const above = number % step
    const floor = number - above - (above < 0 ? step : 0)
    return Number.isSafeInteger(floor) ? floor : undefined
  }
  return floorDecimal(step, number)
}

/** In decimal and exact, as people see the numbers: 0.3 is three times 0.1, which binary fractions deny. */
function floorDecimal(step: number, number: number): number | undefined {
  const [a, scaleA] = decimal(number)
  const [b, scaleB] = decimal(step)
  const scale = Math.min(scaleA, scaleB)
  const dividend = a * 10n ** BigInt(scaleA - scale)
  const divisor = b * 10n ** BigInt(scaleB - scale)
  const times = dividend / divisor - (dividend % divisor < 0n ? 1n : 0n)
  const multiple = times * b
  if (multiple > 10n ** 15n || multiple < -(10n ** 15n)) return undefined
  return Number(`${multiple}e${scaleB}`)
}

/** `number` as whole x 10^scale. */
function decimal(number: number): readonly [whole: bigint, scale: number] {
  const [mantissa, exponent] = number.toExponential().split('e') as [string, string]
  const [, fraction = ''] = mantissa.split('.')
  return [BigInt(mantissa.replace('.', '')), Number(exponent) - fraction.length]
}
