import type { Request } from 'express'
import { type Layer, layersOf, mountsOf, type Path, pathsOf, type Route } from './router.js'

/** Where a route stands, or a middleware: in as many places as its router is mounted. */
interface Place {
  /** The template of the mounts before it. */
  readonly mounts: string
  readonly paths: readonly Path[]
}

const places = new WeakMap<object, readonly Place[]>()

/**
 * Says, whenever it is asked, by which template a request came: that of the route that it has reached by then, and where it
 * has reached none yet, that of the middleware `self`. It is never the URL, of which a part may be an id.
 */
export function templateOf(req: Request, self: object): () => string {
  // what `req.route` names already is its own route, or one that went before
  const before = req.route as Route | undefined
  const first = before?.stack.some(({ handle }) => handle === self) ? before : self
  let known: { readonly key: object; readonly template: string } | undefined
  return () => {
    const now = req.route as Route | undefined
    const key = now === undefined || now === before ? first : now
    if (known?.key !== key) known = { key, template: lookUp(req, key) }
    return known.template
  }
}

function lookUp(req: Request, key: object): string {
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
  return mounted + here.mounts + pathIn(here, req.path)
}

/** The path of several that was asked for; all of them, where that cannot be told. */
function pathIn({ paths }: Place, url: string): string {
  const [only] = paths
  const path = paths.length === 1 ? only : paths.find((each) => each.fits(url))
  return path?.template ?? paths.map(({ template }) => template).join('|')
}

const BEHIND: readonly Path[] = [{ template: '/*', fits: () => true }]

function search(layers: readonly Layer[], key: object, prefix: string): Place[] {
  return layers.flatMap((layer) => {
    if (layer.route === key) return { mounts: prefix, paths: pathsOf(layer) }
    if (layer.route) return []
    return mountsOf(layer).flatMap((mount) => {
      const mounts = prefix + mount
      return layer.handle === key ? { mounts, paths: BEHIND } : search(layersOf(layer.handle), key, mounts)
    })
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
