type IsView = (value: unknown) => boolean

/** What a key of an envelope is. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** What a body is that may not leave. */
export const REFUSED: unique symbol = Symbol('refused')

/**
 * A body that holds nothing but views: one, an array of them, or an envelope. Anything else is `REFUSED`.
 *
 * An envelope is one plain object of views, arrays of views, numbers, booleans and null, with strings only under `strings`.
 * Its keys are names: text that was made of a row is none.
 * Arrays and envelopes are given back as fresh ones, so that what was looked at is what is sent.
 */
export function judgeBody(body: unknown, isView: IsView, strings: ReadonlySet<string>): unknown {
  try {
    if (body === null || body === undefined || isView(body)) return body
    if (Array.isArray(body)) return viewsIn(body, isView)
    return isPlain(body) ? envelope(body, isView, strings) : REFUSED
  } catch {
    return REFUSED
  }
}

function viewsIn(list: readonly unknown[], isView: IsView): unknown {
  const { length } = list
  const views = new Array<unknown>(length)
  for (let i = 0; i < length; i++) {
    const view = list[i]
    if (!isView(view)) return REFUSED
    views[i] = view
  }
  return views
}

function envelope(body: object, isView: IsView, strings: ReadonlySet<string>): unknown {
  const sent: { [key: string]: unknown } = {}
  for (const key of Object.keys(body)) {
    const value: unknown = (body as { readonly [key: string]: unknown })[key]
    const kept = typeof value === 'string' && strings.has(key) ? value : part(value, isView)
    if (kept === REFUSED || key === '__proto__' || !NAME.test(key)) return REFUSED
    sent[key] = kept
  }
  return sent
}

function part(value: unknown, isView: IsView): unknown {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (isView(value)) return value
  return Array.isArray(value) ? viewsIn(value, isView) : REFUSED
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
