import type { Request } from 'express'
import { type Layer, layersOf, pathOf, type Route, textOf } from './router.js'

const templates = new WeakMap<object, string>()

/**
 * The template of the route that a request has reached: never the URL, of which a part may be an id.
 *
 * @param self - the middleware that asks: what `req.route` names may be a route that went before.
 */
export function templateOf(req: Request, self: object): string {
  const route = req.route as Route | undefined
  const key: object = route?.stack.some(({ handle }) => handle === self) ? route : self
  const known = templates.get(key)
  if (known !== undefined) return known
  const mounted = req.app.path()
  const found = search(layersOf(req.app), key, '')
  const template = found === undefined ? `${mounted}/*` : mounted + found
  templates.set(key, template)
  return template
}

function search(layers: readonly Layer[], key: object, prefix: string): string | undefined {
  for (const layer of layers) {
    if (layer.route === key) return prefix + textOf(layer.route.path)
    const at = layer.route ? '' : prefix + pathOf(layer)
    if (layer.handle === key) return `${at}/*`
    const found = layer.route ? undefined : search(layersOf(layer.handle), key, at)
    if (found !== undefined) return found
  }
  return undefined
}
