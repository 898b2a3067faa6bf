import type { FastifyRequest } from 'fastify'
import { type Declared, declare } from '../http/declared.js'
import type { House } from '../http/options.js'

/** In the config of each route that was seen when it was declared. */
export const SEEN: unique symbol = Symbol('purposebound/seen')

export interface Config {
  readonly purpose?: unknown
  /** What it declares, read once: nothing that happens after the start changes it. */
  readonly [SEEN]?: Declared | 'nothing'
}

/** What is known of a route when it is asked for. */
export interface Route {
  readonly route: string
  readonly declared: Declared | undefined
  /** Declared before the plugin was loaded: it has none of the hooks that routes get. */
  readonly unseen: boolean
}

/** Only what stands in it: a prototype that somebody has added to declares nothing. */
export function ownOf(config: object | undefined): Config {
  return Object.assign(Object.create(null), config)
}

/** @throws PurposeboundError `config_invalid` */
export function declaredIn(house: House, config: Config): Declared | undefined {
  return config.purpose === undefined ? undefined : declare(house, config.purpose, config)
}

/** Looks a route up once: Fastify makes its options anew for each who asks. */
export function createRoutes(house: House): (request: FastifyRequest) => Route {
  const known = new WeakMap<object, Route>()
  return (request) => {
    const { config, url = '' } = request.routeOptions
    const route = known.get(config)
    if (route) return route
    const own = ownOf(config)
    const seen = own[SEEN]
    const declared = seen === undefined ? declaredIn(house, own) : seen === 'nothing' ? undefined : seen
    const made = { route: url, declared, unseen: seen === undefined }
    known.set(config, made)
    return made
  }
}
