import { timeOf } from '../../decide/scalar.js'

/** Stands for a string or a Date of which nothing is shown. */
export const FULL = '********'

/** The masked value, or undefined: the field is absent. */
export type Mask = (value: unknown) => unknown

/** What to show of a value; undefined when it does not parse, or says no. */
export interface Readers {
  readonly text?: (text: string) => string | undefined
  /** Takes the milliseconds since 1970 of a valid Date. */
  readonly date?: (time: number) => string | undefined
  readonly number?: (number: number) => number | undefined
}

/** Longer text is not read: it is no card, name or address, and reading it would take time. */
const LONGEST = 4096

/**
 * A mask that shows what the reader for the value's JSON type says, and otherwise nothing.
 *
 * Total: whatever the value, it answers; a reader that throws makes the field absent.
 */
export function byType({ text, date, number }: Readers): Mask {
  return (value) => {
    try {
      if (typeof value === 'string')
        return (text && value.length <= LONGEST ? text(value) : undefined) ?? FULL
      if (value === null) return null
      switch (typeof value) {
        case 'number':
          return number?.(value)
        case 'object': {
          const time = timeOf(value as Date)
          return Number.isNaN(time) ? undefined : (date?.(time) ?? FULL)
        }
        default:
          return undefined
      }
    } catch {
      return undefined
    }
  }
}
