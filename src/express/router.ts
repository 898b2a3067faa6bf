/** A layer of a router, as Express 4 and 5 have it inside: what is read here is in no type of theirs. */
export interface Layer {
  readonly name?: string
  readonly handle: unknown
  readonly route?: Route
  /** Express 4. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean }
  readonly keys?: readonly { readonly name: string | number }[]
  /** Express 5. */
  readonly rawPath?: unknown
  readonly slash?: boolean
}

export interface Route {
  readonly path: unknown
  readonly stack: readonly { readonly method?: string; readonly handle: unknown }[]
}

/** The layers of an app or a router, in their order. */
export function layersOf(holder: unknown): readonly Layer[] {
  // `app.router` of Express 4 throws; its router is `_router`, and there only once a route is
  const { stack, _router } = Object(holder)
  if (Array.isArray(stack)) return stack
  if (_router) return layersOf(_router)
  try {
    return layersOf(Object(holder).router ?? {})
  } catch {
    return []
  }
}

/** The path at which a layer stands, as it was written; empty for the root. */
export function pathOf({ rawPath, regexp, keys = [], slash }: Layer): string {
  if (rawPath !== undefined) return rawPath === '/' || slash ? '' : textOf(rawPath)
  if (!regexp || regexp.fast_slash) return ''
  let next = 0
  return regexp.source
    .replace(/^\^/, '')
    .replace('\\/?(?=\\/|$)', '')
    .replaceAll('\\/', '/')
    .replace(PARAMETER, (_, slash = '') => `${slash}:${keys[next++]?.name ?? '*'}`)
    .replaceAll('\\', '')
}

/** What Express 4 makes of `:name` and of `*`. */
const PARAMETER = /\(\?:(\/)?\(\[\^\/\]\+\?\)\)|\(\.\*\)/g

/** A path as it was written; several as one text. */
export function textOf(path: unknown): string {
  return Array.isArray(path) ? path.map(textOf).join('|') : String(path)
}
