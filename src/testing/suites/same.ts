/** Whether two values hold the same data: order of keys aside, types told apart. @throws Error naming `what` and both */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [text(actual), text(expected)]
  if (is !== should) throw new Error(`${what}: expected ${short(should)}, got ${short(is)}`)
}

/** @throws Error saying `what` was expected */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`expected ${what}`)
}

/** JSON with sorted keys; what JSON has no word for is named. */
function text(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(text).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, part]) => `${key}:${text(part)}`).join()}}`
}

function short(written: string): string {
  return written.length > 2000 ? `${written.slice(0, 2000)}… (${written.length} characters)` : written
}
