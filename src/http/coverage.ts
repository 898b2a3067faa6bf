import { invalid } from './options.js'

/** One route and what it declares. */
export interface CoveredRoute {
  readonly method: string
  /** The template of the route. */
  readonly route: string
  /** `['none']` for a public route; empty where nothing is declared. */
  readonly purposes: readonly string[]
  /** Why a public route needs no purpose. */
  readonly reason?: string
  /** What tells it from another of the same template: a version, a host. */
  readonly constraints?: object
}

/** @throws PurposeboundError `config_invalid`, which names each route that declares nothing. */
export function assertCovered(routes: readonly CoveredRoute[]): void {
  const open = routes.filter(({ purposes }) => purposes.length === 0)
  if (open.length === 0) return
  const named = open.map(({ method, route }) => `${method} ${route}`)
  throw invalid(`these routes declare no purpose: ${named.join(', ')}`)
}
