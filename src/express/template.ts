import type { Request } from 'express'
import { type Layer, layersOf, pathOf, type Route, textOf } from './router.js'

/** Where a route stands, or a middleware: in as many places as its router is mounted. */
interface Place {
  /** The template of the mounts before it. */
  readonly mounts: string
  readonly template: string
}

const places = new WeakMap<object, readonly Place[]>()

/**
 * The template of the route that a request has reached: never the URL, of which a part may be an id.
 *
 * @param self - the middleware that asks: what `req.route` names may be a route that went before.
 */
export function templateOf(req: Request, self: object): string {
  const route = req.route as Route | undefined
  const key: object = route?.stack.some(({ handle }) => handle === self) ? route : self
  const mounted = req.app.path()
  let known = places.get(key)
  if (!known) {
    known = search(layersOf(req.app), key, '')
    places.set(key, known)
  }
  const [only] = known
  if (!only) return `${mounted}/*`
  const here =
    known.length === 1 ? only : (known.find(({ mounts }) => fits(mounted + mounts, req.baseUrl)) ?? only)
  return mounted + here.template
}

function search(layers: readonly Layer[], key: object, prefix: string): Place[] {
  return layers.flatMap((layer) => {
    if (layer.route === key) return { mounts: prefix, template: prefix + textOf(layer.route.path) }
    if (layer.route) return []
    const at = prefix + pathOf(layer)
    if (layer.handle === key) return { mounts: at, template: `${at}/*` }
    return search(layersOf(layer.handle), key, at)
  })
}

/** Whether a URL may stand for the template of a mount. One that is no plain text fits whatever no other does. */
function fits(mounts: string, url: string): boolean {
  const [wanted, given] = [mounts.split('/'), url.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => part.startsWith(':') || part.toLowerCase() === given[i]?.toLowerCase())
  )
}
