import type { FastifyInstance, onRequestHookHandler } from 'fastify'

interface Listed {
  readonly onRequest?: unknown
}

/**
 * Adds a hook that runs before those that are there already, so that none of them answers a request that nobody watches.
 *
 * Fastify has no call for that, and its list of hooks is known by the name of its symbol only; where that has changed, the
 * hook runs in its turn.
 */
export function beforeAllHooks(app: FastifyInstance, hook: onRequestHookHandler): void {
  const list = named<Listed>(app, 'fastify.hooks')?.onRequest
  if (!Array.isArray(list)) {
    app.addHook('onRequest', hook)
    return
  }
  list.unshift(hook)
  // those that were loaded before have taken their copy of the list
  for (const child of named<FastifyInstance[]>(app, 'fastify.children') ?? []) beforeAllHooks(child, hook)
}

function named<T>(app: FastifyInstance, name: string): T | undefined {
  const symbol = Object.getOwnPropertySymbols(app).find(({ description }) => description === name)
  return symbol && (app as unknown as { readonly [key: symbol]: T })[symbol]
}
