const RFC_3339 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** Milliseconds since 1970 of RFC 3339 text, or of a bare date (the start of that day in UTC); undefined for anything else. */
export function instantOf(text: string): number | undefined {
  if (!RFC_3339.test(text)) return undefined
  const ms = Date.parse(text)
  // Date.parse rolls 30 February over on some engines: the day must come back as it went in
  const day = text.slice(0, 10)
  const valid = !Number.isNaN(ms) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
  return valid ? ms : undefined
}

/** Milliseconds since 1970 of a Date, a number of milliseconds or RFC 3339 text; undefined for anything else. */
export function toInstant(time: unknown): number | undefined {
  if (typeof time === 'number') return Number.isFinite(time) ? time : undefined
  if (typeof time === 'string') return instantOf(time)
  const ms = time instanceof Date ? time.getTime() : Number.NaN
  return Number.isFinite(ms) ? ms : undefined
}
