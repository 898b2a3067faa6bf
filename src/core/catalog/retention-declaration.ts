/** An ISO 8601 duration of whole numbers, in calendar time: `P5Y`, `P18M`, `P90D`. */
export type Duration = `P${string}`

/** How long: a duration since the row was collected, or since the date of an event in it. */
export type RetentionDeclaration<From extends string = string> =
  | Duration
  | {
      readonly period: Duration
      /** A path of the row that holds a time. @defaultValue `'collectedAt'`, which the resource names */
      readonly from?: 'collectedAt' | From
    }

/** What can hold a time in a schema. */
export type TimeKind = 'date' | 'string' | 'number' | 'single'
/** What a time is in a row: a Date, RFC 3339 text, or milliseconds since 1970. */
export type TimeType = Date | string | number
