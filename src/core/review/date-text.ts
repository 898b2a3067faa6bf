/** Further from Greenwich than this RFC 3339 knows no place. */
const FURTHEST = (23 * 60 + 59) * 60_000

/** A time in milliseconds as RFC 3339 text where that can say it, else in the longer years of ISO 8601; undefined for no time. */
export function dateText(ms: number): string | undefined {
  if (Number.isNaN(new Date(ms).getTime())) return undefined
  const text = new Date(ms).toISOString()
  if (/^\d/.test(text)) return text
  const elsewhere = text.startsWith('+') ? -FURTHEST : FURTHEST
  const there = new Date(ms + elsewhere).toISOString()
  return /^\d/.test(there) ? there.replace('Z', elsewhere < 0 ? '-23:59' : '+23:59') : text
}
