import type { FastifyReply, FastifyRequest } from 'fastify'
import { REFUSED } from '../http/body.js'
import { Exchange } from '../http/exchange.js'
import { clearHead, OF_THE_BODY } from '../http/head.js'
import type { House } from '../http/options.js'
import { PROBLEM_JSON, type Problem } from '../http/problem.js'
import { Wire } from '../http/wire.js'
import { createRoutes, type Route } from './route.js'

const EXCHANGE = Symbol('purposebound/exchange')
type Known = FastifyRequest & { [EXCHANGE]?: FastifyExchange }

/** An exchange over Fastify, which knows its route from the start. */
export class FastifyExchange extends Exchange {
  /** Whether the door could not see the route when it was declared. */
  readonly unseen: boolean

  constructor(house: House, { method, id }: FastifyRequest, known: Route | undefined) {
    super(house, method, id)
    this.route = known?.route ?? ''
    this.declared = known?.declared
    this.unseen = known?.unseen === true
  }
}

/** What is known of a request so far; whoever asks first makes it, be it a hook that runs after an early reply. */
export type ExchangeOf = (request: FastifyRequest, reply: FastifyReply) => FastifyExchange

export function createExchanges(house: House): ExchangeOf {
  const routeOf = createRoutes(house)
  return (request: Known, reply) => {
    const known = request[EXCHANGE]
    if (known) return known
    const exchange = new FastifyExchange(house, request, request.is404 ? undefined : routeOf(request))
    request[EXCHANGE] = exchange
    new Wire(reply.raw, exchange)
    return exchange
  }
}

/** The exchange of a request that has passed the first hook; undefined before. */
export function knownExchange(request: FastifyRequest): FastifyExchange | undefined {
  return (request as Known)[EXCHANGE]
}

/** Looks at a body, and keeps the text that is made of it. */
export function judge(exchange: Exchange, reply: FastifyReply, body: unknown): unknown {
  if (!exchange.requiresView) return body
  const sent = exchange.judge(body)
  if (sent === REFUSED) return body
  // a serializer of the reply could make anything of it: that of the route or of its schema is asked
  reply.serializer((given: unknown) => {
    reply.serializer(null as never)
    const text = reply.serialize(given as object) as string
    if (given === sent) exchange.expected = { text, as: 'views' }
    return text
  })
  return sent
}

/** Sends a problem from a hook or an error handler, with no header that a handler has made. */
export function sendProblem(exchange: Exchange, reply: FastifyReply, problem: Problem): void {
  const { before } = exchange
  for (const name of before ? Object.keys(reply.getHeaders()) : OF_THE_BODY) reply.removeHeader(name)
  clearHead(reply.raw, before)
  const text = JSON.stringify(problem)
  exchange.expected = { text, as: 'problem' }
  reply.code(problem.status).header('content-type', PROBLEM_JSON).header('cache-control', 'private, no-store')
  reply.send(text)
}
