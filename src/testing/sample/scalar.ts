import type { Chance } from './chance.js'
import { boundsOf, checksOf, lengthOf } from './checks.js'
import { FORMATS, words } from './formats.js'
import { fromPattern } from './pattern.js'
import type { Zod } from './zod.js'

const FORMS = ['starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase']

/** A text by format, pattern, beginning, end and length; what a schema makes of it (`trim`, `toUpperCase`) is done. */
export function text(schema: Zod, chance: Chance): string {
  const checks = checksOf(schema)
  const made = named(checks, chance) ?? patterned(checks, chance) ?? free(schema, checks, chance)
  const cased = checks.some(({ format }) => format === 'uppercase') ? made.toUpperCase() : made
  return checks.reduce((value, { tx }) => (tx ? String(tx(value)) : value), cased)
}

type Checks = ReturnType<typeof checksOf>

function named(checks: Checks, chance: Chance): string | undefined {
  const format = checks.find((check) => Object.hasOwn(FORMATS, check.format ?? ''))?.format
  return format === undefined ? undefined : (FORMATS[format] as (chance: Chance) => string)(chance)
}

function patterned(checks: Checks, chance: Chance): string | undefined {
  const found = checks.find(({ pattern, format = '' }) => pattern && !FORMS.includes(format))?.pattern
  return found && fromPattern(found, chance)
}

function free(schema: Zod, checks: Checks, chance: Chance): string {
  const { least, most } = lengthOf(schema, { least: 1, most: 16 })
  const prefix = checks.find((check) => check.prefix !== undefined)?.prefix ?? ''
  const suffix = checks.find((check) => check.suffix !== undefined)?.suffix ?? ''
  const within = checks.map((check) => check.includes ?? '').join('')
  const fixed = prefix.length + within.length + suffix.length
  const filling = words(chance, Math.max(least - fixed, 0), Math.max(most - fixed, 0))
  return `${prefix}${within}${filling}${suffix}`
}

/** A whole number unless the bounds leave none. */
export function number(schema: Zod, chance: Chance): number {
  const { least, most, above, below, step = 1 } = boundsOf<number>(schema)
  const from = least ?? (above === undefined ? Math.min(1, (most ?? below ?? 2) - 1) : above + step)
  const to = most ?? (below === undefined ? from + 99_999 * step : below - step)
  const [first, last] = [Math.ceil(from / step), Math.floor(to / step)]
  if (first <= last) return chance.int(first, last) * step
  return ((least ?? above ?? from) + (most ?? below ?? to)) / 2
}

export function bigint(schema: Zod, chance: Chance): bigint {
  const { least, most, above, below, step = 1n } = boundsOf<bigint>(schema)
  const from = least ?? (above === undefined ? (most ?? below ?? 100_000n) - 99_999n : above + 1n)
  const to = most ?? (below === undefined ? from + 99_999n : below - 1n)
  const span = to - from < 99_999n ? Number(to - from) : 99_999
  const value = from + BigInt(chance.int(0, Math.max(span, 0)))
  const rounded = (value / step) * step
  return rounded < from ? rounded + step : rounded
}

const YEAR = 365 * 86_400_000

/** A whole second of the past, or of what the bounds leave. */
export function date(schema: Zod, chance: Chance): Date {
  const { least, most } = boundsOf<Date>(schema)
  const to = most ? most.getTime() : least ? least.getTime() + YEAR : Date.UTC(2026, 0, 1)
  const from = least ? least.getTime() : to - 40 * YEAR
  return new Date(Math.max(from, Math.min(to, from + chance.int(0, Math.floor((to - from) / 1000)) * 1000)))
}
