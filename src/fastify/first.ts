import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { invalid } from '../http/options.js'

interface Listed {
  readonly onRequest?: unknown
}

/**
 * Adds a hook that runs before those that are there already, so that none of them answers a request that nobody watches.
 *
 * Fastify has no call for that, and its list of hooks is known by the name of its symbol only.
 *
 * @throws PurposeboundError `config_invalid` where it is not there: an early reply would leave unseen.
 */
export function beforeAllHooks(app: FastifyInstance, hook: onRequestHookHandler): void {
  const list = named<Listed>(app, 'fastify.hooks')?.onRequest
  if (!Array.isArray(list)) throw invalid('this version of Fastify keeps its hooks elsewhere')
  list.unshift(hook)
  // those that were loaded before have taken their copy of the list
  for (const child of named<FastifyInstance[]>(app, 'fastify.children') ?? []) beforeAllHooks(child, hook)
}

function named<T>(app: FastifyInstance, name: string): T | undefined {
  const symbol = Object.getOwnPropertySymbols(app).find(({ description }) => description === name)
  return symbol && (app as unknown as { readonly [key: symbol]: T })[symbol]
}
