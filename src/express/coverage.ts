import type { Express } from 'express'
import type { CoveredRoute } from '../http/coverage.js'
import type { Declared } from '../http/declared.js'
import { declaredBy } from './mark.js'
import { type Layer, layersOf, mountsOf, textOf } from './router.js'

/** What else sits in every app, and answers nothing by itself. */
const EXPRESS_ITSELF = ['query', 'expressInit']

/**
 * Every route of an app with its purposes, sub-routers included; empty `purposes` where nothing is declared.
 *
 * A mounted app keeps its routes to itself: it stands here as one route of method `*`.
 *
 * @example
 * ```ts
 * coverage(app).filter(({ purposes }) => purposes.length === 0)
 * ```
 */
export function coverage(app: Express): readonly CoveredRoute[] {
  return walk(layersOf(app), '', undefined)
}

function walk(layers: readonly Layer[], prefix: string, above: Declared | undefined): CoveredRoute[] {
  // what `use(path, purpose(…), router)` declares holds for the layers behind it at the same path
  const here = new Map<string, Declared>()
  return layers.flatMap((layer): CoveredRoute[] => {
    const at = layer.route ? '' : mountsOf(layer).join('|')
    const declared = above ?? here.get('') ?? here.get(at)
    const own = layer.route ? undefined : declaredBy(layer.handle)
    if (own) {
      // what is public for all paths is public for what is no route: a route says so itself
      if (own.reason === undefined || prefix + at !== '') here.set(at, own)
      return []
    }
    if (layer.route) return routesOf(layer.route, prefix, above ?? here.get(''))
    if (layer.name === 'mounted_app') return [covered('*', `${prefix}${at}/*`, declared)]
    const inner = layersOf(layer.handle)
    return inner.length > 0 && !EXPRESS_ITSELF.includes(layer.name ?? '')
      ? walk(inner, prefix + at, declared)
      : []
  })
}

function routesOf({ path, stack }: NonNullable<Layer['route']>, prefix: string, above: Declared | undefined) {
  const methods = new Set(stack.map(({ method }) => method?.toUpperCase() ?? '*'))
  return [...methods].map((method) => {
    const declared = stack
      .filter((each) => (each.method?.toUpperCase() ?? '*') === method || each.method === undefined)
      .map(({ handle }) => declaredBy(handle))
      .find((each) => each !== undefined)
    return covered(method, prefix + textOf(path), declared ?? above)
  })
}

function covered(method: string, route: string, declared: Declared | undefined): CoveredRoute {
  // OPTIONS releases nothing
  if (method === 'OPTIONS' && !declared)
    return { method, route, purposes: ['none'], reason: 'no body leaves' }
  if (declared?.reason !== undefined) return { method, route, purposes: ['none'], reason: declared.reason }
  return { method, route, purposes: declared?.purposes ?? [] }
}
