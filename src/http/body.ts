import { boundTo } from '../index.js'

/** What a body is that may not leave. */
export const REFUSED: unique symbol = Symbol('refused')

/**
 * A body that holds nothing but views of `purpose`: one, an array of them, or an envelope. Anything else is `REFUSED`.
 *
 * An envelope is one plain object of views, arrays of views, numbers, booleans and null, with strings only under `strings`.
 * Arrays and envelopes are given back as fresh ones, so that what was looked at is what is sent.
 */
export function judgeBody(body: unknown, purpose: string, strings: ReadonlySet<string>): unknown {
  try {
    if (body === null || body === undefined || isView(body, purpose)) return body
    if (Array.isArray(body)) return viewsIn(body, purpose)
    return isPlain(body) ? envelope(body, purpose, strings) : REFUSED
  } catch {
    return REFUSED
  }
}

function isView(value: unknown, purpose: string): boolean {
  return boundTo(value)?.purpose === purpose
}

function viewsIn(list: readonly unknown[], purpose: string): unknown {
  const { length } = list
  const views = new Array<unknown>(length)
  for (let i = 0; i < length; i++) {
    const view = list[i]
    if (!isView(view, purpose)) return REFUSED
    views[i] = view
  }
  return views
}

function envelope(body: object, purpose: string, strings: ReadonlySet<string>): unknown {
  const sent: { [key: string]: unknown } = {}
  for (const key of Object.keys(body)) {
    const value: unknown = (body as { readonly [key: string]: unknown })[key]
    const kept = typeof value === 'string' && strings.has(key) ? value : part(value, purpose)
    if (kept === REFUSED || key === '__proto__') return REFUSED
    sent[key] = kept
  }
  return sent
}

function part(value: unknown, purpose: string): unknown {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (isView(value, purpose)) return value
  return Array.isArray(value) ? viewsIn(value, purpose) : REFUSED
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
