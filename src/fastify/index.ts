import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { assertCovered } from '../http/coverage.js'
import { checkOptions, type House, type HttpOptions, invalid } from '../http/options.js'
import { AccessDenied, isPurposeboundError, type Policy } from '../index.js'
import { purposeBoundTo } from './bound.js'
import { createExchanges, knownExchange } from './exchange.js'
import { beforeAllHooks } from './first.js'
import { createHooks, type Hooks } from './hooks.js'
import type { RegisteredPolicy } from './request.js'
import { declaredIn, ownOf, SEEN } from './route.js'
import { routesOf } from './router.js'
import { coverage, inventoryOf, note } from './routes.js'

export type { CoveredRoute } from '../http/coverage.js'
export type { RouteOptions } from '../http/declared.js'
export type { HttpOptions, ResolvedBy } from '../http/options.js'
export { viewStream } from '../http/view-stream.js'
export { bound } from './bound.js'
export type { AccessOf, BoundHandler, Register, RegisteredPolicy, RouteHandler } from './request.js'
export { coverage }

/** What the plugin takes. */
export interface FastifyOptions extends HttpOptions<RegisteredPolicy, FastifyRequest> {}

/**
 * Purpose checks for Fastify 5: routes declare their purpose in `config`, and nothing leaves without it.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * await app.register(purposebound, { gate, resolveActor: (request) => request.session.actor })
 * app.get('/members/:id', { config: { purpose: 'support' } }, async (request) =>
 *   request.access.read('member', await find(request.params.id)))
 * ```
 */
export const purposebound: FastifyPluginAsync<FastifyOptions> = async (app, options) => {
  const house = checkOptions(options as unknown as HttpOptions<Policy, FastifyRequest>) as House
  const inventory = inventoryOf(app)
  const exchangeOf = createExchanges(house)
  const hooks = createHooks(house, exchangeOf)
  const { admit, judge, tag, refuse } = hooks

  app.decorateRequest('access', {
    getter(this: FastifyRequest) {
      const passage = knownExchange(this)?.passage
      if (!passage) throw new AccessDenied('no_context', '')
      return passage.access as never
    },
  })

  app.addHook('onRoute', (route) => {
    const { handler, errorHandler } = route
    const config = ownOf(route.config)
    const [stated, purpose] = [config.purpose, purposeBoundTo(handler)]
    if (purpose !== undefined && stated !== undefined && String(purpose) !== String(stated))
      throw invalid(`the route ${route.url} declares one purpose and binds its handler to another`)
    const own = ownOf({ ...config, ...(purpose !== undefined && { purpose }) })
    const declared = declaredIn(house, own)
    route.config = { ...own, [SEEN]: declared ?? 'nothing' } as unknown as NonNullable<typeof route.config>
    note(inventory, route, declared)
    if (declared && declared.reason === undefined) {
      // last of all hooks: whoever asks is known by then, and what was looked at is what is sent
      route.preHandler = [route.preHandler ?? []].flat().concat(admit)
      if (declared.requireView !== false)
        route.preSerialization = [route.preSerialization ?? []].flat().concat(judge)
      // before it is packed
      if (declared.kept) route.onSend = [tag, route.onSend ?? []].flat()
    }
    route.errorHandler = (error, request, reply) => {
      if (isPurposeboundError(error)) return refuse(error, request, reply)
      if (errorHandler) return errorHandler.call(request.server, error, request, reply)
      // goes on to the error handler of the app, for which only an error is one
      throw error instanceof Error ? error : new Error('what was thrown is no error')
    }
  })

  beforeAllHooks(app, (request, reply, done) => {
    exchangeOf(request, reply)
    done()
  })
  if (routesOf(app).length > 0) watchEarlyRoutes(app, hooks)
  app.addHook('onReady', async () => {
    if (house.all) assertCovered(coverage(app))
  })
}

/** For routes that were declared before the plugin was loaded. */
function watchEarlyRoutes(app: FastifyInstance, { admit, judge, tag }: Hooks): void {
  const isEarly = (request: FastifyRequest) => knownExchange(request)?.unseen === true
  app.addHook('preHandler', function (request, reply, done) {
    if (isEarly(request)) admit.call(this, request, reply, done)
    else done()
  })
  app.addHook('preSerialization', (request, reply, body, done) => {
    if (isEarly(request)) judge(request, reply, body, done)
    else done(null, body)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isEarly(request)) tag(request, reply, payload, done)
    else done(null, payload)
  })
}

// hooks and decorators are for the app that registers it, not for a scope of their own
Object.assign(purposebound, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'purposebound',
  [Symbol.for('plugin-meta')]: { name: 'purposebound', fastify: '5.x' },
})
