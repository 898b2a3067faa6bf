import { randomUUID } from 'node:crypto'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { atHand } from '../http/at-hand.js'
import { assertCovered } from '../http/coverage.js'
import { type Declared, declare, type RouteOptions } from '../http/declared.js'
import { enter } from '../http/enter.js'
import { checkOptions, type House, type HttpOptions } from '../http/options.js'
import { watch } from '../http/watch.js'
import { isPurposeboundError, type Policy } from '../index.js'
import { coverage } from './coverage.js'
import { exchangeFor } from './exchange.js'
import type { BoundFunction, PurposeFunction } from './handler.js'
import { mark } from './mark.js'
import { guardExpress } from './response.js'
import { templateOf } from './template.js'

export type { CoveredRoute } from '../http/coverage.js'
export type { RouteOptions } from '../http/declared.js'
export type { HttpOptions, ResolvedBy } from '../http/options.js'
export { type ViewFormat, viewStream } from '../http/view-stream.js'
export type { BoundFunction, BoundLocals, PurposeFunction, PurposeHandler } from './handler.js'
export { sendViews } from './send-views.js'
export { coverage }

/** What `purposebound` of this door takes. */
export interface ExpressOptions<P extends Policy> extends HttpOptions<P, Request> {
  /** The id of a request, for its records. @defaultValue a random one */
  readonly requestId?: (request: Request) => string
}

/** The door, made for one gate. */
export interface Purposebound<P extends Policy> {
  /** Puts the gate before `app`: call it before any route. With `enforce: 'all'` an open route fails `listen`. */
  protect(app: Express): void
  /** @throws PurposeboundError `config_invalid` for a purpose that the policy does not know. */
  readonly purpose: PurposeFunction<P>
  readonly bound: BoundFunction<P>
  /** Answers refusals as problem details: the last middleware of the app. */
  readonly problems: (error: unknown, req: Request, res: Response, next: NextFunction) => void
}

/**
 * Purpose checks for Express 4.21 and 5: routes declare their purpose, and nothing leaves without it.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * const { protect, purpose } = purposebound({ gate, resolveActor: (req) => sessions.actorOf(req) })
 * protect(app)
 * app.get('/members/:id', purpose('support'), async (req, res) => {
 *   res.json(await req.access.read('member', await find(req.params.id)))
 * })
 * ```
 */
export function purposebound<P extends Policy>(options: ExpressOptions<P>): Purposebound<P> {
  const house = checkOptions(options as unknown as HttpOptions<Policy, Request>, ['requestId'])
  const idOf = options.requestId ?? (() => randomUUID())
  const exchangeOf = (req: Request, res: Response) => exchangeFor(house as House, idOf, req, res)
  const admit = async (declared: Declared, self: object, req: Request, res: Response): Promise<void> => {
    const exchange = exchangeOf(req, res)
    if (!exchange.declare(house as House, declared, self)) return
    guardExpress(res, exchange)
    const { method, headers } = req
    exchange.route = templateOf(req, self)
    const arrival = { method, route: exchange.route, id: exchange.id, headers }
    exchange.passage = await enter(house, declared, req, arrival)
    watch(res, exchange)
    Object.defineProperty(req, 'access', { value: exchange.passage.access, configurable: true })
  }
  const failed = (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (res.headersSent || !isPurposeboundError(error)) next(error)
    else {
      const exchange = exchangeOf(req, res)
      exchange.wire?.conclude(exchange.fail(error))
    }
  }
  /** Admits, and then goes on to `work`. */
  const behind = (declared: Declared, work: RequestHandler): RequestHandler =>
    mark(declared, function declaresPurpose(req, res: Response, next) {
      if (req.method === 'OPTIONS' && declared.reason === undefined) return void res.status(204).end()
      const go = () => work(req, res, next)
      admit(declared, declaresPurpose, req, res)
        .then(() => {
          const access = exchangeOf(req, res).passage?.access
          return access && house.context ? atHand(access, go) : go()
        })
        .catch((error: unknown) => failed(error, req, res, next))
    })

  return {
    protect(app) {
      app.use((req, res, next) => {
        exchangeOf(req, res)
        next()
      })
      const { listen } = app
      app.listen = ((...args: Parameters<typeof listen>) => {
        if (house.all) assertCovered(coverage(app))
        return listen.apply(app, args)
      }) as typeof listen
    },
    purpose: ((name: unknown, route?: RouteOptions) =>
      behind(declare(house as House, name, route), (_req, _res, next) =>
        next(),
      )) as unknown as PurposeFunction<P>,
    bound: ((name: unknown, handler: RequestHandler, route?: RouteOptions) =>
      behind(declare(house as House, name, route), handler)) as unknown as BoundFunction<P>,
    problems: failed,
  }
}
