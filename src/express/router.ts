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
  readonly matchers?: readonly ((path: string) => unknown)[]
}

export interface Route {
  readonly path: unknown
  readonly stack: readonly { readonly method?: string; readonly handle: unknown }[]
}

/** One of the paths at which a layer stands. */
export interface Path {
  /** As it was written; empty for the root of a mount. */
  readonly template: string
  readonly fits: (path: string) => boolean
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

/** The paths at which a middleware stands. */
export function mountsOf({ rawPath, regexp, keys = [], slash }: Layer): readonly string[] {
  if (rawPath !== undefined) return rawPath === '/' || slash ? [''] : [rawPath].flat().map(textOf)
  if (!regexp || regexp.fast_slash) return ['']
  let next = 0
  return sourcesOf(regexp).map((source) =>
    source
      .replace(/^\^/, '')
      .replace('\\/?(?=\\/|$)', '')
      .replaceAll('\\/', '/')
      .replace(PARAMETER, (_, before = '') => `${before}:${keys[next++]?.name ?? '*'}`)
      .replaceAll('\\', ''),
  )
}

/** The paths at which a route stands, each with what says whether it was the one that a request came by. */
export function pathsOf({ route, regexp, matchers = [] }: Layer): readonly Path[] {
  const templates = [route?.path].flat(Number.POSITIVE_INFINITY).map(textOf)
  if (templates.length === 1) return [{ template: templates[0] as string, fits: () => true }]
  const alternatives = regexp ? sourcesOf(regexp).map((source) => new RegExp(source, regexp.flags)) : []
  return templates.map((template, i) => ({
    template,
    fits: (path) => Boolean(matchers[i]?.(path) || alternatives[i]?.test(path)),
  }))
}

/** Express 4 makes one expression of several paths. */
function sourcesOf({ source }: RegExp): readonly string[] {
  return source.split('|^').map((each, i) => (i === 0 ? each : `^${each}`))
}

/** What Express 4 makes of `:name` and of `*`. */
const PARAMETER = /\(\?:(\/)?\(\[\^\/\]\+\?\)\)|\(\.\*\)/g

/** A path as it was written; several as one text. */
export function textOf(path: unknown): string {
  return Array.isArray(path) ? path.map(textOf).join('|') : String(path)
}
