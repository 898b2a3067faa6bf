import type { Issues } from './issues.js'
import { pointer } from './pointer.js'

/** What a policy document is made of: JSON. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data }

const MAX_DEPTH = 32

/**
 * A frozen deep copy of `value` as plain data, a Date as RFC 3339 text.
 *
 * What is no data (undefined, NaN, infinities, -0, bigints, functions, instances) is an issue at its path:
 * a template with an unset variable must not become a rule that matches everything.
 */
export function toData(value: unknown, issues: Issues, path: readonly (string | number)[] = []): Data {
  const refuse = (what: string): null => {
    issues.add(pointer(...path), `${what} is not data`)
    return null
  }
  if (path.length > MAX_DEPTH) return refuse('a value nested this deep')
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : refuse('a string of ill-formed Unicode')
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : refuse(Object.is(value, -0) ? '-0' : String(value))
    case 'object':
      break
    default:
      return refuse(typeof value === 'undefined' ? '`undefined` (leave the key out)' : `a ${typeof value}`)
  }
  if (value === null) return null
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? refuse('an invalid date') : value.toISOString()
  if (Array.isArray(value))
    return Object.freeze(Array.from(value, (item, index) => toData(item, issues, [...path, index])))
  const prototype = Object.getPrototypeOf(value) as object | null
  if (
    prototype !== null &&
    !(Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'))
  )
    return refuse('an instance of a class')
  const copy: { [key: string]: Data } = {}
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') refuse('the key `__proto__`')
    else copy[key] = toData(item, issues, [...path, key])
  }
  return Object.freeze(copy)
}

/** Canonical JSON (RFC 8785) of plain data: keys by code unit, no white space. */
export function canonical(data: Data): string {
  if (typeof data !== 'object' || data === null) return JSON.stringify(data)
  if (Array.isArray(data)) return `[${data.map(canonical).join(',')}]`
  const object = data as { readonly [key: string]: Data }
  return `{${Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key] as Data)}`)
    .join(',')}}`
}
