import type { Request } from 'express'
import type { Declared } from '../http/declared.js'
import { declaredBy } from './mark.js'
import type { Route } from './router.js'

/**
 * Says, when asked later, whether the response is made where a public declaration holds: on its route, or, from `use`, by
 * what is no route, or inside its mount. From `use` without a path it covers no route.
 */
export function reachOf(req: Request, self: object): () => boolean {
  const { route, baseUrl } = req
  const isOwn = (route as Route | undefined)?.stack.some(({ handle }) => handle === self)
  return () =>
    req.route === route || (!isOwn && baseUrl !== '' && `${req.baseUrl}/`.startsWith(`${baseUrl}/`))
}

/** What the route that a request has reached declares, also where its purpose was not asked for yet. */
export function declaredOn({ route, method }: Request): Declared | undefined {
  const { stack = [] } = Object(route) as Partial<Route>
  for (const layer of stack) {
    const declared = declaredBy(layer.handle)
    if (declared && answers(layer.method, method)) return declared
  }
  return undefined
}

function answers(declared: string | undefined, method: string): boolean {
  const wanted = method.toLowerCase()
  return declared === undefined || declared === wanted || (declared === 'get' && wanted === 'head')
}
