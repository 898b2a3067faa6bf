import type { FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify'
import type { PurposeName } from '../index.js'
import type { BoundHandler, RegisteredPolicy, RouteHandler } from './request.js'

const marks = new WeakMap<object, unknown>()

/**
 * A handler with its purpose, for routes that name their generics: TypeScript then infers nothing from `config`.
 *
 * @example
 * ```ts
 * app.get<{ Params: { id: string } }>('/members/:id', bound('support', async (request) =>
 *   request.access.read('member', await find(request.params.id))))
 * ```
 */
export function bound<
  const U extends PurposeName<RegisteredPolicy>,
  Route extends RouteGenericInterface = RouteGenericInterface,
>(purpose: U | readonly U[], handler: BoundHandler<U, Route>): RouteHandler<Route> {
  const own = function (this: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    return Reflect.apply(handler, this, [request, reply])
  } as unknown as RouteHandler<Route>
  marks.set(own, purpose)
  return own
}

/** The purpose that a handler was bound to, if any. */
export function purposeBoundTo(handler: object): unknown {
  return marks.get(handler)
}
