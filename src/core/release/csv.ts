import { segments } from '../catalog/path.js'

/** What a spreadsheet takes for a formula at the beginning of a cell, in full width too; a blank before it does not help. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠|%]|^[\t\r\n]/u

/**
 * Rows as CSV (RFC 4180), a column for each path outside of lists and records; what stands in those is one cell of JSON.
 *
 * Text that a spreadsheet would run begins with an apostrophe: a comma cannot smuggle a formula in.
 */
export function csvOf(paths: readonly string[], rows: readonly object[]): string {
  const columns = [...new Set(paths.map((path) => path.split(/\[\]|(?:^|\.)\*/)[0] as string))].filter(
    (path) => path !== '',
  )
  const lines = [
    columns.map(cellOf),
    ...rows.map((row) => columns.map((column) => cellOf(valueAt(row, segments(column))))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

function valueAt(row: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? at[key as keyof typeof at]
        : undefined,
    row,
  )
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
