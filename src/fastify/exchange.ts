import type { FastifyReply, FastifyRequest } from 'fastify'
import { Exchange, type Leaving } from '../http/exchange.js'
import { OF_THE_BODY } from '../http/head.js'
import type { House } from '../http/options.js'
import { PROBLEM_JSON, type Problem } from '../http/problem.js'
import { isViewStream } from '../http/view-stream.js'
import { setCaching } from './caching.js'
import { createRoutes } from './route.js'
import { reopen, Wire } from './wire.js'

const EXCHANGE = Symbol('purposebound/exchange')

/** A request on its way, with the wire that its response takes. */
export interface Turn {
  readonly exchange: Exchange
  readonly wire: Wire
}
type Known = FastifyRequest & { [EXCHANGE]?: Turn }

/** What is known of a request so far; whoever asks first makes it, be it a hook that runs after an early reply. */
export function createTurns(house: House): (request: FastifyRequest, reply: FastifyReply) => Turn {
  const routeOf = createRoutes(house)
  return (request, reply) => {
    const known = request as Known
    if (known[EXCHANGE]) return known[EXCHANGE]
    const exchange = new Exchange(house, request.method, request.id)
    if (!request.is404) Object.assign(exchange, routeOf(request))
    const turn = { exchange, wire: new Wire(reply, exchange) }
    known[EXCHANGE] = turn
    return turn
  }
}

/** The exchange of a request that has passed the first hook; undefined before. */
export function knownExchange(request: FastifyRequest): Exchange | undefined {
  return (request as Known)[EXCHANGE]?.exchange
}

/** Settles what leaves of `payload`: gives it to `done`, or a promise of it where a record comes first. */
export function leave(
  { exchange, wire }: Turn,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): Promise<unknown> | undefined {
  if (wire.settledOn(reply.statusCode, payload)) {
    done(null, payload)
    return undefined
  }
  const judged = exchange.judged && wire.text === payload
  // something else was settled before: the error of a later hook, or a second reply
  if (exchange.settled) reopen(exchange)
  exchange.judged = judged
  if (isViewStream(payload)) exchange.streams = true
  const hasBody = payload !== undefined && payload !== null && payload !== ''
  const leaving = exchange.leave(reply.statusCode, hasBody)
  const sealed = (settled: Leaving): unknown => {
    const body = shape(exchange, reply, payload, settled)
    wire.seal({ status: reply.statusCode, body, exact: exchange.requiresView || settled !== 'whole' })
    return body
  }
  if (leaving instanceof Promise) return wire.during(leaving).then(sealed)
  done(null, sealed(leaving))
  return undefined
}

/** Looks at a body, and keeps the text that is made of it. */
export function judge({ exchange, wire }: Turn, reply: FastifyReply, body: unknown): unknown {
  const sent = exchange.judge(body)
  if (!exchange.judged) return sent
  // a serializer of the reply could make anything of it: that of the route or of its schema is asked
  reply.serializer((given: unknown) => {
    reply.serializer(null as never)
    const text = reply.serialize(given as object) as string
    exchange.judged &&= given === sent
    wire.text = text
    return text
  })
  return sent
}

/** Sends a problem from a hook or an error handler. */
export function sendProblem({ wire }: Turn, reply: FastifyReply, problem: Problem): void {
  const text = problemText(reply, problem)
  wire.seal({ status: problem.status, body: text, exact: true })
  reply.send(text)
}

function shape(exchange: Exchange, reply: FastifyReply, payload: unknown, leaving: Leaving): unknown {
  const { declared } = exchange
  if (leaving === 'whole')
    return declared && declared.reason === undefined ? setCaching(reply, declared, payload) : payload
  discard(payload)
  return leaving === 'empty' ? nothing(reply) : problemText(reply, leaving)
}

function problemText(reply: FastifyReply, problem: Problem): string {
  dropBodyHeaders(reply)
  reply.code(problem.status).header('content-type', PROBLEM_JSON).header('cache-control', 'private, no-store')
  return JSON.stringify(problem)
}

/** No body. Fastify takes the length of the body of a HEAD, so there it has to be one. */
function nothing(reply: FastifyReply): unknown {
  dropBodyHeaders(reply)
  return reply.request.method === 'HEAD' ? '' : null
}

function dropBodyHeaders(reply: FastifyReply): void {
  for (const name of OF_THE_BODY) reply.removeHeader(name)
}

/** A stream that nobody reads is closed. */
function discard(payload: unknown): void {
  const { destroy, cancel } = Object(payload)
  if (typeof destroy === 'function') destroy.call(payload)
  else if (typeof cancel === 'function') void Promise.resolve(cancel.call(payload)).catch(() => {})
}
