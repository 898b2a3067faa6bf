import { freeText } from './free-text.js'

/** The caller's extras as a record bears them. */
export type Extras = { readonly [key: string]: string | number | boolean }

const KEY = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/
const MOST_BYTES = 2048
/** Where the number of dropped entries stands; no entry of a caller can have this name. */
const DROPPED = '_dropped'

const utf8 = new TextEncoder()

/**
 * What of `ext` may stand in a record: strings (as free text), safe integers and booleans, 2 KiB as JSON in all.
 *
 * Extras are a convenience and never decide: what is invalid or does not fit is left out and counted in `_dropped`, and
 * the access goes on. Never throws; undefined when nothing was given.
 */
export function extras(ext: unknown): Extras | undefined {
  if (ext === undefined || ext === null) return undefined
  let keys: readonly string[]
  try {
    keys = typeof ext === 'object' && !Array.isArray(ext) ? Object.keys(ext) : ['?']
  } catch {
    keys = ['?']
  }

  const kept: Record<string, string | number | boolean> = {}
  let left = MOST_BYTES - 2 - sizeOf(DROPPED, keys.length)
  let dropped = 0
  for (const key of keys) {
    const value = left > 0 && KEY.test(key) ? plain(ext as object, key) : undefined
    const size = value === undefined ? Number.POSITIVE_INFINITY : sizeOf(key, value)
    if (value === undefined || size > left) {
      dropped += 1
      continue
    }
    kept[key] = value
    left -= size
  }
  if (dropped > 0) kept[DROPPED] = dropped
  return Object.keys(kept).length === 0 ? undefined : Object.freeze(kept)
}

function plain(ext: object, key: string): string | number | boolean | undefined {
  try {
    const value: unknown = (ext as Record<string, unknown>)[key]
    if (typeof value === 'string') return freeText(value)
    if (typeof value === 'boolean') return value
    return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : undefined
  } catch {
    return undefined
  }
}

/** Bytes of `"key":value,` in JSON. */
function sizeOf(key: string, value: string | number | boolean): number {
  return utf8.encode(JSON.stringify(value)).length + key.length + 4
}
