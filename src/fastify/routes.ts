import type { FastifyInstance, RouteOptions } from 'fastify'
import type { CoveredRoute } from '../http/coverage.js'
import type { Declared } from '../http/declared.js'
import { type Printed, printed, routesOf, type Spelling, spellingOf, templatesOf } from './router.js'

interface Seen {
  readonly route: CoveredRoute
  /** All that the router makes of it. */
  readonly templates: readonly Printed[]
}

/** The routes of one server that were seen when they were declared. */
export type Inventory = Seen[]

/** By server: all instances of a Fastify app share one, however they are encapsulated. */
const inventories = new WeakMap<object, Inventory>()

export function inventoryOf({ server }: FastifyInstance): Inventory {
  const known = inventories.get(server)
  if (known) return known
  const inventory: Inventory = []
  inventories.set(server, inventory)
  return inventory
}

export function note(
  inventory: Inventory,
  { method, url, routePath, constraints }: RouteOptions & { readonly routePath?: string },
  declared: Declared | undefined,
): void {
  // the root of a plugin with a prefix is also served with a slash, of which nobody is told
  const urls = routePath === '' && !url.endsWith('/') ? [url, `${url}/`] : [url]
  for (const each of [method].flat()) {
    const templates = urls.flatMap(templatesOf)
    inventory.push({
      route: covered(each, url, declared, constraints),
      templates: templates.map((route) => ({ method: each, route, constraints: printed(constraints) })),
    })
  }
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
  const spelled = spellingOf(app)
  const inventory = inventoryOf(app)
  const templates = inventory.flatMap((each) => each.templates)
  const verbatim = new Set(templates.map((each) => keyOf(each, String)))
  const seen = new Map<string, number>()
  for (const each of templates) {
    const key = keyOf(each, spelled)
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  const isSeen = (each: Printed) => {
    const key = keyOf(each, spelled)
    const left = seen.get(key) ?? 0
    seen.set(key, left - 1)
    return left > 0
  }
  // names of parameters do not tell routes apart, so those of one spelling are counted, whose own name it is first
  const isVerbatim = (each: Printed) => verbatim.has(keyOf(each, String))
  const routes = [...routesOf(app)].sort((a, b) => Number(isVerbatim(b)) - Number(isVerbatim(a)))
  const unseen = routes.filter((each) => !isSeen(each))
  return [
    ...inventory.map(({ route }) => route),
    ...unseen.map(({ method, route, constraints }) =>
      covered(method, route, undefined, constraints === '' ? undefined : JSON.parse(constraints)),
    ),
  ]
}

function keyOf({ method, route, constraints }: Printed, spelled: Spelling): string {
  return `${method} ${spelled(route)} ${constraints}`
}

function covered(
  method: string,
  route: string,
  declared: Declared | undefined,
  constraints: object | undefined,
): CoveredRoute {
  const told = { method, route, ...(constraints !== undefined && { constraints }) }
  // OPTIONS releases nothing
  if (method === 'OPTIONS' && !declared) return { ...told, purposes: ['none'], reason: 'no body leaves' }
  if (declared?.reason !== undefined) return { ...told, purposes: ['none'], reason: declared.reason }
  return { ...told, purposes: declared?.purposes ?? [] }
}
