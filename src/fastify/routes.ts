import type { FastifyInstance, RouteOptions } from 'fastify'
import type { CoveredRoute } from '../http/coverage.js'
import type { Declared } from '../http/declared.js'

/** What is known of the routes of one server: each that was seen, by method and template. */
export type Inventory = Map<string, CoveredRoute>

/** By server: all instances of a Fastify app share one, however they are encapsulated. */
const inventories = new WeakMap<object, Inventory>()

export function inventoryOf({ server }: FastifyInstance): Inventory {
  const known = inventories.get(server)
  if (known) return known
  const inventory: Inventory = new Map()
  inventories.set(server, inventory)
  return inventory
}

export function note(
  inventory: Inventory,
  { method, url }: RouteOptions,
  declared: Declared | undefined,
): void {
  for (const each of [method].flat()) inventory.set(`${each} ${url}`, covered(each, url, declared))
}

/**
 * Every route of an app with its purposes: empty where nothing is declared, and for routes that were declared before the
 * plugin was loaded, or outside of its scope, where nobody could see what they declare.
 *
 * @example
 * ```ts
 * await app.ready()
 * coverage(app).filter(({ purposes }) => purposes.length === 0)
 * ```
 */
export function coverage(app: FastifyInstance): readonly CoveredRoute[] {
  const inventory = inventoryOf(app)
  return templatesIn(app.printRoutes()).map(
    ([method, route]) => inventory.get(`${method} ${route}`) ?? covered(method, route, undefined),
  )
}

function covered(method: string, route: string, declared: Declared | undefined): CoveredRoute {
  // OPTIONS releases nothing
  if (method === 'OPTIONS' && !declared)
    return { method, route, purposes: ['none'], reason: 'no body leaves' }
  if (declared?.reason !== undefined) return { method, route, purposes: ['none'], reason: declared.reason }
  return { method, route, purposes: declared?.purposes ?? [] }
}

/** What the router itself knows, read from the tree that it prints: a line is a part of a path, with its methods. */
function templatesIn(tree: string): (readonly [method: string, route: string])[] {
  const path: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent, label = ''] = /^((?:│ {3}| {4})*)[├└]── (.*)$/.exec(line) ?? []
    if (indent === undefined) return []
    const [, part = label, methods] = /^(.*) \(([A-Z-]+(?:, [A-Z-]+)*)\)(?: \{.*\})?$/.exec(label) ?? []
    path.length = indent.length / 4
    path.push(part === '(empty root node)' ? '' : part)
    return (methods?.split(', ') ?? []).map((method) => [method, path.join('')] as const)
  })
}
